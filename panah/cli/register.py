"""`panah register`: a real list of people, from a file to sealed records."""

from __future__ import annotations

import csv
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, tee
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from panah.cli import centre
from panah.cli.endings import FINE, INTERRUPTED, SOME_REFUSED, UNUSABLE, end, gettext_noop, stopping
from panah.cli.serve import DataOption, KeysOption, say_evaluation
from panah.cli.upgrade import say_who_is_left
from panah.keeper import keyfolder

if TYPE_CHECKING:
    from panah.cli.lists.files import ListFile
    from panah.cli.lists.rows import ReadRow
    from panah.desk.actions import Listed, Taken

BATCH = 200
RESULT_COLUMNS = ("row", "client_id", "status", "individual_number", "candidates", "message")
REJECTED = "rejected"
OTHER_CONTENT = gettext_noop("client_id: stands for other content already; nothing was changed")

Line = tuple[Any, ...]
"""One line of the result, in the order of `RESULT_COLUMNS`."""


@dataclass(slots=True)
class Interruption:
    """Set by Ctrl-C or SIGTERM; looked at between two batches."""

    came: bool = False


def register(
    file: Annotated[Path, typer.Argument(help="The list: CSV or JSON lines.")],
    data: DataOption,
    keys: KeysOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the result goes; FILE.result.csv by default.")
    ] = None,
    site: Annotated[str, typer.Option(help="The centre's code, for a new data folder.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only read the list and say what would be refused.")
    ] = False,
) -> None:
    """Register a list of people: each row sealed, compared with all others, and counted once."""
    from panah.cli.lists.files import UnusableList, open_list

    centre.set_up_django(data)
    try:
        listed = open_list(file)
        _check_columns(listed)
    except UnusableList as unusable:
        end(UNUSABLE, "%(what)s", str(unusable))
    if dry_run:
        raise typer.Exit(_rehearse(listed))
    result = out or file.with_name(file.name + ".result.csv")
    _check_result(result, file)
    with stopping(), centre.opened(data, keys, site=site):
        say_evaluation(keys or keyfolder.default_folder(data))
        say_who_is_left(err=True)
        with result.open("w", encoding="utf-8", newline="") as target:
            code = _register_all(listed, target)
    raise typer.Exit(code)


def _register_all(listed: ListFile, target: IO[str]) -> int:
    """Register batch after batch; a result line is written after its commit."""
    writer = csv.writer(target)
    writer.writerow(RESULT_COLUMNS)
    counts: Counter[str] = Counter()
    with _progress(listed.row_count) as progress, _interruptible() as interruption:
        for lines in result_lines(listed, stops=lambda: interruption.came):
            writer.writerows(lines)
            target.flush()
            counts.update(line[2] for line in lines)
            progress.advance(progress.task_ids[0], len(lines))
    _finish_journal()
    _summarise(counts)
    if interruption.came and sum(counts.values()) < listed.row_count:
        return INTERRUPTED
    return SOME_REFUSED if counts[REJECTED] else FINE


def result_lines(
    listed: ListFile, *, stops: Callable[[], bool] = lambda: False
) -> Iterator[list[Line]]:
    """Register a list; what became of its rows, in order, batch by batch as they are committed.

    Args:
        stops: once it is true no other batch is begun; those that were written still come out.
    """
    from panah.cli.lists.intake import taken_in

    read, to_take = tee(_batches(listed))
    people = ([_listed(row) for row in rows if not row.faults] for _, rows in to_take)
    # Where the list is stopped, rows were read that nobody took: `read` is longer.
    for answers, (first, rows) in zip(taken_in(people, stops=stops), read, strict=False):
        yield list(_lines(first, rows, answers))


def _lines(first: int, rows: list[ReadRow], answers: list[Taken]) -> Iterator[Line]:
    """What became of each row of a batch; those with faults were not taken to the desk."""
    taken = iter(answers)
    for number, row in enumerate(rows, first):
        yield _line(number, row, None if row.faults else next(taken))


def _finish_journal() -> None:
    """Give the events their places and have the logs signed: no worker may be running here."""
    from panah.journal import tasks
    from panah.web.clock import now

    tasks.sequence(now())
    tasks.sign(now())


