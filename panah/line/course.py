"""A day of the line as a whole: when each party came, was called, and is expected to be called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from panah.line.models import Ticket, Window
from panah.sites.models import Site


@dataclass(frozen=True, slots=True)
class Expected:
    """Between when and when a waiting party is called, and whether that is today."""

    low_at: datetime
    middle_at: datetime
    high_at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class Party:
    """One ticket of a day, without its number."""

    people: int
    came_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    desk: str
    is_waiting: bool
    expected: Expected | None

    def waits_at(self, moment: datetime) -> bool:
        """Whether it had come by then and was neither called nor gone."""
        gone = [at for at in (self.called_at, self.ended_at) if at]
        return self.came_at <= moment and not any(at <= moment for at in gone)


def course_of(site: Site, day: date) -> list[Party]:
    """Every party of a day in the order in which they came; numbers taken back are left out."""
    expected = _expected(site, day)
    rows = (
        Ticket.objects.filter(site=site, day=day)
        .exclude(status=Ticket.Status.UNDONE)
        .order_by("taken_at")
        .values_list("pk", "party_size", "taken_at", "called_at", "ended_at", "desk", "status")
    )
    return [
        Party(
            people=people,
            came_at=came_at,
            called_at=called_at,
            ended_at=ended_at,
            desk=desk,
            is_waiting=status == Ticket.Status.WAITING,
            expected=expected.get(pk),
        )
        for pk, people, came_at, called_at, ended_at, desk, status in rows
    ]


def _expected(site: Site, day: date) -> dict[object, Expected]:
    current = Window.objects.filter(
        is_current=True,
        ticket__site=site,
        ticket__day=day,
        ticket__status=Ticket.Status.WAITING,
    )
    rows = current.values_list("ticket_id", "low_at", "middle_at", "high_at", "says")
    return {
        ticket: Expected(low_at, middle_at, high_at, says)
        for ticket, low_at, middle_at, high_at, says in rows
    }
