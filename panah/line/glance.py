"""The line as this process last read it: a second old, two at the most, however many ask.

Ten thousand phones ask every minute where they stand. They are told from here: who waits, who is
called and what each was told about its time is read together, at most once a second, and no phone's
question costs a query. Whoever presses a button sees the rows themselves.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from time import monotonic
from typing import Any

from django.db.models import FilteredRelation, Q

from panah.line import honesty, newcomers, queries
from panah.line.announced import Announced, announced, moment
from panah.line.estimate import Pace
from panah.line.honesty import Held
from panah.line.models import Ticket, Window
from panah.line.queries import Ahead, Place
from panah.line.slips import Slip
from panah.line.told import Told, told_by
from panah.sites import queries as sites
from panah.sites.models import Site
from panah.web.listed import listed

KEPT_SECONDS = 1.0
OLDEST_SECONDS = 2.0
"""As long as one thread reads anew, the others go on with what was read before."""
MOST_KEPT = 8

Status = Ticket.Status
Waiting = list[Any]  # lane, number, how many people, its window's key: in the order of calls


class NotAtAGlance(LookupError):
    """The ticket neither waits, nor is held or called: its row says how it stands."""


@dataclass(frozen=True, slots=True)
class Other:
    """A ticket that is called or held."""

    status: str
    lane: str
    desk: str
    last_called_at: datetime | None


@dataclass(frozen=True)
class Glance:
    """The line of a centre's day at one moment."""

    site: Site
    day: date
    read_at: float
    waiting: Sequence[Waiting]
    others: Mapping[int, Other]
    windows: Mapping[int, Announced]
    newest_window: int
    newest_at: datetime | None
    held: Mapping[str, Held]
    last_called: int | None
    closes_at: datetime
    opens_again_at: datetime | None
    pace: Pace
    _places: Mapping[int, int] = field(init=False)
    _people: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        places = {row[1]: place for place, row in enumerate(self.waiting)}
        people = list(accumulate((row[2] for row in self.waiting), initial=0))
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_people", people)

    def ticket(self, slip: Slip) -> Ticket:
        """The ticket as it stands, without its secret and its times.

        Raises:
            NotAtAGlance: it has ended, or was taken a moment ago.
        """
        same = {"site": self.site, "day": slip.day, "number": slip.number}
        if (place := self._places.get(slip.number)) is not None:
            lane = self.waiting[place][0]
            return Ticket(**same, party_size=slip.party_size, lane=lane, status=Status.WAITING)
        if (other := self.others.get(slip.number)) is None:
            raise NotAtAGlance
        return Ticket(
            **same,
            party_size=slip.party_size,
            lane=other.lane,
            status=other.status,
            desk=other.desk,
            last_called_at=other.last_called_at,
        )

    def place(self, ticket: Ticket, *, at: datetime) -> Place:
        """What the holder of such a ticket is told now."""
        ahead = self._ahead_of(ticket)
        said = self._told(ticket, at=at)
        return Place(
            at=at,
            ahead=ahead,
            expected=self._expected(ticket, said, ahead, at=at),
            last_called=self.last_called,
            is_over=False,
            told=said,
            closes_at=self.closes_at,
            opens_again_at=self.opens_again_at,
        )

    def _ahead_of(self, ticket: Ticket) -> Ahead:
        place = self._places.get(ticket.number)
        if place is None:
            place = bisect_left(self.waiting, [ticket.lane, ticket.number])
        return Ahead(place, self._people[place])

    def _told(self, ticket: Ticket, *, at: datetime) -> Told | None:
        place = self._places.get(ticket.number)
        key = self.waiting[place][3] if place is not None else None
        window = self.windows.get(key) or _window(key) if key else None
        if window is None or window.lane != ticket.lane:
            return None
        return told_by(window, newest_at=self.newest_at, held=self._held, at=at)

    def _held(self, band: str) -> Held:
        return self.held.get(band, Held())

    def _expected(
        self, ticket: Ticket, said: Told | None, ahead: Ahead, *, at: datetime
    ) -> queries.Range | None:
        if said is not None:
            return None if said.is_not_today else said.span
        if ticket.status == Status.CALLED:
            return None
        return queries.range_after(ahead.tickets, self.pace, self.site, at=at, day=self.day)

    def has_all_of(self, number: int) -> bool:
        """Whether the holder of a number can be told everything without another look."""
        place = self._places.get(number)
        if place is None:
            return number in self.others
        key = self.waiting[place][3]
        return key is None or key in self.windows


