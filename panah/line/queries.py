"""Reading the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from panah.engines.waiting import Called
from panah.line import basis, course, estimate, honesty, pausing
from panah.line.basis import Basis
from panah.line.honesty import Record
from panah.line.models import Pause, Ticket
from panah.line.moves import OPEN
from panah.line.newcomers import newest, window_of_newcomer
from panah.line.pausing import calling_desk_count
from panah.line.secret import hash_of
from panah.line.told import Told, told
from panah.line.windows import span_of
from panah.sites.models import Desk, Site
from panah.web.worded import Worded

Status = Ticket.Status
IN_LINE = frozenset({Status.WAITING, Status.HELD})
"""Who has others before them; whoever was called or has ended has nobody."""
Party = course.Party
Expected = course.Expected
Range = tuple[datetime, datetime]
RECENT_INTERVIEWS = 30
UNDO_WITHIN = timedelta(minutes=5)  # a slip of the finger is noticed at once
EARLY = timedelta(minutes=10)  # to come back before the first moment of the range


_CALLED_HERE = (
    "WHERE site_id = %s AND day BETWEEN %s AND %s AND status = 'called' AND desk = %s"
    " ORDER BY day DESC, last_called_at DESC LIMIT 1"
)
_NEXT = (
    "WHERE site_id = %s AND day = %s AND status = 'waiting'"
    " AND NOT EXISTS (SELECT 1 FROM {pause} pause JOIN {desk} desk ON pause.desk_id = desk.id"
    " WHERE desk.site_id = %s AND desk.number = %s AND pause.ended_at IS NULL)"
    " ORDER BY lane, number LIMIT 1"
)
_PAUSES = [(Pause, "pause"), (Desk, "desk")]
_OF_SECRET = Worded(
    [(Ticket, "ticket"), (Site, "site")],
    "FROM {ticket} ticket JOIN {site} site ON site.code = ticket.site_id"
    " WHERE ticket.secret_hash = %s",
)
_CALLED_TO = Worded([(Ticket, "ticket")], f"FROM {{ticket}} ticket {_CALLED_HERE}")
_UNCLAIMED = Worded(
    [(Ticket, "ticket")],
    f"FROM {{ticket}} ticket {_NEXT}",
    beside=_PAUSES,
    passes_over_claimed=True,
)
_HERE_OR_NEXT = Worded(
    [(Ticket, "ticket")],
    f"FROM (SELECT * FROM (SELECT * FROM {{ticket}} {_CALLED_HERE}) here UNION ALL"  # noqa: S608
    f" SELECT * FROM (SELECT * FROM {{ticket}} {_NEXT}) next_one) ticket"
    " ORDER BY status LIMIT 1",  # called before waiting
    beside=_PAUSES,
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Who is called before a ticket."""

    tickets: int
    people: int


NOBODY = Ahead(0, 0)


@dataclass(frozen=True, slots=True)
class DayCounts:
    """A day of the line in tickets; `waiting_people` are people."""

    waiting: int
    waiting_people: int
    held: int
    called: int
    served: int
    no_show: int


@dataclass(frozen=True, slots=True)
class Place:
    """What the holder of a ticket is told about it at one moment."""

    at: datetime
    ahead: Ahead
    expected: Range | None
    last_called: int | None
    is_over: bool
    told: Told | None = None
    closes_at: datetime | None = None
    opens_again_at: datetime | None = None

    @property
    def be_here_at(self) -> datetime | None:
        """Until when they need not be near; None when they should stay."""
        if self.expected is None:
            return None
        early = self.expected[0] - EARLY
        return early if early > self.at else None


def day_of(site: Site, at: datetime) -> date:
    """The centre's own day of a moment."""
    return site.local(at).date()


def ticket_by_secret(secret: str) -> Ticket | None:
    """The ticket of whoever holds this secret."""
    return ticket_by_hash(hash_of(secret))


def ticket_by_hash(secret_hash: bytes | memoryview) -> Ticket | None:
    """The ticket with the hash of a secret."""
    found = _OF_SECRET.first([secret_hash])
    if not found:
        return None
    ticket: Ticket
    ticket, ticket.site = found
    return ticket


def ticket_by_number(site: Site, day: date, number: int) -> Ticket | None:
    """The ticket with a number of a day."""
    return Ticket.objects.filter(site=site, day=day, number=number).first()


def last_number(site: Site, day: date) -> int:
    """The highest number given out on a day; 0 when there is none."""
    found = Ticket.objects.filter(site=site, day=day).aggregate(last=Max("number"))
    return found["last"] or 0


