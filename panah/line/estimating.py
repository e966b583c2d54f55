"""What the worker does about waits: it keeps what happened, estimates anew, and says what changed.

Everything is written in one short transaction; while the future is simulated nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.util import find_spec

from django.db import transaction
from django.db.models import F, Q

from panah.engines.waiting import Calibration, Window, windows
from panah.line import honesty, present, queries
from panah.line.models import SiteEstimate, Ticket
from panah.line.models import Window as Row
from panah.line.simple import METHOD as SIMPLE
from panah.line.simple import simple_windows
from panah.line.turns import my_turn
from panah.line.windows import METHOD as SIMULATED
from panah.line.windows import (
    compared_with,
    follow,
    is_explained,
    is_said_anew,
    kept,
    learned_so_far,
    row_of,
)
from panah.sites.models import Site

Outcome = Row.Outcome
Status = Ticket.Status

QUIET = timedelta(seconds=45)  # nothing happened: an estimate grows old all the same
BUSY = timedelta(seconds=10)  # somebody came, was called or left
FUTURES = 500
AT_A_TIME = 150
SETTLED_AT_ONCE = 200
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


def estimate_if_due(site: Site, *, at: datetime) -> bool:
    """Estimate anew when something happened, or when the last estimate grows old."""
    last = SiteEstimate.objects.filter(pk=site.pk).first()
    seen = present.seen_of(site, at=at)
    if last is not None and last.made_at <= at < last.made_at + _pause(last, seen):
        return False
    estimate(site, at=at, seen=seen)
    return True


def estimate(site: Site, *, at: datetime, seen: str = "", method: str = "") -> None:
    """Settle what happened to windows, and give every waiting ticket its newest one.

    Args:
        seen: the line as it was when this was found due.
        method: by simulation or by the simple rule; the best that can be had here when left out.
    """
    method = method or best_method()
    last = SiteEstimate.objects.filter(pk=site.pk).first()
    calibration = learned_so_far(last)
    settled = _to_settle(site, at=at)
    told = _told_to(settled)
    calibration = _learn(settled, told, calibration, at=at)
    found = _estimated(site, calibration, at=at, method=method)
    rows = _said_anew(site, found, but={row.pk for row in settled}, method=method)
    newcomer = next((one for one in found if one.ticket == present.NEWCOMER), None)
    newest = SiteEstimate(
        site=site,
        made_at=at,
        seen=seen,
        newcomer=newcomer.plain() if newcomer else None,
        calibration=calibration.plain(),
    )
    # Everything was reckoned before: desks and phones wait for these few lines alone.
    with my_turn(), transaction.atomic():
        for row in settled:
            _settle(row, at=at)
        honesty.count(site, [row.pk for rows_of in told.values() for row in rows_of])
        newest.save()
    _write(rows)


def _write(rows: Sequence[tuple[Row, int | None]]) -> None:
    """Write windows, not too many at a time: whoever takes a number in between waits for few."""
    for start in range(0, len(rows), AT_A_TIME):
        some = rows[start : start + AT_A_TIME]
        with my_turn(), transaction.atomic():
            Row.objects.filter(pk__in=[old for _, old in some if old]).update(is_current=False)
            Row.objects.bulk_create([new for new, _ in some])


def _pause(last: SiteEstimate, seen: str) -> timedelta:
    return QUIET if last.seen == seen else BUSY


def _to_settle(site: Site, *, at: datetime) -> list[Row]:
    """The current windows of tickets that wait no longer, or no longer in the same way.

    A few hundred at a time: when the day is closed, a line of thousands ends at one moment.
    """
    is_over = ~Q(ticket__status=Status.WAITING) | ~Q(ticket__lane=F("lane"))
    missed = Q(ticket__called_at__gte=F("made_at"))  # called, and back in the line, between looks
    since = queries.day_of(site, at - honesty.LONGEST)
    current = Row.objects.filter(is_current=True, ticket__site=site, ticket__day__gte=since)
    return list(current.filter(is_over | missed).select_related("ticket__site")[:SETTLED_AT_ONCE])


def _told_to(settled: Sequence[Row]) -> dict[object, list[Row]]:
    """Everything that these tickets were told since they began to wait, the earliest first."""
    rows = Row.objects.filter(outcome=Outcome.OPEN, ticket__in=[row.ticket_id for row in settled])
    told: dict[object, list[Row]] = {}
    for row in rows.order_by("made_at").defer("made_of"):  # only what teaches is read whole
        told.setdefault(row.ticket_id, []).append(row)
    return told


def _learn(
    settled: Sequence[Row],
    told: Mapping[object, list[Row]],
    calibration: Calibration,
    *,
    at: datetime,
) -> Calibration:
    """What is known after the truths that are settled now; each lesson counts once."""
    for current in settled:
        outcome, truth_at = _truth(current, at=at)
        if outcome == Outcome.CLOSED:  # the day is closed at midnight; nobody was called that late
            truth_at = present.closing(current.ticket.site, current.ticket.day)
        for row in _lessons(told.get(current.ticket_id, []), current.ticket):
            waited = (truth_at - row.made_at) / timedelta(minutes=1)
            if waited >= 0 and (window := kept(row.made_of)):
                left = outcome != Outcome.CALLED
                calibration = calibration.learned(window, waited, left=left)
    return calibration


def _lessons(told: Sequence[Row], ticket: Ticket) -> list[Row]:
    """The window that a ticket began with, and one later one from a shorter line.

    Which later one, the number decides: so all lengths are learned from, also where everybody
    begins far behind.
    """
    first_of_band = {row.band: row for row in reversed(told)}
    able = [row for row in told if first_of_band[row.band] is row and _teaches(row, ticket)]
    later = [row for row in able if row is not told[0]]
    return [
        *[row for row in able if row is told[0]],
        *([later[ticket.number % len(later)]] if later else []),
    ]


def _teaches(row: Row, ticket: Ticket) -> bool:
    """Whether a window says something about the next ones.

    One that was cut off by the closing of the desks does not. Windows made at one moment err
    together, so three of them of each length speak for all; who has just come speaks for
    themselves.
    """
    if row.says != Row.Says.TODAY:
        return False
    return (
        row.made_at - ticket.taken_at <= JUST_TAKEN
        or row.ahead % EVERY.get(row.band, MOST_EVERY) == 0
    )


def _truth(current: Row, *, at: datetime) -> tuple[Outcome, datetime]:
    """What became of a ticket after its current window, and when."""
    ticket = current.ticket
    if current.lane != ticket.lane:  # another lane is another line: the window was for the old one
        return Outcome.SOONER, at
    was_called = ticket.status in WAS_CALLED
    if ticket.called_at and (was_called or ticket.called_at >= current.made_at):
        return Outcome.CALLED, ticket.called_at
    return UNCALLED.get(Status(ticket.status), Outcome.LEFT), ticket.ended_at or at


def _settle(current: Row, *, at: datetime) -> None:
    """Write the truth beside everything that the ticket was told since it began to wait."""
    outcome, truth_at = _truth(current, at=at)
    told = Row.objects.filter(ticket=current.ticket, outcome=Outcome.OPEN)
    if outcome == Outcome.CALLED:
        told.filter(made_at__gt=truth_at).delete()  # told to nobody: the call came first
    told.update(outcome=outcome, truth_at=truth_at, is_current=False)


def _estimated(
    site: Site, calibration: Calibration, *, at: datetime, method: str
) -> Sequence[Window]:
    line = present.line_now(site, at=at)
    day = queries.day_of(site, at)
    gone = present.gone_before(site, day)
    if method == SIMPLE:
        found = simple_windows(line, calibration=calibration)
    else:
        found = windows(line, calibration=calibration, seed=day.toordinal(), futures=FUTURES)
    return [_with_those_gone(one, gone) for one in found]


@cache
def best_method() -> str:
    """How this worker estimates: it simulates where what that needs is installed."""
    modules = ("numba", "numpy", "panah.engines.waiting.forecast")
    return SIMULATED if all(find_spec(name) for name in modules) else SIMPLE


def _with_those_gone(window: Window, gone: list[int]) -> Window:
    if not isinstance(window.ticket, int):
        return window
    left = present.how_many_below(window.ticket, gone)
    return replace(window, drivers=replace(window.drivers, left_ahead=left))


def _said_anew(
    site: Site, found: Sequence[Window], *, but: set[int], method: str
) -> list[tuple[Row, int | None]]:
    """Rows to write, each with the current one that it replaces; `but` were settled already."""
    day = queries.day_of(site, found[0].at)
    tickets = {ticket.number: ticket for ticket in queries.waiting_tickets(site, day)}
    current = _current(site, day, first=min(tickets, default=0), but=but)
    first: list[tuple[Row, int | None]] = []
    anew: list[tuple[Row, Row]] = []
    for window in found:
        ticket = tickets.get(window.ticket) if isinstance(window.ticket, int) else None
        if ticket is None:
            continue
        new = row_of(window, ticket, closes_at=present.closing(site, day), method=method)
        old = current.get(ticket.pk)
        if old is None:
            first.append((new, None))
        elif is_said_anew(old, new):
            anew.append((old, new))
    _recall([old for old, new in anew if is_explained(old, new)])
    return [*first, *((follow(old, new), old.pk) for old, new in anew)]


def _recall(rows: Sequence[Row]) -> None:
    """What the windows were made of with which new ones are compared; of all others nobody asks."""
    compared = [compared_with(row) for row in rows]
    for start in range(0, len(compared), AT_A_TIME):
        some = compared[start : start + AT_A_TIME]
        kept_of = Row.objects.filter(pk__in=[row.pk for row in some])
        made_of = dict(kept_of.values_list("pk", "made_of"))
        for row in some:
            row.made_of = made_of.get(row.pk)


def _current(site: Site, day: date, *, first: int, but: set[int]) -> dict[object, Row]:
    # Of a rush, thousands who were called are not settled yet: those from the first number that
    # waits are enough, also where some are called in this very moment.
    since = {"ticket__site": site, "ticket__day": day, "ticket__number__gte": first}
    rows = Row.objects.filter(is_current=True, **since)
    rows = rows.select_related("before").defer("made_of", "before__made_of")
    return {row.ticket_id: row for row in rows if row.pk not in but}
