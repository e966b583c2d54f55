"""Reading a machine-readable zone: its format, its fields, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from panah.engines.documents.assessment import assess
from panah.engines.documents.layouts import LAYOUTS, RUS_PN, RUS_PN_START, SIZES, Layout
from panah.engines.documents.lines import clean, has_cyrillic
from panah.engines.documents.suggestions import suggest
from panah.engines.documents.zone import Code, Message, Zone

_VISA = "V"


def read_zone(lines: Sequence[str], *, today: date) -> Zone:
    """Read the lines of a zone; small letters and spaces do no harm.

    Args:
        lines: two or three lines, as `split_lines` gives them.
        today: decides the century of two-digit years, and whether the document has expired.

    Returns:
        The zone. Text that is no zone gives one whose `format` is None and whose messages say why.
    """
    rows = tuple(row for row in map(clean, lines) if row)
    refusals = _refusals(rows)
    if refusals:
        return Zone(None, rows, messages=(*refusals, *_wrong_keyboard(lines)))
    layout = _layout(rows)
    checks, fields, messages = assess(layout, rows, today=today)
    suggestions = suggest(layout, rows, checks, today=today)
    return Zone(
        layout.format, rows, fields, checks, (*messages, *_wrong_keyboard(lines)), suggestions
    )


def _layout(rows: Sequence[str]) -> Layout:
    if rows[0].startswith(RUS_PN_START) and len(rows[0]) == RUS_PN.width:
        return RUS_PN
    return next(
        layout
        for layout in LAYOUTS.values()
        if (layout.lines, layout.width) == (len(rows), len(rows[0]))
    )


def _refusals(rows: Sequence[str]) -> list[Message]:
    if not rows:
        return [Message(Code.NOTHING_READ)]
    if len(rows) not in {lines for lines, _ in SIZES}:
        return [Message(Code.LINE_COUNT, {"found": len(rows)})]
    wrong_lengths = _wrong_lengths(rows)
    if wrong_lengths:
        return wrong_lengths
    if rows[0][0] == _VISA:
        return [Message(Code.VISA)]
    letters = _layout(rows).first_letters
    if rows[0][0] not in letters:
        return [Message(Code.DOCUMENT_CODE, {"needed": ", ".join(letters)})]
    return []


def _wrong_lengths(rows: Sequence[str]) -> list[Message]:
    widths = [width for lines, width in SIZES if lines == len(rows)]
    needed = min(widths, key=lambda width: (sum(abs(len(row) - width) for row in rows), width))
    return [
        Message(Code.LINE_LENGTH, {"line": number, "found": len(row), "needed": needed})
        for number, row in enumerate(rows, 1)
        if len(row) != needed
    ]


def _wrong_keyboard(lines: Sequence[str]) -> list[Message]:
    return [Message(Code.CYRILLIC_LETTERS)] if any(map(has_cyrillic, lines)) else []