def waiting_tickets(site: Site, day: date) -> QuerySet[Ticket]:
    """Tickets that wait, in the order in which they are called."""
    waiting = Ticket.objects.filter(site=site, day=day, status=Status.WAITING)
    return waiting.order_by("lane", "number")


def first_unclaimed(site: Site, day: date, *, desk: str) -> Ticket | None:
    """The ticket to be called next, locked; one that another desk is about to claim is no more so.

    None for a desk that is paused. To be asked in a transaction.
    """
    return _of(site, _UNCLAIMED.first(_for_next(site, day, desk)))


def here_or_next(site: Site, desk: str, *days: date) -> Ticket | None:
    """The ticket that `called_to` finds, or else the one that is called next on the last day.

    Nothing is locked: another desk may be faster. None for a desk that is paused and has none.
    """
    asked = [*_for_called(site, days, desk), *_for_next(site, max(days), desk)]
    return _of(site, _HERE_OR_NEXT.first(asked))


def days_left_open(site: Site, *, before: date) -> list[date]:
    """Days before that one on which somebody still waits, was called, or stepped away."""
    left = Ticket.objects.filter(site=site, day__lt=before, status__in=OPEN)
    return sorted(set(left.values_list("day", flat=True)))


def open_tickets(site: Site, day: date) -> list[Ticket]:
    """Tickets of a day that have not ended."""
    return list(Ticket.objects.filter(site=site, day=day, status__in=OPEN))


def called_to(site: Site, desk: str, *days: date) -> Ticket | None:
    """The ticket that a desk has called and not finished, from a first to a last day."""
    return _of(site, _CALLED_TO.first(_for_called(site, days, desk)))


def _for_called(site: Site, days: Sequence[date], desk: str) -> list[Any]:
    return [site.pk, min(days).isoformat(), max(days).isoformat(), desk]


def _for_next(site: Site, day: date, desk: str) -> list[Any]:
    return [site.pk, day.isoformat(), site.pk, int(desk) if desk.isdecimal() else 0]


def _of(site: Site, found: list[Any]) -> Ticket | None:
    if not found:
        return None
    ticket: Ticket = found[0]
    ticket.site = site  # at hand: nobody asks for it once more
    return ticket


def can_be_undone(ticket: Ticket, at: datetime) -> bool:
    """Whether a number can still be taken back."""
    return ticket.status == Status.WAITING and at - ticket.taken_at <= UNDO_WITHIN


def ahead_of(ticket: Ticket) -> Ahead:
    """The tickets that are called before this one, and the people on them.

    For a held ticket: before it if it came back now.
    """
    first = Q(lane=ticket.lane, number__lt=ticket.number)
    if ticket.lane == Ticket.Lane.STANDARD:
        first |= Q(lane=Ticket.Lane.FAST_TRACK)
    return _size_of(waiting_tickets(ticket.site, ticket.day).filter(first).exclude(pk=ticket.pk))


def latest_calls(site: Site, day: date, *, count: int = 4) -> list[Ticket]:
    """The last tickets called, newest first; they stay when they have been served."""
    shown = Q(status__in=[Status.CALLED, Status.SERVED, Status.NO_SHOW])
    calls = Ticket.objects.filter(shown, site=site, day=day, last_called_at__isnull=False)
    return list(calls.order_by("-last_called_at", "-number")[:count])


def next_numbers(site: Site, day: date, *, count: int = 8) -> list[int]:
    """The numbers that are called next."""
    return list(waiting_tickets(site, day).values_list("number", flat=True)[:count])


def day_counts(site: Site, day: date) -> DayCounts:
    """How many tickets of a day stand where."""
    rows = Ticket.objects.filter(site=site, day=day).order_by().values("status")
    found = {row["status"]: row for row in rows.annotate(n=Count("pk"), people=Sum("party_size"))}

    def tickets(status: str) -> int:
        return found[status]["n"] if status in found else 0

    return DayCounts(
        waiting=tickets(Status.WAITING),
        waiting_people=found[Status.WAITING]["people"] if Status.WAITING in found else 0,
        held=tickets(Status.HELD),
        called=tickets(Status.CALLED),
        served=tickets(Status.SERVED),
        no_show=tickets(Status.NO_SHOW),
    )


def expected_call(ticket: Ticket, at: datetime) -> Range | None:
    """Between when and when a ticket is called; None when nobody can say.

    That is when it does not wait, when no desk is open, and when the day ends before.
    """
    if ticket.status not in (Status.WAITING, Status.HELD):
        return None
    if ticket.status == Status.WAITING and (said := told(ticket, at=at)):
        return _expected(ticket, said, at=at)
    site, day = ticket.site, ticket.day
    return range_after(ahead_of(ticket).tickets, pace(site, day), site, at=at, day=day)


