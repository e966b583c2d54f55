"""The first hour of a centre that knows nothing yet: the crowd of the demonstration."""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta

import pytest

from panah.demo import today
from panah.demo.crowd import Crowd, dice_of
from panah.demo.desks import TURN_OVER, DrivenDesk
from panah.demo.gate import Gate
from panah.demo.play import Play
from panah.line import actions
from panah.line.estimating import best_method, estimate
from panah.line.honesty import Held
from panah.line.models import Ticket, Window
from panah.sites.actions import open_site

pytestmark = pytest.mark.django_db
DESKS = 12
MINUTE = timedelta(minutes=1)


class _Desk(DrivenDesk):
    """A desk that serves and writes nothing down: the wait is what is looked at."""

    def _register(self, ticket: Ticket, party: object, at: datetime) -> None:
        actions.serve(ticket, desk=str(self.number), at=at)
        self._plan(at + TURN_OVER, self.call)


def a_morning(seed: int) -> Play:
    """As the demonstration begins: everybody outside has a number, the desks open at nine."""
    names = {"kk": "Алматы", "ru": "Алматы", "en": "Almaty"}
    site = open_site("ALA", names=names, desks=DESKS, hours=(time(9), time(18)))
    crowd = Crowd(dice_of(seed))
    outside = crowd.parties_of(today.PEOPLE_OUTSIDE, on=today.FIRST_DAY)
    play = Play(site, today.FIRST_DAY, crowd, dict.fromkeys(range(1, DESKS + 1)))  # type: ignore[arg-type]
    gate = Gate(play)
    for ticket, party in today.let_in_line(site, outside, opens_at=play.opens_at).items():
        gate.know(ticket, party)
    gate.expect(per_hour=today.PER_HOUR)
    for number in play.clerks:
        _Desk(number, play, gate).open(play.opens_at)
    return play


def go_on(play: Play, begin: float, end: float, *, every: float, says: bool) -> None:
    """Play from one minute after opening to another; the worker looks now and then."""
    minute = begin
    while minute < end:
        at = play.opens_at + minute * MINUTE
        play.step(at, stamp=lambda event: event.at, stop=threading.Event())
        if says:
            estimate(play.site, at=at)
        minute += every


def held_between(play: Play, begin: float, end: float) -> Held:
    """How the windows did that were told between two minutes, by when the call really came."""
    told = Window.objects.filter(
        made_at__gte=play.opens_at + begin * MINUTE,
        made_at__lt=play.opens_at + end * MINUTE,
        says=Window.Says.TODAY,
        ticket__called_at__isnull=False,
    ).exclude(outcome=Window.Outcome.SOONER)
    total = Held()
    for row in told.select_related("ticket"):
        truth = row.truth_at or row.ticket.called_at
        assert truth is not None
        inside = row.shown_low_at <= truth <= row.shown_high_at
        wide = (row.shown_high_at - row.shown_low_at) / MINUTE
        total += Held(told=1, held_rounded=int(inside), minutes_wide=wide)
    return total


@pytest.mark.long
def test_windows_of_the_first_hour_hold_and_those_of_the_second_are_not_absurdly_wide() -> None:
    assert best_method() == "simulated"
    play = a_morning(today.SEED)
    go_on(play, -30, 80, every=8, says=True)
    go_on(play, 80, 240, every=20, says=False)
    first, second = held_between(play, -30, 60), held_between(play, 60, 80)

    assert first.told > 150
    assert first.of_hundred >= 70
    assert first.mean_minutes < 55
    assert second.of_hundred >= 70
    assert second.mean_minutes < 45
