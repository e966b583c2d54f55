"""The gate: people come by the hour's train and one by one, take a number, and sometimes leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from panah.demo.agenda import Act
from panah.demo.crowd import Party
from panah.demo.play import Play
from panah.line import actions as line
from panah.line import queries
from panah.line.models import Ticket

WAITING, HELD, MISSED = Ticket.Status.WAITING, Ticket.Status.HELD, Ticket.Status.NO_SHOW
TRAIN_AT_MINUTE = 10
TRAIN_SHARE = 0.5
MEAN_WALK_MINUTES = 6.0
LAST_BEFORE_CLOSING = timedelta(minutes=30)
# In the afternoon fewer come: how many of an hour's parties, from which hour on.
FEWER = {0: 1.0, 13: 0.85, 15: 0.7, 16: 0.5}


@dataclass(slots=True, repr=False)
class Gate:
    """Where numbers are given out."""

    play: Play

    def expect(self, *, per_hour: float) -> None:
        """Plan everybody who comes in the course of the day."""
        play = self.play
        until = play.closes_at - LAST_BEFORE_CLOSING
        for moment in arrivals(
            play.crowd.dice, start=play.opens_at, until=until, per_hour=per_hour
        ):
            play.agenda.add(moment, self._next_comes)

    def receive(self, party: Party, at: datetime) -> None:
        """Give a party a number."""
        issued = line.issue_ticket(self.play.site, party_size=party.size, at=at)
        self.know(issued.ticket, party)

    def know(self, ticket: Ticket, party: Party) -> None:
        """Plan what they do while they wait."""
        play, does, taken = self.play, party.behaviour, ticket.taken_at
        play.parties[ticket.pk] = party
        play.somebody_waits = True
        if does.sooner:
            reason = does.sooner
            self._plan(taken, 1, _if(WAITING, ticket, partial(line.fast_track, reason=reason)))
        if does.steps_away:
            leaves, stays_away = does.steps_away
            self._plan(taken, leaves, _if(WAITING, ticket, line.hold))
            self._plan(taken, leaves + stays_away, self._back(HELD, ticket))
        if does.gives_up_after:
            self._plan(taken, does.gives_up_after, _if(WAITING, ticket, line.give_up))

    def return_later(self, ticket: Ticket, *, after: float, at: datetime) -> None:
        """Those who missed their call are here again."""
        self._plan(at, after, self._back(MISSED, ticket))

    def _back(self, status: Ticket.Status, ticket: Ticket) -> Act:
        come_back = _if(status, ticket, line.come_back)

        def act(at: datetime) -> None:
            come_back(at)
            self.play.somebody_waits = True

        return act

    def _next_comes(self, at: datetime) -> None:
        party = self.play.crowd.next_party(on=self.play.day)
        if queries.expected_call_of_new(self.play.site, at) is None:
            self.play.left.append(party)  # today is full: they come tomorrow morning
            return
        self.receive(party, at)

    def _plan(self, start: datetime, minutes: float, act: Act) -> None:
        self.play.agenda.add(start + timedelta(minutes=minutes), act)


def arrivals(dice: Random, *, start: datetime, until: datetime, per_hour: float) -> list[datetime]:
    """When parties come: every hour as many, half of them with the train.

    Returns:
        Moments, ascending.
    """
    found: list[datetime] = []
    hour = start.replace(minute=0)
    while hour < until:
        expected = per_hour * _share_of_hour(hour.hour)
        base = [dice.uniform(0, 60) for _ in range(_about(dice, expected * (1 - TRAIN_SHARE)))]
        train = [
            TRAIN_AT_MINUTE + dice.expovariate(1 / MEAN_WALK_MINUTES)
            for _ in range(_about(dice, expected * TRAIN_SHARE))
        ]
        found += [hour + timedelta(minutes=minutes) for minutes in base + train]
        hour += timedelta(hours=1)
    return sorted(moment for moment in found if start <= moment < until)


def _share_of_hour(hour: int) -> float:
    return FEWER[max(since for since in FEWER if since <= hour)]


def _about(dice: Random, expected: float) -> int:
    # Poisson, near enough at these sizes.
    return max(0, round(dice.gauss(expected, expected**0.5)))


def _if(status: Ticket.Status, ticket: Ticket, move: Callable[..., Ticket]) -> Act:
    """The move, where the number still stands so when its time has come."""

    def act(at: datetime) -> None:
        ticket.refresh_from_db()
        if ticket.status == status:
            move(ticket, at=at)

    return act
