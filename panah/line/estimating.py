"""What the worker does about waits: it keeps what happened, estimates anew, and says what changed.

Everything is written in short transactions; while the future is simulated nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from time import perf_counter

from django.db import transaction

from panah.engines.waiting import Calibration, Window, windows
from panah.line import present, queries
from panah.line.models import SiteEstimate, Ticket
from panah.line.models import Window as Row
from panah.line.settling import settle
from panah.line.simple import METHOD as SIMPLE
from panah.line.simple import simple_windows
from panah.line.turns import my_turn
from panah.line.windows import METHOD as SIMULATED
from panah.line.windows import (
    compared_with,
    follow,
    is_explained,
    is_said_anew,
    learned_so_far,
    row_of,
)
from panah.sites.models import Site

QUIET = timedelta(seconds=45)  # nothing happened: an estimate grows old all the same
BUSY = timedelta(seconds=10)  # somebody came, was called or left
FUTURES = 500
AT_A_TIME = 75
REST = 6  # times as long as the last few took
MOST_REST_SECONDS = 30.0  # all rests together, in however long a line

Resting = Callable[[float], object]
"""Leaves the machine to others for so many seconds."""


def no_rest(seconds: float) -> None:
    """Go on at once."""


def estimate_if_due(site: Site, *, at: datetime, rest: Resting = no_rest) -> bool:
    """Estimate anew when something happened, or when the last estimate grows old."""
    last = SiteEstimate.objects.filter(pk=site.pk).first()
    seen = present.seen_of(site, at=at)
    if last is not None and last.made_at <= at < last.made_at + _pause(last, seen):
        return False
    estimate(site, at=at, seen=seen, rest=rest)
    return True


def estimate(
    site: Site, *, at: datetime, seen: str = "", method: str = "", rest: Resting = no_rest
) -> None:
    """Settle what happened to windows, and give every waiting ticket its newest one.

    Args:
        seen: the line as it was when this was found due.
        method: by simulation or by the simple rule; the best that can be had here when left out.
        rest: what to do between some tickets of a long line and the next.
    """
    method = method or best_method()
    last = SiteEstimate.objects.filter(pk=site.pk).first()
    calibration = settle(site, learned_so_far(last), at=at)
    found = _estimated(site, calibration, at=at, method=method)
    newcomer = next((one for one in found if one.ticket == present.NEWCOMER), None)
    newest = SiteEstimate(
        site=site,
        made_at=at,
        seen=seen,
        newcomer=newcomer.plain() if newcomer else None,
        calibration=calibration.plain(),
    )
    with my_turn():
        newest.save()
    _say(site, found, method=method, rest=rest)


def _say(site: Site, found: Sequence[Window], *, method: str, rest: Resting) -> None:
    """Write the windows that say something new.

    Not too many at a time: whoever takes a number in between waits for few, and those of a long
    line would fill more memory than all else. Between two of these times the machine belongs to
    desks and phones: ten thousand windows at one go would hold up both for five seconds of ten.
    """
    day = queries.day_of(site, found[0].at)
    gone = present.gone_before(site, day)
    most_rest = MOST_REST_SECONDS * AT_A_TIME / max(1, len(found))
    began = perf_counter()
    for start in range(0, len(found), AT_A_TIME):
        if start:
            rest(min(most_rest, REST * (perf_counter() - began)))
            began = perf_counter()
        some = [_with_those_gone(one, gone) for one in found[start : start + AT_A_TIME]]
        if rows := _said_anew(site, day, some, method=method):
            _write(rows)


def _write(rows: Sequence[tuple[Row, int | None]]) -> None:
    with my_turn(), transaction.atomic():
        Row.objects.filter(pk__in=[old for _, old in rows if old]).update(is_current=False)
        Row.objects.bulk_create([new for new, _ in rows])


def _pause(last: SiteEstimate, seen: str) -> timedelta:
    return QUIET if last.seen == seen else BUSY


def _estimated(
    site: Site, calibration: Calibration, *, at: datetime, method: str
) -> Sequence[Window]:
    line = present.line_now(site, at=at)
    if method == SIMPLE:
        return simple_windows(line, calibration=calibration)
    seed = queries.day_of(site, at).toordinal()
    return windows(line, calibration=calibration, seed=seed, futures=FUTURES)


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
    site: Site, day: date, found: Sequence[Window], *, method: str
) -> list[tuple[Row, int | None]]:
    """Rows to write, each with the current one that it replaces."""
    numbers = [window.ticket for window in found if isinstance(window.ticket, int)]
    waiting = queries.waiting_tickets(site, day).filter(number__in=numbers)
    tickets = {ticket.number: ticket for ticket in waiting}
    current = _current(list(tickets.values()))
    closes_at = present.closing(site, day)
    first: list[tuple[Row, int | None]] = []
    anew: list[tuple[Row, Row]] = []
    for window in found:
        ticket = tickets.get(window.ticket) if isinstance(window.ticket, int) else None
        if ticket is None:
            continue
        new = row_of(window, ticket, closes_at=closes_at, method=method)
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
    if not compared:
        return
    kept_of = Row.objects.filter(pk__in=[row.pk for row in compared])
    made_of = dict(kept_of.values_list("pk", "made_of"))
    for row in compared:
        row.made_of = made_of.get(row.pk)


def _current(tickets: Sequence[Ticket]) -> dict[object, Row]:
    rows = Row.objects.filter(is_current=True, ticket__in=tickets)
    rows = rows.select_related("before").defer("made_of", "before__made_of")
    return {row.ticket_id: row for row in rows}
