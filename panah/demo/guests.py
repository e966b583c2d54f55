"""Visitors who take part: where they sit, and the numbers that they took.

A visitor is waited for by the machine's own clock, however fast that of the centre runs.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from panah.demo import clock
from panah.demo.slate import Slate
from panah.line import queries as line
from panah.line.models import Ticket
from panah.sites.models import Site
from panah.staff import actions as staff
from panah.staff import queries as staff_queries
from panah.staff.models import StaffMember

PATIENCE_SECONDS = 600.0
WRITE_EVERY_SECONDS = 20.0
LOOK_EVERY_SECONDS = 1.0
TIME_TO_READ_SECONDS = 60.0

_slate = Slate("guests.json")
_door = Slate("door.json")


def note_at_desk(number: int) -> None:
    """Somebody uses the pages of this desk."""
    real, seen = time.monotonic(), _slate.read() or {}
    if seen.get(str(number), 0.0) < real - WRITE_EVERY_SECONDS:
        _slate.change(lambda text: text | {str(number): real})


def note_given_at_door(day: date, number: int) -> None:
    """A visitor who plays the marshal gave out a number: to invented people, until it is used."""
    _door.change(lambda text: text | {_key(day, number): True})


def note_opened(secret: str) -> None:
    """Somebody opened the page of a number: if it was given out at the door, it is theirs now."""
    given = _door.read() or {}
    ticket = line.ticket_by_secret(secret) if given else None
    if ticket and given.get(_key(ticket.day, ticket.number)):
        _door.change(lambda text: text | {_key(ticket.day, ticket.number): False})


def _key(day: date, number: int) -> str:
    return f"{day.isoformat()}:{number}"


@dataclass(slots=True)
class Guests:
    """What the driver knows of visitors at a centre."""

    site: Site
    _seats: dict[int, StaffMember] = field(default_factory=dict)
    _looked_at: float = float("-inf")
    _first_seen: dict[int, float] = field(default_factory=dict)
    _called_at: dict[UUID, float] = field(default_factory=dict)

    def sit_at(self, number: int) -> bool:
        """Whether a visitor sits at a desk and was seen there lately; else it is made free."""
        self._look()
        if number not in self._seats:
            self._first_seen.pop(number, None)
            return False
        real = time.monotonic()
        first = self._first_seen.setdefault(number, real)
        last = max(first, (_slate.read() or {}).get(str(number), 0.0))
        if real - last < PATIENCE_SECONDS:
            return True
        staff.leave_seat(self._seats.pop(number))
        return False

    def left_to_us(self, ticket: Ticket) -> bool:
        """Whether a number was given out at the door, and nobody opened its page."""
        return bool((_door.read() or {}).get(_key(ticket.day, ticket.number)))

    def are_called(self, ticket: Ticket) -> None:
        """A visitor's number was called: give them the time to read it."""
        if ticket.pk not in self._called_at:
            self._called_at[ticket.pk] = time.monotonic()
            clock.slow_down(TIME_TO_READ_SECONDS)

    def did_not_come(self, ticket: Ticket) -> bool:
        """Whether the desk has waited long enough."""
        return time.monotonic() - self._called_at.get(ticket.pk, 0.0) > PATIENCE_SECONDS

    def forget(self, ticket: Ticket) -> None:
        """Called again later, they have all their time again."""
        self._called_at.pop(ticket.pk, None)

    def wait(self, day: date, *, driven: Collection[UUID]) -> bool:
        """Whether a number that is not the driver's waits in the line."""
        waiting = line.waiting_tickets(self.site, day).values_list("pk", flat=True)
        return any(pk not in driven for pk in waiting)

    def _look(self) -> None:
        real = time.monotonic()
        if real - self._looked_at >= LOOK_EVERY_SECONDS:
            self._looked_at = real
            self._seats = staff_queries.taken_desks(self.site)
