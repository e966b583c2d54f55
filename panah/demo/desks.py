"""The desks that nobody sits at: each calls, talks, registers and calls again, by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from panah.certificates import actions as certificates
from panah.demo.agenda import Act
from panah.demo.crowd import Party
from panah.demo.gate import Gate
from panah.demo.play import Play
from panah.desk import actions as desk
from panah.line import actions as line
from panah.line import queries
from panah.line.models import Ticket

LOOK = timedelta(seconds=15)
EMPTY = timedelta(minutes=1)
UNTIL_CALLED_AGAIN = timedelta(minutes=2)
UNTIL_MISSED = timedelta(minutes=1.5)
TURN_OVER = timedelta(minutes=0.5)


@dataclass(slots=True, repr=False)
class DrivenDesk:
    """One desk; every step plans the next one, so it goes on whatever happens to a number."""

    number: int
    play: Play
    gate: Gate
    is_settled: bool = True

    def open(self, at: datetime) -> None:
        """Begin the day."""
        self._plan(at, self.call)

    def call(self, at: datetime) -> None:
        """Call the next number, unless a visitor sits here; they call for themselves."""
        if self._is_taken():
            self._plan(at + LOOK, self.call)
        elif here := self._left_here():
            self._receive(here, at=at)
        elif ticket := self._next(at):
            self._receive(ticket, at=at)
        else:
            self._plan(at + EMPTY, self.call)

    def _left_here(self) -> Ticket | None:
        # Only a visitor who stood up, or who was called and did not come yet, leaves a number.
        if self.is_settled:
            return None
        here = queries.called_to(self.play.site, str(self.number), self.play.day)
        self.is_settled = here is None
        return here

    def _next(self, at: datetime) -> Ticket | None:
        if not self.play.somebody_waits or not self.play.calls_at(at):
            return None
        ticket = line.call_next(self.play.site, desk=str(self.number), at=at)
        if ticket is None and self.play.guests is None:
            self.play.somebody_waits = False  # until the gate says so again
        return ticket

    def _receive(self, ticket: Ticket, *, at: datetime) -> None:
        party = self._party_of(ticket)
        if party is None:
            self._await_guest(ticket, at=at)
        elif party.behaviour.comes_when_called or ticket.times_called > 2:
            minutes = timedelta(minutes=party.behaviour.service_minutes)
            self._plan(at + minutes, partial(self._register, ticket, party))
        else:
            self._plan(at + UNTIL_CALLED_AGAIN, partial(self._call_again, ticket, party))

    def _party_of(self, ticket: Ticket) -> Party | None:
        play = self.play
        known = play.parties.get(ticket.pk)
        if known is None and play.guests is not None and play.guests.left_to_us(ticket):
            known = play.parties[ticket.pk] = play.crowd.party_of(ticket.party_size, on=play.day)
        return known

    def _call_again(self, ticket: Ticket, party: Party, at: datetime) -> None:
        if self._is_taken():
            return self.call(at)
        line.call_again(ticket, at=at)
        return self._plan(at + UNTIL_MISSED, partial(self._miss, ticket, party))

    def _miss(self, ticket: Ticket, party: Party, at: datetime) -> None:
        if self._is_taken():
            return self.call(at)
        line.no_show(ticket, at=at)
        if party.behaviour.returns_after:
            self.gate.return_later(ticket, after=party.behaviour.returns_after, at=at)
        return self._plan(at, self.call)

    def _register(self, ticket: Ticket, party: Party, at: datetime) -> None:
        if self._is_taken():
            return self.call(at)  # whoever sat down here meanwhile talks to them
        by = self.play.clerks[self.number]
        group = desk.register(ticket, party.interview(), by=by, at=at)
        self.play.crowd.remember(party)
        printed = timedelta(minutes=party.behaviour.papers_minutes)
        self.play.agenda.add(at + printed, partial(self._confirm, group.number))
        return self._plan(at + TURN_OVER, self.call)

    def _confirm(self, group: str, at: datetime) -> None:
        certificates.confirm_group(group, by=self.play.clerks[self.number], at=at)

    def _await_guest(self, ticket: Ticket, *, at: datetime) -> None:
        guests = self.play.guests
        assert guests is not None  # a day that is over has no numbers but our own
        self.is_settled = False
        guests.are_called(ticket)
        if guests.did_not_come(ticket):
            # Their place is kept: they are never noted as not having come.
            line.hold(ticket, at=at)
            guests.forget(ticket)
        self._plan(at + LOOK, self.call)

    def _is_taken(self) -> bool:
        if self.play.guests is None or not self.play.guests.sit_at(self.number):
            return False
        self.is_settled = False
        return True

    def _plan(self, at: datetime, act: Act) -> None:
        self.play.agenda.add(at, act, otherwise=self.call)
