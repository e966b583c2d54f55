"""By which day something has to be done.

Where a law can be counted in two ways, the profile chooses the one that ends earlier: a day too
early costs a walk, a day too late may cost the right.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

CALENDAR_DAYS = "calendar_days"
WORKING_DAYS = "working_days"

_ONE_DAY = timedelta(days=1)
_LONGEST_DAYS = 366


def last_day(
    start: date,
    *,
    length: int,
    unit: str,
    counts_first_day: bool,
    is_working_day: Callable[[date], bool],
) -> date:
    """The last day on which it is in time.

    Args:
        start: the day on which the clock starts, such as the day of arrival in the country.
        length: how many days, at least 1.
        unit: `calendar_days` or `working_days`.
        counts_first_day: whether the day of the start is the first of them.
        is_working_day: whether offices are open; asked only for working days.

    Returns:
        The day on which the count is full. A count of calendar days is not moved to a working day
        where it ends on a day off: the earlier day is the safe one.

    Raises:
        ValueError: the length or the unit makes no clock, or no working day comes for a year.
    """
    if length < 1 or unit not in (CALENDAR_DAYS, WORKING_DAYS):
        raise ValueError("a clock has at least one calendar or working day")
    counts = is_working_day if unit == WORKING_DAYS else _every_day
    return _counted(start if counts_first_day else start + _ONE_DAY, length, counts)


def _counted(day: date, length: int, counts: Callable[[date], bool]) -> date:
    left = length
    for _ in range(_LONGEST_DAYS + 2 * length):
        left -= counts(day)
        if not left:
            return day
        day += _ONE_DAY
    raise ValueError("no working day for a year")


def _every_day(_day: date) -> bool:
    return True
