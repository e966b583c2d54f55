"""Writes the truth beside what was told, and learns from it.

After a rush many windows wait for it. They are settled some at a time, each time in a short
transaction with what was learned: desks and phones wait for few of them, and nothing is learned
twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from panah.engines.waiting import Calibration
from panah.line import honesty, present, queries
from panah.line.models import SiteEstimate, Ticket, Window
from panah.line.turns import my_turn
from panah.line.windows import kept
from panah.sites.models import Site
from panah.web.rows import update_rows

Outcome = Window.Outcome
Status = Ticket.Status

SETTLED_AT_ONCE = 200
MOST_TIMES = 20  # before the line is looked at: 4,000 windows, more than are called in ten seconds
JUST_TAKEN = timedelta(minutes=1)
EVERY = {"0": 1, "1-4": 1, "5-9": 2, "10-19": 4, "20-49": 10, "50-99": 20, "100-199": 40}
MOST_EVERY = 80  # in the longest lines
WAS_CALLED = (Status.CALLED, Status.SERVED, Status.NO_SHOW)
UNCALLED = {
    Status.HELD: Outcome.AWAY,
    Status.GIVEN_UP: Outcome.LEFT,
    Status.UNDONE: Outcome.LEFT,
    Status.CLOSED: Outcome.CLOSED,
    Status.WAITING: Outcome.SOONER,
}


class Over(NamedTuple):
    """The last window of a ticket that waits no longer, or no longer in the same way."""

    ticket: UUID
    lane: str
    made_at: datetime
    number: int
    day: date
    lane_now: str
    status: str
    taken_at: datetime
    called_at: datetime | None
    ended_at: datetime | None


class Told(NamedTuple):
    """One of the windows that a ticket was told since it began to wait."""

    window: int
    ticket: UUID
    made_at: datetime
    band: str
    says: str
    ahead: int


Truth = tuple[Over, Outcome, datetime]
_TICKET = ("number", "day", "lane", "status", "taken_at", "called_at", "ended_at")
_OVER = ("ticket_id", "lane", "made_at", *(f"ticket__{name}" for name in _TICKET))
_TOLD = ("pk", "ticket_id", "made_at", "band", "says", "ahead")


def settle(site: Site, calibration: Calibration, *, at: datetime) -> Calibration:
    """Settle what is over, and return what is known after it.

    Of what is left over by thousands, the next estimate settles some more.
    """
    for _ in range(MOST_TIMES):
        over = _over(site, at=at)
        if over:
            calibration = _settle(site, over, calibration, at=at)
        if len(over) < SETTLED_AT_ONCE:
            break
    return calibration


def _settle(
    site: Site, over: Sequence[Over], calibration: Calibration, *, at: datetime
) -> Calibration:
    told = _told_to(over)
    truths = [(one, *_truth(one, at=at)) for one in over]
    calibration = _learned(_lessons(site, truths, told), calibration)
    # Everything was reckoned before: desks and phones wait for these few lines alone.
    with my_turn(), transaction.atomic():
        _write(truths, told)
        honesty.count(site, [one.window for windows in told.values() for one in windows])
        SiteEstimate.objects.filter(pk=site.pk).update(calibration=calibration.plain())
    return calibration


def _over(site: Site, *, at: datetime) -> list[Over]:
    is_over = ~Q(ticket__status=Status.WAITING) | ~Q(ticket__lane=F("lane"))
    missed = Q(ticket__called_at__gte=F("made_at"))  # called, and back in the line, between looks
    since = queries.day_of(site, at - honesty.LONGEST)
    current = Window.objects.filter(is_current=True, ticket__site=site, ticket__day__gte=since)
    found = current.filter(is_over | missed).values_list(*_OVER)
    return [Over(*each) for each in found[:SETTLED_AT_ONCE]]


def _told_to(over: Sequence[Over]) -> dict[UUID, list[Told]]:
    """Everything that these tickets were told since they began to wait, the earliest first."""
    told: dict[UUID, list[Told]] = {one.ticket: [] for one in over}
    rows = Window.objects.filter(outcome=Outcome.OPEN, ticket__in=list(told))
    for each in rows.order_by("made_at").values_list(*_TOLD):
        one = Told(*each)
        told[one.ticket].append(one)
    return told


def _truth(one: Over, *, at: datetime) -> tuple[Outcome, datetime]:
    """What became of a ticket after its current window, and when."""
    if one.lane != one.lane_now:  # another lane is another line: the window was for the old one
        return Outcome.SOONER, at
    was_called = one.status in WAS_CALLED
    if one.called_at and (was_called or one.called_at >= one.made_at):
        return Outcome.CALLED, one.called_at
    return UNCALLED.get(Status(one.status), Outcome.LEFT), one.ended_at or at


def _write(truths: Sequence[Truth], told: Mapping[UUID, Sequence[Told]]) -> None:
    """Write the truth beside everything that each ticket was told since it began to wait."""
    to_nobody = [
        window.window
        for one, outcome, truth_at in truths
        for window in told[one.ticket]
        if outcome == Outcome.CALLED and window.made_at > truth_at  # the call came first
    ]
    Window.objects.filter(pk__in=to_nobody).delete()
    for one, outcome, truth_at in truths:
        update_rows(
            Window,
            {"outcome": outcome.value, "truth_at": truth_at, "is_current": False},
            {"ticket": one.ticket, "outcome": Outcome.OPEN.value},
        )


def _lessons(
    site: Site, truths: Sequence[Truth], told: Mapping[UUID, Sequence[Told]]
) -> Iterator[tuple[Told, Outcome, float]]:
    """The windows that teach something, what came of each, and after how many minutes."""
    for one, outcome, truth_at in truths:
        # The day is closed at midnight; nobody was called that late.
        called_by = present.closing(site, one.day) if outcome == Outcome.CLOSED else truth_at
        for window in _teaching(told[one.ticket], one):
            waited = (called_by - window.made_at) / timedelta(minutes=1)
            if waited >= 0:
                yield window, outcome, waited


def _learned(
    lessons: Iterable[tuple[Told, Outcome, float]], calibration: Calibration
) -> Calibration:
    """What is known after these lessons; each counts once."""
    several = list(lessons)
    taught = Window.objects.filter(pk__in=[window.window for window, _, _ in several])
    made_of = dict(taught.values_list("pk", "made_of"))  # only what teaches is read whole
    for told, outcome, waited in several:
        if window := kept(made_of.get(told.window)):
            left = outcome != Outcome.CALLED
            calibration = calibration.learned(window, waited, left=left)
    return calibration


def _teaching(told: Sequence[Told], ticket: Over) -> list[Told]:
    """The window that a ticket began with, and one later one from a shorter line.

    Which later one, the number decides: so all lengths are learned from, also where everybody
    begins far behind.
    """
    first_of_band = {one.band: one for one in reversed(told)}
    able = [one for one in told if first_of_band[one.band] is one and _teaches(one, ticket)]
    later = [one for one in able if one is not told[0]]
    return [
        *[one for one in able if one is told[0]],
        *([later[ticket.number % len(later)]] if later else []),
    ]


def _teaches(one: Told, ticket: Over) -> bool:
    """Whether a window says something about the next ones.

    One that was cut off by the closing of the desks does not. Windows made at one moment err
    together, so three of them of each length speak for all; who has just come speaks for
    themselves.
    """
    if one.says != Window.Says.TODAY:
        return False
    return (
        one.made_at - ticket.taken_at <= JUST_TAKEN
        or one.ahead % EVERY.get(one.band, MOST_EVERY) == 0
    )
