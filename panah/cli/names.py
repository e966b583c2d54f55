"""`panah names`: two names, or a list of pairs, weighed as the desk weighs them."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from panah.cli import centre, findings
from panah.cli.endings import UNUSABLE, end, gettext_noop
from panah.cli.lists.files import UnusableList
from panah.cli.lists.pairs import PairList, open_pairs
from panah.cli.wording import speak_as_asked
from panah.engines.identity import Identity, WrittenName
from panah.engines.matching import Prepared, compare, prepare

WEIGHT = "match_weight"
NOT_WRITTEN = gettext_noop("The result cannot be written: %(what)s.")
SAME_FILE = gettext_noop("%(what)s is the list itself. Give the result another name.")
NO_LANGUAGE = gettext_noop("There is no language «%(what)s»: kk, ru or en.")
LANGUAGES = ("kk", "ru", "en")

app = typer.Typer(help="Compare names across scripts.", no_args_is_help=True)


@app.command("compare")
def compare_two(
    a: Annotated[str, typer.Argument(metavar="A", help="A name, in quotation marks.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    lang: Annotated[
        str,
        typer.Option(metavar="kk|ru|en", help="Language of the answer.", show_default=False),
    ] = "",
) -> None:
    """Say how much speaks for two names being one person's, and why."""
    _speak(lang)
    found = findings.between(a, b)
    if as_json:
        typer.echo(json.dumps(findings.as_plain(found), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(findings.as_lines(found)))


@app.command()
def score(
    pairs: Annotated[
        Path,
        typer.Argument(metavar="PAIRS", help="CSV or JSON lines with name_a and name_b."),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT.csv", help="Where the result goes.")],
) -> None:
    """Weigh every pair of a list: the same rows in the same order, with match_weight.

    Exit code 2: the list or the options cannot be used; nothing was written.
    """
    _speak("")
    if out.exists() and pairs.exists() and out.samefile(pairs):
        end(UNUSABLE, SAME_FILE, str(out))
    try:
        _write(open_pairs(pairs), out)
    except UnusableList as unusable:
        end(UNUSABLE, "%(what)s", str(unusable))
    except OSError as error:
        end(UNUSABLE, NOT_WRITTEN, error.strerror or str(error))


def prepared(name: object) -> Prepared:
    """A name as it stands in a list, ready to compare."""
    return prepare(Identity(WrittenName(full="" if name is None else str(name))))


def _speak(language: str) -> None:
    if language and language not in LANGUAGES:
        end(UNUSABLE, NO_LANGUAGE, language)
    centre.set_up_django(Path("var/data"))
    speak_as_asked()
    if language:
        from django.utils import translation

        translation.activate(language)


def _write(pairs: PairList, out: Path) -> None:
    """Write beside the result and put it in place at the end: whole or not at all."""
    handle, beside = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as text:
            columns = [column for column in pairs.columns if column != WEIGHT]
            writer = csv.DictWriter(text, [*columns, WEIGHT], restval="")
            writer.writeheader()
            writer.writerows(_weighed(pairs))
        Path(beside).replace(out)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    typer.echo(_("Pairs weighed: %(count)s") % {"count": pairs.row_count}, err=True)


def _weighed(pairs: PairList) -> Iterator[dict[str, Any]]:
    for row in pairs.rows():
        found = compare(prepared(row["name_a"]), prepared(row["name_b"]))
        written = {column: _as_text(value) for column, value in row.items()}
        yield written | {WEIGHT: round(found.weight_bits, 6)}


def _as_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)