def place_of(ticket: Ticket, at: datetime) -> Place:
    """Where a ticket stands at a moment, for its holder. Out of the line there is less to tell."""
    is_in_line = ticket.status in IN_LINE
    latest = latest_calls(ticket.site, ticket.day, count=1) if is_in_line else []
    said = told(ticket, at=at) if ticket.status == Status.WAITING else None
    return Place(
        at=at,
        ahead=ahead_of(ticket) if is_in_line else NOBODY,
        expected=_expected(ticket, said, at=at),
        last_called=latest[0].number if latest else None,
        is_over=ticket.day < day_of(ticket.site, at),
        told=said,
        closes_at=ticket.site.closes_on(ticket.day),
        opens_again_at=opens_again(ticket.site, ticket.day),
    )


def expected_call_of_new(site: Site, at: datetime) -> Range | None:
    """Between when and when a ticket taken now is called; None when nobody can say.

    That is also when today is full.
    """
    if window := window_of_newcomer(site, at=at):
        closes_at = site.closes_on(day_of(site, at))
        is_today = window.called is not Called.NOT_TODAY
        return span_of(window, closes_at=closes_at) if is_today else None
    day = day_of(site, at)
    return range_after(waiting_tickets(site, day).count(), pace(site, day), site, at=at, day=day)


def record_of_windows(site: Site, at: datetime) -> Record:
    """How often people were called when they were told, on the last days."""
    return honesty.record_of(site, until=day_of(site, at))


def basis_of_windows(site: Site, at: datetime) -> Basis | None:
    """What the window of a number taken now rests on; None when there is none."""
    window = window_of_newcomer(site, at=at)
    last = newest(site)
    return basis.basis_of(window, last) if window and last else None


def is_full_today(site: Site, at: datetime) -> bool:
    """Whether a ticket taken now will, as far as anybody can see, not be called today."""
    window = window_of_newcomer(site, at=at)
    return window is not None and window.called is Called.NOT_TODAY


def opens_again(site: Site, day: date) -> datetime | None:
    """When a centre opens that is closed on a whole day; None when it is open, or nobody knows."""
    later = None if site.hours_on(day) else site.next_open_day(day)
    return site.opens_on(later) if later else None


def course_of(site: Site, day: date) -> list[Party]:
    """When everybody of a day came, was called, and is expected to be called."""
    return course.course_of(site, day)


def called_now(site: Site, day: date) -> dict[str, Ticket]:
    """The number at each desk, by the desk."""
    called = Ticket.objects.filter(site=site, day=day, status=Status.CALLED)
    return {ticket.desk: ticket for ticket in called.order_by("last_called_at")}


def calling_desks(site: Site) -> int:
    """How many desks call people now: open, and not paused."""
    return calling_desk_count(site)


def pauses_now(site: Site) -> dict[int, Pause]:
    """The pauses that last, by the numbers of their desks."""
    return pausing.pauses_now(site)


def pause_of(site: Site, desk: str) -> Pause | None:
    """The pause of one desk; None while it calls."""
    return pausing.pause_of(site, desk)


def range_after(
    ahead: int, pace: estimate.Pace, site: Site, *, at: datetime, day: date
) -> Range | None:
    """Between when and when a ticket is called before which so many are; None when nobody knows."""
    start = max(at, site.opens_on(day))
    found = estimate.call_range(ahead, pace, start=start)
    return found if found and found[0] < site.closes_on(day) else None


def pace(site: Site, day: date) -> estimate.Pace:
    """How fast the line of a day moves: its desks, and the last interviews."""
    left = Ticket.objects.filter(
        site=site, day=day, status__in=[Status.SERVED, Status.NO_SHOW], ended_at__isnull=False
    )
    times = left.order_by("-ended_at").values_list("called_at", "ended_at")[:RECENT_INTERVIEWS]
    return estimate.recent_pace(
        [_minutes(ended - called) for called, ended in times if called and ended],
        desks=calling_desk_count(site),
    )


def _expected(ticket: Ticket, said: Told | None, *, at: datetime) -> Range | None:
    if said is None:
        return expected_call(ticket, at)
    return None if said.is_not_today else said.span


def _size_of(tickets: QuerySet[Ticket]) -> Ahead:
    found = tickets.order_by().aggregate(n=Count("pk"), people=Sum("party_size"))
    return Ahead(found["n"], found["people"] or 0)


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60
