"""The line as this process last read it: two seconds old, three at the most, however many ask.

Ten thousand phones ask every minute where they stand. They are told from here: who waits, who is
called and what each was told about its time is read together, at most every other second, and no
phone's question costs a query. Whoever presses a button sees the rows themselves.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from time import monotonic

from django.db.models import QuerySet

from panah.line import honesty, newcomers, queries
from panah.line.announced import by_keys, moment
from panah.line.estimate import Pace
from panah.line.honesty import Held
from panah.line.models import Ticket
from panah.line.queries import Ahead, Place
from panah.line.said import MOST_AT_ONCE, WHOLE_SECONDS, Said, said_since, said_to_all
from panah.line.slips import Slip
from panah.line.told import Told, told_by
from panah.sites import queries as sites
from panah.sites.models import Site
from panah.web.listed import in_columns, listed

KEPT_SECONDS = 2.0
OLDEST_SECONDS = 3.0
"""As long as one thread reads anew, the others go on with what was read before."""
STEADY_SECONDS = 10.0
"""As long as nobody asks again how fast the line moves, and how often windows held."""
MOST_KEPT = 8
LATELY_SECONDS = 20.0
"""So long after its end a number is still read: whoever was near the front asks within 17."""
MOST_LATELY = 2_000

Status = Ticket.Status
WAITING = Status.WAITING.value


class NotAtAGlance(LookupError):
    """The ticket has ended long ago, or is too new: its row says how it stands."""


@dataclass(frozen=True, slots=True)
class Other:
    """A ticket that is called or held, or has ended."""

    status: str
    lane: str
    desk: str
    last_called_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A ticket as a look saw it: what its page shows, and neither its secret nor its times."""

    site: Site
    day: date
    number: int
    party_size: int
    lane: str
    status: str
    desk: str = ""
    last_called_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Numbers that have ended since somebody first looked, and until when each is read."""

    tickets: Mapping[int, Other]
    until: Mapping[int, float]


@dataclass(frozen=True)
class Waiting:
    """Who waits, in the order of calls: what is in the same place is of one number."""

    numbers: Sequence[int]
    people: Sequence[int]
    """How many people come before each number; all of them at the end."""
    lanes: Mapping[str, range]
    """The places of each lane."""
    places: Mapping[int, int]
    """The place of each number."""

    def lane_at(self, place: int) -> str:
        """The lane of whoever waits there."""
        return next(lane for lane, places in self.lanes.items() if place in places)

    def place_for(self, lane: str, number: int) -> int:
        """Where a number that does not wait would stand."""
        before = [places.stop for name, places in self.lanes.items() if name < lane]
        own = self.lanes.get(lane, range(start := max(before, default=0), start))
        return bisect_left(self.numbers, number, own.start, own.stop)


@dataclass(frozen=True, slots=True)
class Steady:
    """What hardly changes while a phone's page is open."""

    read_at: float
    held: Mapping[str, Held]
    pace: Pace


@dataclass(frozen=True)
class Glance:
    """The line of a centre's day at one moment."""

    site: Site
    day: date
    read_at: float
    waiting: Waiting
    others: Mapping[int, Other]
    ended: Ended
    said: Said
    newest_at: datetime | None
    steady: Steady
    last_called: int | None
    closes_at: datetime
    opens_again_at: datetime | None

    def ticket(self, slip: Slip) -> Standing:
        """How a ticket stands.

        Raises:
            NotAtAGlance: it ended long ago, or was taken a moment ago.
        """
        whose = self.site, slip.day, slip.number, slip.party_size
        if (place := self.waiting.places.get(slip.number)) is not None:
            return Standing(*whose, self.waiting.lane_at(place), WAITING)
        if (other := self._other(slip.number)) is None:
            raise NotAtAGlance
        return Standing(*whose, other.lane, other.status, other.desk, other.last_called_at)

    def place(self, ticket: Ticket | Standing, *, at: datetime) -> Place:
        """What the holder of such a ticket is told now."""
        ahead = self._ahead_of(ticket)
        said = self._told(ticket, at=at)
        return Place(
            at=at,
            ahead=ahead,
            expected=self._expected(ticket, said, ahead, at=at),
            last_called=self.last_called if ticket.status in queries.IN_LINE else None,
            is_over=False,
            told=said,
            closes_at=self.closes_at,
            opens_again_at=self.opens_again_at,
        )

    def _other(self, number: int) -> Other | None:
        return self.others.get(number) or self.ended.tickets.get(number)

    def _ahead_of(self, ticket: Ticket | Standing) -> Ahead:
        if ticket.status not in queries.IN_LINE:
            return queries.NOBODY
        place = self.waiting.places.get(ticket.number)
        if place is None:
            place = self.waiting.place_for(ticket.lane, ticket.number)
        return Ahead(place, self.waiting.people[place])

    def _told(self, ticket: Ticket | Standing, *, at: datetime) -> Told | None:
        key = self.said.keys.get(ticket.number) if ticket.number in self.waiting.places else None
        window = self.said.windows.get(key) or by_keys([key]).get(key) if key else None
        if window is None or window.lane != ticket.lane:
            return None
        return told_by(window, newest_at=self.newest_at, held=self._held, at=at)

    def _held(self, band: str) -> Held:
        return self.steady.held.get(band, Held())

    def _expected(
        self, ticket: Ticket | Standing, said: Told | None, ahead: Ahead, *, at: datetime
    ) -> queries.Range | None:
        if said is not None:
            return None if said.is_not_today else said.span
        if ticket.status not in queries.IN_LINE:
            return None
        return queries.range_after(ahead.tickets, self.steady.pace, self.site, at=at, day=self.day)

    def shows(self, ticket: Ticket) -> bool:
        """Whether a ticket stands as it did at this look, and its place can be told from it."""
        if not self.has_all_of(ticket.number):
            return False
        if (place := self.waiting.places.get(ticket.number)) is not None:
            return (ticket.status, ticket.lane) == (Status.WAITING, self.waiting.lane_at(place))
        other = self._other(ticket.number)
        return other == Other(ticket.status, ticket.lane, ticket.desk, ticket.last_called_at)

    def has_all_of(self, number: int) -> bool:
        """Whether the holder of a number can be told everything without another look."""
        if number not in self.waiting.places:
            return self._other(number) is not None
        key = self.said.keys.get(number)
        return key is None or key in self.said.windows


