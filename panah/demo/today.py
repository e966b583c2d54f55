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


def let_in_line(site: Site, parties: list[Party], *, opens_at: datetime) -> dict[Ticket, Party]:
    """Give those who stand outside their numbers, in the last minutes before the desks open.

    Repeated, it gives the same numbers: a party's secret of a day is always the same.
    """
    step = OUTSIDE_EARLY / max(1, len(parties))
    taken: dict[Ticket, Party] = {}
    for place, party in enumerate(parties):
        at = opens_at - OUTSIDE_EARLY + place * step
        secret = secret_of(party, at.date())
        issued = line.issue_ticket(site, party_size=party.size, secret=secret, at=at)
        taken[issued.ticket] = party
    return taken


def secret_of(party: Party, day: date) -> str:
    """The secret of an invented party's number on a day; nobody has it on a telephone."""
    return f"{party.request_id.hex}-{day:%Y%m%d}"


@dataclass(slots=True, repr=False)
class Today:
    """The day that is played now."""

    site: Site
    clerks: Mapping[int, StaffMember]
    guests: Guests = field(init=False)
    play: Play = field(init=False)
    tomorrow: list[Party] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.guests = Guests(self.site)
        crowd, parties = crowd_outside()
        found = [queries.ticket_by_secret(secret_of(one, FIRST_DAY)) for one in parties]
        known = {ticket: one for ticket, one in zip(found, parties, strict=True) if ticket}
        self._begin(FIRST_DAY, crowd, known)

    def step(self, *, stop: threading.Event) -> int:
        """Let everything happen that is due by the clock; go on to the next day after closing."""
        at = clock.now()
        done = self.play.step(at, stamp=lambda event: max(event.at, clock.now()), stop=stop)
        if at > self.play.closes_at and self._is_over():
            self._next_day()
        return done

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
        before, day = self.play, self.play.day + timedelta(days=1)
        opens_at = self.site.opens_on(day)
        if not self.tomorrow:
            self.tomorrow = self._who_comes_on(day)
        clock.jump_to(opens_at)
        line.close_day(self.site, before.day, at=opens_at)
        outside = let_in_line(self.site, self.tomorrow, opens_at=opens_at)
        self._begin(day, before.crowd, outside)
        self.tomorrow = []

    def _who_comes_on(self, day: date) -> list[Party]:
        before = self.play
        waiting = queries.waiting_tickets(self.site, before.day)
        again = [before.parties[one.pk] for one in waiting if one.pk in before.parties]
        parties = again + before.left
        missing = PEOPLE_OUTSIDE - sum(party.size for party in parties)
        return parties + before.crowd.parties_of(missing, on=day)
