"""The day of the line as numbers: by the hour, and as curves for a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from panah.line import queries as line
from panah.line.queries import Expected, Party
from panah.sites.models import Site

STEP = timedelta(minutes=10)
HOUR = timedelta(hours=1)
SHORTEST = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Hour:
    """Those who came within one hour, and how long they waited or are expected to wait."""

    begins_at: datetime
    people: int
    called: int
    desks: int
    middle_minutes: int | None
    low_minutes: int | None
    high_minutes: int | None
    is_expected: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Point:
    """People at one moment: who came, who was called, and who waits; `low` and `high` around."""

    at: datetime
    came: int
    called: int
    waiting: int
    low_called: int = 0
    high_called: int = 0


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that the chart and the table of the day show."""

    begins_at: datetime
    ends_at: datetime
    happened: tuple[Point, ...]
    expected: tuple[Point, ...]
    hours: tuple[Hour, ...]

    @property
    def has_any(self) -> bool:
        """Whether anybody has come."""
        return bool(self.hours)


def day_of(site: Site, parties: Sequence[Party], *, at: datetime) -> Day:
    """Put a day of the line together, of those who came in the order in which they came."""
    day = line.day_of(site, at)
    begins_at, ends_at = _frame(site, day, parties, at=at)
    return Day(
        begins_at=begins_at,
        ends_at=ends_at,
        happened=tuple(_happened(parties, moment) for moment in _steps(begins_at, at)),
        expected=tuple(_expected(parties, begins_at=at, ends_at=ends_at)),
        hours=tuple(_hours(site, parties, at=at)),
    )


def _frame(
    site: Site, day: date, parties: Sequence[Party], *, at: datetime
) -> tuple[datetime, datetime]:
    """From the full hour before anything happened to the one after everything has."""
    came = [party.came_at for party in parties[:1]]
    called = [party.expected.high_at for party in parties if party.expected]
    first = _full_hour(site, min([site.opens_on(day), at, *came]))
    last = max([site.closes_on(day), at, first + SHORTEST, *called])
    return first, _full_hour(site, last + HOUR - timedelta(microseconds=1))


def _steps(begins_at: datetime, at: datetime) -> Iterator[datetime]:
    moment = begins_at
    while moment < at:
        yield moment
        moment += STEP
    yield at


def _happened(parties: Sequence[Party], moment: datetime) -> Point:
    return Point(
        at=moment,
        came=_people(parties, lambda party: party.came_at <= moment),
        called=_people(parties, lambda party: bool(party.called_at and party.called_at <= moment)),
        waiting=_people(parties, lambda party: party.waits_at(moment)),
    )


def _expected(
    parties: Sequence[Party], *, begins_at: datetime, ends_at: datetime
) -> Iterator[Point]:
    """When those who wait now are called, as far as anybody can see; nobody else is reckoned."""
    now = _happened(parties, begins_at)
    waiting = [party for party in parties if party.expected]
    if not waiting:
        return
    moment = begins_at
    until = min(ends_at, max(p.expected.high_at for p in waiting if p.expected) + STEP)
    while moment <= until:
        low, middle, high = (
            sum(p.people for p in waiting if p.expected and when(p.expected) <= moment)
            for when in (_latest, _middle, _earliest)
        )
        left = max(0, now.waiting - middle)
        yield Point(
            moment, now.came, now.called + middle, left, now.called + low, now.called + high
        )
        moment += STEP


def _latest(expected: Expected) -> datetime:
    return expected.high_at


def _middle(expected: Expected) -> datetime:
    return expected.middle_at


def _earliest(expected: Expected) -> datetime:
    return expected.low_at


def _hours(site: Site, parties: Sequence[Party], *, at: datetime) -> Iterator[Hour]:
    if not parties:
        return
    hour, this_hour = _full_hour(site, parties[0].came_at), _full_hour(site, at)
    while hour <= this_hour:
        came = [party for party in parties if hour <= party.came_at < hour + HOUR]
        desks = {
            party.desk for party in parties if party.called_at and _is_in(party.called_at, hour)
        }
        waits = sorted(wait for party in came if (wait := _wait(party)) is not None)
        yield Hour(
            begins_at=hour,
            people=sum(party.people for party in came),
            called=sum(party.people for party in came if party.called_at),
            desks=len(desks),
            middle_minutes=_part_of(waits, 0.5),
            low_minutes=_part_of(waits, 0.1),
            high_minutes=_part_of(waits, 0.9),
            is_expected=any(party.expected for party in came),
            is_now=hour == this_hour,
        )
        hour += HOUR


def _wait(party: Party) -> float | None:
    """Minutes until the call that was, or that is expected."""
    called_at = party.called_at or (party.expected.middle_at if party.expected else None)
    return (called_at - party.came_at).total_seconds() / 60 if called_at else None


def _part_of(ascending: Sequence[float], part: float) -> int | None:
    return round(ascending[round(part * (len(ascending) - 1))]) if ascending else None


def _people(parties: Sequence[Party], wanted: Callable[[Party], bool]) -> int:
    return sum(party.people for party in parties if wanted(party))


def _is_in(moment: datetime, hour: datetime) -> bool:
    return hour <= moment < hour + HOUR


def _full_hour(site: Site, moment: datetime) -> datetime:
    return site.local(moment).replace(minute=0, second=0, microsecond=0)
