"""Dates of a machine-readable zone: two digits for the year, fillers for what is unknown."""

from __future__ import annotations

from datetime import date

from panah.engines.documents.check_digits import DIGITS, FILLER
from panah.engines.identity import PartialDate

_YEARS_AHEAD = 50


class ImpossibleDate(ValueError):
    """There is no such day, or the characters cannot be a date."""


def read_past_date(text: str, *, today: date) -> PartialDate | None:
    """Read a date that is not after today: the latest century in which that is so.

    Returns:
        The date as far as it is known, or None when not even the year is.

    Raises:
        ImpossibleDate: there is no such day.
    """
    return _read(text, latest=(today.year, today.month, today.day))


def read_expiry_date(text: str, *, today: date) -> PartialDate | None:
    """Read the date on which a document expires: at most fifty years ahead.

    Raises:
        ImpossibleDate: there is no such day.
    """
    return _read(text, latest=(today.year + _YEARS_AHEAD, 12, 31))


def write_date(day: PartialDate | None) -> str:
    """Write YYMMDD, with fillers for what is unknown."""
    if day is None:
        return FILLER * 6
    parts = (f"{day.year % 100:02}", f"{day.month:02}", f"{day.day:02}")
    return "".join(part if part != "00" or n == 0 else FILLER * 2 for n, part in enumerate(parts))


def _read(text: str, *, latest: tuple[int, int, int]) -> PartialDate | None:
    year, month, day = (_pair(text[start : start + 2]) for start in (0, 2, 4))
    if year is None:
        return None
    # Some states print 00 where ICAO asks for fillers. A day without a month says nothing.
    known = (month or 0, (day or 0) if month else 0)
    century = latest[0] - latest[0] % 100
    earliest_reading = (century + year, known[0] or 1, known[1] or 1)
    full_year = century + year - (100 if earliest_reading > latest else 0)
    try:
        return PartialDate(full_year, *known)
    except ValueError:
        raise ImpossibleDate("there is no such day") from None


def _pair(text: str) -> int | None:
    if text == FILLER * 2:
        return None
    if len(text) != 2 or any(character not in DIGITS for character in text):
        raise ImpossibleDate("a part of a date is two digits or two fillers")
    return int(text)