_kept: dict[tuple[str, date], Glance] = {}
_reading = threading.Lock()


def glance(site: str, day: date) -> Glance:
    """The line of a day, read now or at most two seconds ago."""
    found = _kept.get((site, day))
    if found and _age(found) < KEPT_SECONDS:
        return found
    if not _reading.acquire(blocking=found is None or _age(found) > OLDEST_SECONDS):
        assert found is not None  # it would have waited
        return found
    try:
        return _newer((site, day))
    finally:
        _reading.release()


def kept_glance(site: str, day: date) -> Glance | None:
    """The same as it is kept; None where somebody has to look anew and nobody does."""
    found = _kept.get((site, day))
    if found is None or _age(found) >= (OLDEST_SECONDS if _reading.locked() else KEPT_SECONDS):
        return None
    return found


def forget() -> None:
    """Keep nothing: the next look reads anew."""
    _kept.clear()


def _newer(key: tuple[str, date]) -> Glance:
    found = _kept.get(key)  # whoever read while we waited has done it for us
    if found is None or _age(found) >= KEPT_SECONDS:
        if len(_kept) > MOST_KEPT:
            forget()
        found = _kept[key] = _read(*key, before=found)
    return found


def _age(found: Glance) -> float:
    return monotonic() - found.read_at


def _read(code: str, day: date, *, before: Glance | None) -> Glance:
    read_at = monotonic()  # before the first row: what is read is never older than it says
    site = sites.centre(code)
    tickets = Ticket.objects.filter(site=site, day=day)
    waiting = _waiting(site, day)
    windows, newest_window = _windows(site, day, waiting, before=before)
    others = tickets.filter(status__in=[Status.CALLED, Status.HELD])
    estimate = newcomers.newest(site)
    latest = queries.latest_calls(site, day, count=1)
    return Glance(
        site=site,
        day=day,
        read_at=read_at,
        waiting=waiting,
        others=_others(listed(others, "number", "status", "lane", "desk", "last_called_at")),
        windows=windows,
        newest_window=newest_window,
        newest_at=estimate.made_at if estimate else None,
        held=honesty.held_lately(site, until=day),
        last_called=latest[0].number if latest else None,
        closes_at=site.closes_on(day),
        opens_again_at=queries.opens_again(site, day),
        pace=queries.pace(site, day),
    )


def _waiting(site: Site, day: date) -> list[Waiting]:
    current = FilteredRelation("windows", condition=Q(windows__is_current=True))
    rows = queries.waiting_tickets(site, day).annotate(current=current)
    return sorted(listed(rows, "lane", "number", "party_size", "current__id"))


def _windows(
    site: Site, day: date, waiting: Sequence[Waiting], *, before: Glance | None
) -> tuple[dict[int, Announced], int]:
    """What waiting tickets were told: what is known already, and what was written since."""
    keys = {row[3] for row in waiting if row[3]}
    known = before.windows if before else {}
    if keys <= known.keys():
        return {key: known[key] for key in keys}, before.newest_window if before else 0
    rows = Window.objects.filter(is_current=True)
    if before:
        found = announced(rows.filter(pk__gt=before.newest_window))
    else:
        found = announced(rows.filter(ticket__site=site, ticket__day=day))
    newest = max([before.newest_window if before else 0, *found])
    return {key: known.get(key) or found[key] for key in keys & (known.keys() | found)}, newest


def _window(key: int) -> Announced | None:
    """One that was written between two others and became visible after both."""
    return announced(Window.objects.filter(pk=key)).get(key)


def _others(rows: Sequence[Sequence[Any]]) -> dict[int, Other]:
    return {
        number: Other(status, lane, desk, moment(called) if called else None)
        for number, status, lane, desk, called in rows
    }
