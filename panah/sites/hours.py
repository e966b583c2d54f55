"""When a centre is open: from when to when on one day, and how that is written in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

Written = list[str] | None
"""Two times, `["09:00", "18:00"]`; None for a day on which the centre is closed."""


class HoursBackwards(ValueError):
    """A day would end before it begins."""


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """From when to when desks call people on one day."""

    opens_at: time
    closes_at: time

    def __post_init__(self) -> None:
        if self.closes_at <= self.opens_at:
            raise HoursBackwards(f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}")

    def __str__(self) -> str:
        return f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


def written(hours: Hours | None) -> Written:
    """Hours as a row keeps them."""
    return [f"{hours.opens_at:%H:%M}", f"{hours.closes_at:%H:%M}"] if hours else None


def read(kept: Sequence[str] | None) -> Hours | None:
    """Hours as a row kept them."""
    return Hours(*map(time.fromisoformat, kept)) if kept else None


def by_weekday(week: Sequence[Hours | None]) -> dict[str, Written]:
    """A week from Monday on, as a row keeps it."""
    return {str(weekday): written(hours) for weekday, hours in enumerate(week)}


def by_day(days: Mapping[date, Hours | None]) -> dict[str, Written]:
    """Single days as a row keeps them, the earliest first."""
    return {day.isoformat(): written(days[day]) for day in sorted(days)}