_kept: dict[tuple[str, date], Glance] = {}
_reading = threading.Lock()


def glance(site: str, day: date) -> Glance:
    """The line of a day, read now or at most three seconds ago."""
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
    said = _said(waiting, tickets, read_at=read_at, before=before)
    others = _others(tickets.filter(status__in=[Status.CALLED, Status.HELD]))
    estimate = newcomers.newest(site)
    latest = queries.latest_calls(site, day, count=1)
    return Glance(
        site=site,
        day=day,
        read_at=read_at,
        waiting=waiting,
        others=others,
        ended=_ended(
            waiting.places.keys() | others.keys(), tickets, read_at=read_at, before=before
        ),
        said=said,
        newest_at=estimate.made_at if estimate else None,
        steady=_steady(site, day, read_at=read_at, before=before),
        last_called=latest[0].number if latest else None,
        closes_at=site.closes_on(day),
        opens_again_at=queries.opens_again(site, day),
    )


def _waiting(site: Site, day: date) -> Waiting:
    found = in_columns(queries.waiting_tickets(site, day), "number", "party_size", by="lane")
    numbers: list[int] = []
    parties: list[int] = []
    lanes: dict[str, range] = {}
    for lane, (own_numbers, own_parties) in sorted(found.items()):
        lanes[lane] = range(len(numbers), len(numbers) + len(own_numbers))
        numbers += own_numbers
        parties += own_parties
    people = list(accumulate(parties, initial=0))
    places = {number: place for place, number in enumerate(numbers)}
    return Waiting(numbers, people, lanes, places)


def _steady(site: Site, day: date, *, read_at: float, before: Glance | None) -> Steady:
    if before is not None and read_at - before.steady.read_at < STEADY_SECONDS:
        return before.steady
    return Steady(read_at, honesty.held_lately(site, until=day), queries.pace(site, day))


def _said(
    waiting: Waiting, tickets: QuerySet[Ticket], *, read_at: float, before: Glance | None
) -> Said:
    """What they were told: what is new of it, or where that is much, all."""
    if before is None:
        return said_to_all(tickets, read_at=read_at)
    came = waiting.places.keys() - before.waiting.places.keys()
    if len(came) <= MOST_AT_ONCE and read_at - before.said.whole_at <= WHOLE_SECONDS:
        return said_since(before.said, tickets, came=came, read_at=read_at)
    return said_to_all(tickets, read_at=read_at, before=before.said)


def _ended(
    here: AbstractSet[int], tickets: QuerySet[Ticket], *, read_at: float, before: Glance | None
) -> Ended:
    """Who was in the line before and is not, and those who left it shortly before that."""
    if before is None:
        return Ended({}, {})
    gone = (before.waiting.places.keys() | before.others.keys()) - here
    left = {number: until for number, until in before.ended.until.items() if until > read_at}
    until = left | dict.fromkeys(gone, read_at + LATELY_SECONDS)
    if len(until) > MOST_LATELY or not until:  # so many ended at once: their rows say it
        return Ended({}, {})
    return Ended(_others(tickets.filter(number__in=until)), until)


def _others(tickets: QuerySet[Ticket]) -> dict[int, Other]:
    rows = listed(tickets, "number", "status", "lane", "desk", "last_called_at")
    return {
        number: Other(status, lane, desk, moment(called) if called else None)
        for number, status, lane, desk, called in rows
    }
