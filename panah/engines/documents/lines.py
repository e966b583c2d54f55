"""From what was typed, pasted or scanned to the lines of a zone."""

from __future__ import annotations

import re
import unicodedata

from panah.engines.documents.check_digits import ALPHABET, FILLER
from panah.engines.documents.layouts import SIZES

UNREADABLE = "?"
"""Stands for every character that no zone can hold."""

_ROW_ENDS = re.compile(r"[\n\r|\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NEVER_PRINTED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
# Cyrillic capitals that look exactly like a Latin one, and quotation marks read for fillers.
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS", "") | {
    ord("«"): "<<",
    ord("‹"): "<",
    ord("〈"): "<",
    ord("⟨"): "<",
}
_UNPRINTABLE = re.compile(f"[^{ALPHABET}]")
_WIDTHS = {width for _, width in SIZES}
_GLUED = {lines * width: width for lines, width in SIZES}


def clean(line: str) -> str:
    """One line in capitals, without spaces; what no zone can hold becomes `?`."""
    return _UNPRINTABLE.sub(UNREADABLE, _capitals(line))


def has_cyrillic(line: str) -> bool:
    """Whether Cyrillic letters remain that look like no Latin letter."""
    return any("\u0400" <= character <= "\u052f" for character in _capitals(line))


def split_lines(text: str) -> tuple[str, ...]:
    """Split what a clerk typed, pasted or scanned into the lines of a zone.

    Lines may be separated by line ends, `|` or spaces, or glued together. Other lines around the
    zone are left out, and a line of names gets the fillers back that nobody likes to type.

    Returns:
        The lines, in capitals; when the text is no zone, whatever lines it has.
    """
    rows = [row for row in _ROW_ENDS.split(text) if row.strip()]
    if len(rows) == 1:
        rows = _split_row(rows[0])
    rows = [_capitals(row) for row in rows]
    return _fill_names(_choose(rows))


def _capitals(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
    return _NEVER_PRINTED.sub("", text)


def _split_row(row: str) -> list[str]:
    glued = _capitals(row)
    if width := _GLUED.get(len(glued)):
        return [glued[start : start + width] for start in range(0, len(glued), width)]
    words = row.split()
    return words if len(words) in (2, 3) else [row]


def _choose(rows: list[str]) -> tuple[str, ...]:
    # A scan of the whole page has other text above the zone, which is always at the bottom.
    if len(rows) <= 3:
        return tuple(rows)
    zone = [row for row in rows if FILLER in row or len(row) in _WIDTHS]
    for count, width in SIZES:
        last = zone[-count:]
        if len(last) == count and all(len(row) == width for row in last):
            return tuple(last)
    return tuple(rows)


def _fill_names(rows: tuple[str, ...]) -> tuple[str, ...]:
    names = 2 if len(rows) == 3 else 0
    others = {len(row) for number, row in enumerate(rows) if number != names}
    if len(others) != 1 or (len(rows), width := others.pop()) not in SIZES:
        return rows
    filled = rows[names].rstrip(FILLER).ljust(width, FILLER)
    return (*rows[:names], filled, *rows[names + 1 :])
