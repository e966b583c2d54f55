"""The living day: who stands outside in the morning, and how one day follows the other."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from panah.demo import clock
from panah.demo.crowd import Crowd, Party, dice_of
from panah.demo.desks import DrivenDesk
from panah.demo.gate import Gate
from panah.demo.guests import Guests
from panah.demo.play import Play
from panah.line import actions as line
from panah.line import queries
from panah.line.models import Ticket
from panah.sites.models import Site
from panah.staff.models import StaffMember

ZONE = ZoneInfo("Asia/Almaty")
SEED = 5
PEOPLE_OUTSIDE = 150
PER_HOUR = 70.0
FIRST_DAY = date(2022, 10, 5)
OUTSIDE_EARLY = timedelta(minutes=50)


def crowd_outside() -> tuple[Crowd, list[Party]]:
    """Who stands outside when the demonstration begins; the same for every process."""
    crowd = Crowd(dice_of(SEED))
    return crowd, crowd.parties_of(PEOPLE_OUTSIDE, on=FIRST_DAY)


def let_in_line(site: Site, parties: list[Party], *, opens_at: datetime) -> list[Ticket]:
    """Give those who stand outside their numbers, in the last minutes before the desks open."""
    step = OUTSIDE_EARLY / len(parties)
    early = opens_at - OUTSIDE_EARLY
    return [
        line.issue_ticket(site, party_size=party.size, at=early + place * step).ticket
        for place, party in enumerate(parties)
    ]


@dataclass(slots=True, repr=False)
class Today:
    """The day that is played now."""

    site: Site
    clerks: Mapping[int, StaffMember]
    guests: Guests = field(init=False)
    play: Play = field(init=False)

    def __post_init__(self) -> None:
        self.guests = Guests(self.site)
        crowd, parties = crowd_outside()
        self._begin(FIRST_DAY, crowd, dict(zip(self._first_tickets(), parties, strict=True)))

    def step(self, *, stop: threading.Event) -> int:
        """Let everything happen that is due by the clock; go on to the next day after closing."""
        at = clock.now()
        done = self.play.step(at, stamp=lambda event: max(event.at, clock.now()), stop=stop)
        if at > self.play.closes_at and self._is_over():
            self._next_day()
        return done

    def _first_tickets(self) -> list[Ticket]:
        # A visitor may have taken a number by now; theirs come after those of the morning.
        _, parties = crowd_outside()
        tickets = sorted(queries.open_tickets(self.site, FIRST_DAY), key=lambda one: one.number)
        return tickets[: len(parties)]

    def _begin(self, day: date, crowd: Crowd, outside: dict[Ticket, Party]) -> None:
        self.play = Play(self.site, day, crowd, self.clerks, guests=self.guests)
        gate = Gate(self.play)
        for ticket, party in outside.items():
            gate.know(ticket, party)
        gate.expect(per_hour=PER_HOUR)
        for number in self.clerks:
            DrivenDesk(number, self.play, gate).open(self.play.opens_at)

    def _is_over(self) -> bool:
        open_now = queries.open_tickets(self.site, self.play.day)
        if any(ticket.status == Ticket.Status.CALLED for ticket in open_now):
            return False
        return not self.guests.wait(self.play.day, driven=self.play.parties.keys())

    def _next_day(self) -> None:
        """Skip the night; those who were not called come again in the morning."""
        before, crowd = self.play, self.play.crowd
        day = before.day + timedelta(days=1)
        waiting = queries.waiting_tickets(self.site, before.day)
        parties = [before.parties[one.pk] for one in waiting] + before.left
        opens_at = datetime.combine(day, self.site.opens_at, self.site.zone)
        clock.jump_to(opens_at)
        line.close_day(self.site, before.day, at=opens_at)
        missing = PEOPLE_OUTSIDE - sum(party.size for party in parties)
        parties += crowd.parties_of(missing, on=day)
        tickets = let_in_line(self.site, parties, opens_at=opens_at)
        self._begin(day, crowd, dict(zip(tickets, parties, strict=True)))
