"""Dates as people type them at a desk: the day first, with what is known, in few keystrokes."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from panah.engines.identity import PartialDate

EARLIEST_YEAR = 1900

_SEPARATED = re.compile(r"[\s./-]+")
_ISO = re.compile(r"\d{4}(-\d{1,2}){0,2}")
_EIGHT_DIGITS = re.compile(r"\d{8}")


class NoSuchDate(ValueError):
    """The text is no date, or the day does not exist."""


class DateToCome(ValueError):
    """The day lies after today."""


class DateTooEarly(ValueError):
    """The day lies before 1900."""


def read_birth_date(text: str, *, today: date) -> PartialDate:
    """Read DD.MM.YYYY, MM.YYYY, YYYY, DDMMYYYY, or the ISO order, with any usual separator.

    Raises:
        NoSuchDate: none of these, or a day that does not exist.
        DateToCome: after today.
        DateTooEarly: before 1900.
    """
    born = _partial(_numbers(text))
    if born.year < EARLIEST_YEAR:
        raise DateTooEarly
    if (born.year, born.month or 1, born.day or 1) > (today.year, today.month, today.day):
        raise DateToCome
    return born


def read_recent_day(text: str, *, today: date) -> date:
    """Read a day of which month or year may be left out: the latest such day up to today.

    On 5 October `3` is 3 October, `28` is 28 September, `28.12` is 28 December of last year.

    Raises:
        NoSuchDate: no day, or one that does not exist.
        DateToCome: a full date after today.
    """
    day, month, year = (*_numbers(text), 0, 0)[:3]
    if year:
        # Nobody arrived a hundred years ago: two digits are this century's.
        return _not_to_come(_date(year + 2000 * (year < 100), month, day), today=today)
    if month:
        return _latest(day, month, today=today)
    return _latest_day(day, today=today)


def written(day: PartialDate | date) -> str:
    """Write a date as it is typed here: 14.03.1996, 03.1996 or 1996."""
    parts = [f"{day.day:02}" if day.day else "", f"{day.month:02}" if day.month else ""]
    return ".".join([*filter(None, parts), f"{day.year:04}"])


def _numbers(text: str) -> tuple[int, ...]:
    # Day first, whatever the order in which it was typed.
    tidy = text.strip().strip(".")
    if _EIGHT_DIGITS.fullmatch(tidy):
        tidy = f"{tidy[:2]}.{tidy[2:4]}.{tidy[4:]}"
    parts = _SEPARATED.split(tidy)
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise NoSuchDate
    numbers = tuple(map(int, parts))
    return numbers[::-1] if _ISO.fullmatch(tidy) and len(parts) > 1 else numbers


def _partial(numbers: tuple[int, ...]) -> PartialDate:
    if 0 in numbers or numbers[-1] < 1000:
        raise NoSuchDate
    try:
        return PartialDate(*numbers[::-1])
    except ValueError:
        raise NoSuchDate from None


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDate from None


def _not_to_come(day: date, *, today: date) -> date:
    if day > today:
        raise DateToCome
    if day.year < EARLIEST_YEAR:
        raise NoSuchDate
    return day


def _latest(day: int, month: int, *, today: date) -> date:
    if not 1 <= month <= 12:
        raise NoSuchDate
    for year in range(today.year, today.year - 5, -1):
        fits = 1 <= day <= calendar.monthrange(year, month)[1]
        if fits and date(year, month, day) <= today:
            return date(year, month, day)
    raise NoSuchDate


def _latest_day(day: int, *, today: date) -> date:
    if not 1 <= day <= 31:
        raise NoSuchDate
    looked_at = today
    while looked_at.day != day:
        looked_at -= timedelta(days=1)
    return looked_at
