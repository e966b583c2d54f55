"""`panah duplicates find`: who stands twice in a list, or in two."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from panah.cli.endings import UNUSABLE, end, gettext_noop
from panah.cli.sorting import sort_at_best
from panah.cli.wording import speak_alone

if TYPE_CHECKING:
    from panah.engines.linkage import Plan, Summary, UnusableRows

duplicates = typer.Typer(help="Find people who stand twice in lists.", no_args_is_help=True)

NO_DUCKDB = gettext_noop("This needs DuckDB: install panah with its extra «lists».")
ALREADY_THERE = gettext_noop("%(what)s would be written over a list that is to be read.")
NO_FOLDER = gettext_noop("There is no folder for %(what)s.")

STEPS = {
    "read": gettext_noop("Reading"),
    "understand": gettext_noop("Understanding values"),
    "names": gettext_noop("Canonical names"),
    "plan": gettext_noop("Counting pairs"),
    "pair": gettext_noop("Pairing"),
    "compare": gettext_noop("Comparing"),
    "write": gettext_noop("Writing"),
}
RULES = {
    "is needed": gettext_noop("is needed"),
    "stands twice": gettext_noop("stands twice"),
    "the column is needed": gettext_noop("the column is needed"),
    "one of these columns is needed": gettext_noop("one of these columns is needed"),
    "a row is longer than 2,000,000 bytes": gettext_noop("a row is longer than 2,000,000 bytes"),
    "a row has more or fewer fields than the first line": gettext_noop(
        "a row has more or fewer fields than the first line"
    ),
    "the file is not in UTF-8": gettext_noop("the file is not in UTF-8"),
    "a quotation mark is not closed, or stands in the middle of a field": gettext_noop(
        "a quotation mark is not closed, or stands in the middle of a field"
    ),
    "there is not enough memory; raise --memory": gettext_noop(
        "there is not enough memory; raise --memory"
    ),
    "there is no room on the disk": gettext_noop("there is no room on the disk"),
    "the file is not a Parquet file": gettext_noop("the file is not a Parquet file"),
    "the file cannot be read": gettext_noop("the file cannot be read"),
    "no such date; write YYYY-MM-DD, YYYY-MM or YYYY": gettext_noop(
        "no such date; write YYYY-MM-DD, YYYY-MM or YYYY"
    ),
}
BLOCKING = {
    "two names and the birth date": gettext_noop("two names and the birth date"),
    "a name and the birth date": gettext_noop("a name and the birth date"),
    "two names and the birth year": gettext_noop("two names and the birth year"),
    "two names and the birthday": gettext_noop("two names and the birthday"),
    "a name and nearly the birth date": gettext_noop("a name and nearly the birth date"),
    "two names and nearly the birth date": gettext_noop("two names and nearly the birth date"),
    "a rare name and the birth year": gettext_noop("a rare name and the birth year"),
    "two names, one birth date unknown": gettext_noop("two names, one birth date unknown"),
    "a document number and a name's first letter": gettext_noop(
        "a document number and a name's first letter"
    ),
    "an IIN and a name's first letter": gettext_noop("an IIN and a name's first letter"),
    "a telephone number and a name's first letter": gettext_noop(
        "a telephone number and a name's first letter"
    ),
}


def _amount(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)? ?([KMGT]i?B)", text):
        raise typer.BadParameter("4GB, 512MB")
    return text


@duplicates.callback()
def about() -> None:
    """Find people who stand twice in lists."""


@duplicates.command()
def find(
    files: Annotated[list[Path], typer.Argument(help="One list, or two.")],
    out: Annotated[Path, typer.Option(help="The pairs: .csv or .parquet.")],
    clusters: Annotated[
        Path | None, typer.Option(help="Every row with the number of its person.")
    ] = None,
    min_weight: Annotated[
        float | None, typer.Option(help="Leave out pairs that weigh less, in bits.")
    ] = None,
    cluster_weight: Annotated[
        float | None, typer.Option(help="From this weight on rows are one person.")
    ] = None,
    memory: Annotated[
        str, typer.Option(help="For DuckDB, before it spills to disk.", callback=_amount)
    ] = "4GB",
) -> None:
    """Compare a list with itself, or two lists with each other, by the weights of the desk."""
    _make_ready()
    from panah.cli.lists.comparable import Understanding, comparable
    from panah.cli.lists.scratch import scratch
    from panah.engines import linkage
    from panah.engines.matching import LOOK_BITS, SAME_BITS

    results = [path for path in (out, clusters) if path]
    _check_paths(files, results)
    understanding = Understanding()
    with scratch(results) as folder, _said_plainly(files):
        request = linkage.Request(
            sources=tuple(comparable(path, folder) for path in files),
            pairs=out,
            understood=understanding.of_column,
            clusters=clusters,
            min_weight=LOOK_BITS if min_weight is None else min_weight,
            cluster_weight=SAME_BITS if cluster_weight is None else cluster_weight,
            memory=memory,
            scratch=folder,
        )
        with Shown() as shown:
            summary = linkage.find_duplicates(request, shown)
    _summarise(summary, understanding.remarks)
    gc.freeze()  # the process is about to end: nobody has to look for what could be given back


def _make_ready() -> None:
    sort_at_best()
    speak_alone()  # nothing is kept: Django only words the messages
    if not (find_spec("duckdb") and find_spec("numpy")):
        end(UNUSABLE, NO_DUCKDB)


@contextmanager
def _said_plainly(files: list[Path]) -> Iterator[None]:
    """Turn what is wrong with a list into one sentence and its exit code."""
    from panah.cli.lists.comparable import UnusableList
    from panah.engines import linkage

    try:
        yield
    except UnusableList as unusable:
        end(UNUSABLE, "%(what)s", str(unusable))
    except linkage.UnusableRows as fault:
        end(UNUSABLE, "%(what)s", _worded(fault, files))


def _check_paths(files: list[Path], results: list[Path]) -> None:
    if len(files) > 2:
        end(UNUSABLE, gettext_noop("One list or two can be compared."))
    for path in results:
        if not path.resolve().parent.is_dir():
            end(UNUSABLE, NO_FOLDER, str(path))
        if path.resolve() in [file.resolve() for file in files]:
            end(UNUSABLE, ALREADY_THERE, str(path))
    if len({path.resolve() for path in results}) < len(results):
        end(UNUSABLE, gettext_noop("Pairs and clusters need two files."))


def _worded(fault: UnusableRows, files: list[Path]) -> str:
    rule = _(RULES.get(fault.rule, fault.rule))
    place = _("row %(row)s") % {"row": fault.row} if fault.row else ""
    file = files[fault.list_number - 1].name if fault.list_number else ""
    return ": ".join(filter(None, (file, place, fault.column, rule)))


class Shown:
    """A bar on the terminal for what takes long, on stderr."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
        )

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def step(self, name: str, total: int) -> None:
        """Begin a bar, and let the one before it be full."""
        self._progress.start()  # not before: it has a thread, and processes are copied first
        for task in self._progress.tasks:
            if task.total is None:
                self._progress.update(task.id, total=1, completed=1)
        self._progress.add_task(_(STEPS[name]), total=total or None)

    def advance(self, count: int) -> None:
        """Move the newest bar."""
        self._progress.advance(self._progress.task_ids[-1], count)

    def planned(self, plan: Plan) -> None:
        """Say how many pairs a rule gives, before they are made."""
        said = _("%(rule)s: %(pairs)s pairs") % {
            "rule": _(BLOCKING[plan.rule.value]),
            "pairs": f"{plan.pairs:,}",
        }
        if plan.form:
            said += " · " + _("made stricter, there would be too many")
        if plan.left_out:
            left_out = _("%(pairs)s pairs of the largest blocks left out")
            said += " · " + left_out % {"pairs": f"{plan.left_out:,}"}
        self._console.print(said, highlight=False)


def _summarise(summary: Summary, remarks: Counter[str]) -> None:
    for remark, count in remarks.items():
        typer.echo(f"{remark} ({count})", err=True)
    lines = {
        _("rows"): summary.rows,
        _("pairs compared"): summary.compared,
        _("same"): summary.outcomes["same"],
        _("look"): summary.outcomes["look"],
        _("new"): summary.outcomes["new"],
        _("people who stand twice or more"): summary.clusters,
    }
    for name, count in lines.items():
        if count:
            typer.echo(f"{count:>12,}  {name}")
