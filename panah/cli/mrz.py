"""`panah mrz`: read a machine-readable zone and say what is wrong with it, as one JSON object."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import fields
from typing import Annotated, Any

import typer

from panah.engines.documents import Code, Message, Suggestion, Zone, read_zone, split_lines

VALID, NOT_A_ZONE, CHECK_FAILS = 0, 2, 3

SENTENCES = {
    Code.NOTHING_READ: "There is no text to read.",
    Code.LINE_COUNT: "A machine-readable zone has two or three lines, not {found}.",
    Code.LINE_LENGTH: "Line {line} has {found} characters instead of {needed}.",
    Code.DOCUMENT_CODE: "The first line of a zone of this size begins with {needed}.",
    Code.VISA: "This is the zone of a visa, which says too little about the person.",
    Code.CYRILLIC_LETTERS: (
        "There are Cyrillic letters in the text: is the keyboard set to Latin letters?"
    ),
    Code.WRONG_CHECK_DIGIT: (
        "The check digit of the {field} is {found} where {expected} would be right."
    ),
    Code.UNREADABLE_CHARACTER: "Line {line}, position {position}: this character cannot be read.",
    Code.UNEXPECTED_CHARACTER: (
        "Line {line}, position {position}: the {field} cannot hold this character."
    ),
    Code.IMPOSSIBLE_DATE: "The {field} does not exist.",
    Code.NO_NAME: "The zone has no name.",
    Code.NAME_MAY_BE_CUT: "The name fills its line and may have been cut.",
    Code.DATE_INCOMPLETE: "The {field} is known in part only.",
    Code.EXPIRED: "The document expired on {found}.",
}
_SUGGESTION = (
    "Line {line}, position {position}: with {instead} instead of {found} all digits agree."
)
_FIELD_NAMES = {"composite": "whole zone", "end_filler": "optional data", "series_end": "series"}


def mrz(
    lines: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LINE LINE [LINE]",
            help="The lines of the zone, each in quotation marks; or all of them glued together.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Read a machine-readable zone and print what it says as one JSON object.

    Exit code 0: valid; 3: a check fails; 2: not a zone.
    """
    # Imported here so that no other command waits for it.
    from panah.web.clock import real_now

    zone = read_zone(_rows(lines or []), today=real_now().date())
    typer.echo(_printable(json.dumps(as_plain(zone), ensure_ascii=False, indent=2)))
    raise typer.Exit(exit_code(zone))


def as_plain(zone: Zone) -> dict[str, Any]:
    """The object that is printed."""
    return {
        "format": zone.format,
        "valid": zone.valid,
        "fields": {f.name: _plain(getattr(zone.fields, f.name)) for f in fields(zone.fields)},
        "checks": [
            {
                "field": check.field,
                "ok": check.ok,
                "found": check.found,
                "expected": check.expected,
            }
            for check in zone.checks
        ],
        "messages": [
            *map(sentence, zone.messages),
            *map(_suggestion, zone.suggestions),
        ],
    }


def _printable(text: str) -> str:
    # A terminal or pipe that knows no Cyrillic still gets one valid JSON object.
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return json.dumps(json.loads(text), indent=2)
    return text


def exit_code(zone: Zone) -> int:
    """0 valid, 3 a check fails, 2 not a zone."""
    if zone.format is None:
        return NOT_A_ZONE
    return VALID if zone.valid else CHECK_FAILS


def sentence(message: Message) -> str:
    """Word a reason code; the value of a name is never in it."""
    field = _FIELD_NAMES.get(message.field, message.field.replace("_", " "))
    return SENTENCES[message.code].format(**{**message.values, "field": field})


def _suggestion(suggestion: Suggestion) -> str:
    return _SUGGESTION.format(
        line=suggestion.line,
        position=suggestion.position,
        instead=suggestion.instead,
        found=suggestion.found,
    )


def _rows(lines: Sequence[str]) -> Sequence[str]:
    # Two or three arguments are the lines, exactly; anything else is taken apart first.
    return lines if len(lines) in (2, 3) else split_lines("\n".join(lines))


def _plain(value: object) -> str | None:
    return str(value) if value else None