def _line(number: int, row: ReadRow, taken: Taken | None) -> Line:
    from panah.desk.actions import Taking

    if taken is None:
        return number, row.client_id, REJECTED, "", "", row.message
    if taken.taking is Taking.OTHER_CONTENT:
        return number, row.client_id, REJECTED, "", "", _(OTHER_CONTENT)
    candidates = ";".join(taken.candidates)
    return number, row.client_id, taken.taking.value, taken.number, candidates, row.message


def _listed(row: ReadRow) -> Listed:
    from panah.desk.actions import Listed

    assert row.identity is not None
    return Listed(row.client_id, row.group, row.identity, row.is_withheld)


def _read(listed: ListFile) -> Iterator[ReadRow]:
    """Every row, understood; a group is known by its name and its first row in this list."""
    from dataclasses import replace

    from panah.cli.lists.rows import read_row
    from panah.sites.queries import here
    from panah.web.clock import now

    today = here().local(now()).date()
    founders: dict[str, str] = {}
    for row in listed.rows():
        read = read_row(row, today=today)
        group = row.get("group", "").strip()
        if group:
            founder = founders.setdefault(group, row.get("client_id", "").strip())
            read = replace(read, group=f"{group}\x1f{founder}")
        yield read


def _batches(listed: ListFile) -> Iterator[tuple[int, list[ReadRow]]]:
    rows = _read(listed)
    first = 1
    while batch := list(islice(rows, BATCH)):
        yield first, batch
        first += len(batch)


def _check_columns(listed: ListFile) -> None:
    from panah.cli.lists.files import UnusableList
    from panah.cli.lists.rows import COLUMNS, NAMES

    if not listed.columns:
        raise UnusableList(_("The first line names no columns."))
    if "client_id" not in listed.columns:
        raise UnusableList(_("The column client_id is needed: the sender's own id for each row."))
    if not {*NAMES, "mrz"} & set(listed.columns):
        message = _("At least one column of the name is needed: %(columns)s.")
        raise UnusableList(message % {"columns": ", ".join(NAMES)})
    unknown = [name for name in listed.columns if name not in COLUMNS]
    if unknown:
        typer.echo(_("Columns not used: %(columns)s") % {"columns": ", ".join(unknown)}, err=True)


def _rehearse(listed: ListFile) -> int:
    """Read every row and print those that would be refused; write nothing."""
    counts: Counter[str] = Counter()
    for number, row in enumerate(_rehearsed(listed), 1):
        counts[REJECTED if row.faults else "understood"] += 1
        if row.message:
            typer.echo(f"{number}\t{row.client_id}\t{row.message}")
    _summarise(counts)
    return SOME_REFUSED if counts[REJECTED] else FINE


def _rehearsed(listed: ListFile) -> Iterator[ReadRow]:
    """Every row, understood; what an earlier row of this list says otherwise is a fault."""
    from dataclasses import replace

    from panah.cli.lists.rows import read_row
    from panah.web.clock import now

    contents: dict[str, int] = {}
    for values in listed.rows():
        row = read_row(values, today=now().date())
        content = hash((row.identity, row.is_withheld))
        if not row.faults and contents.setdefault(row.client_id, content) != content:
            row = replace(row, faults=(_(OTHER_CONTENT),))
        yield row


def _summarise(counts: Counter[str]) -> None:
    for status, count in sorted(counts.items()):
        typer.echo(f"{status}: {count}", err=True)


def _check_result(path: Path, source: Path) -> None:
    """Refuse a place where the result cannot be written, before anything else is."""
    if path.resolve() == source.resolve():
        end(UNUSABLE, gettext_noop("The result would overwrite the list: %(what)s"), str(path))
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        end(UNUSABLE, gettext_noop("The result cannot be written: %(what)s"), str(path))


@contextmanager
def _interruptible() -> Iterator[Interruption]:
    """Finish the batch at hand when asked to stop: what was committed has its result line."""
    interruption = Interruption()

    def stop(*_signal: Any) -> None:
        interruption.came = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    columns = (TextColumn("{task.percentage:>3.0f}%"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        progress.add_task("", total=total)
        yield progress
