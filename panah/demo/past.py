"""The three finished days behind the demonstration, each a little fuller than the one before."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import partial

from panah.demo.crowd import Crowd, dice_of
from panah.demo.desks import DrivenDesk
from panah.demo.gate import Gate
from panah.demo.play import Play
from panah.line import actions as line
from panah.sites.models import Site
from panah.staff.models import StaffMember

BREATH_SECONDS = 0.002
OUTSIDE_EARLY = timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class PastDay:
    """A finished day: how many people stood outside in the morning, and parties an hour."""

    day: date
    outside: int
    per_hour: float


DAYS = (
    PastDay(date(2022, 10, 2), outside=30, per_hour=8.5),
    PastDay(date(2022, 10, 3), outside=50, per_hour=12),
    PastDay(date(2022, 10, 4), outside=80, per_hour=14),
)


def fill(site: Site, clerks: Mapping[int, StaffMember], *, stop: threading.Event) -> bool:
    """Play all of them, as fast as it goes without being in anybody's way.

    Returns:
        Whether they are all there; False when it was told to stop.
    """
    for past in DAYS:
        if stop.is_set():
            return False
        play_day(past, site, clerks, stop=stop)
    return not stop.is_set()


def play_day(
    past: PastDay, site: Site, clerks: Mapping[int, StaffMember], *, stop: threading.Event
) -> None:
    """Play one of them, and close it."""
    play = Play(site, past.day, Crowd(dice_of(past.day.toordinal())), clerks)
    gate = Gate(play)
    early = play.opens_at - OUTSIDE_EARLY
    for party in play.crowd.parties_of(past.outside, on=past.day):
        play.agenda.add(early, partial(gate.receive, party))
        early += OUTSIDE_EARLY / past.outside
    gate.expect(per_hour=past.per_hour)
    for number in play.clerks:
        DrivenDesk(number, play, gate).open(play.opens_at)
    _run(play, stop=stop)


def _run(play: Play, *, stop: threading.Event) -> None:
    midnight = datetime.combine(play.day + timedelta(days=1), clock_time(), play.site.zone)
    moment = play.opens_at - OUTSIDE_EARLY
    # Those who are at a desk at closing are done within the hour, and their papers printed.
    while moment < play.closes_at + timedelta(hours=2) and not stop.is_set():
        moment += timedelta(minutes=1)
        if play.step(moment, stamp=lambda event: event.at, stop=stop):
            time.sleep(BREATH_SECONDS)
    if not stop.is_set():
        line.close_day(play.site, play.day, at=midnight)
