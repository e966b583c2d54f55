"""One day at a centre, played through the same actions as everyone's.

A play keeps a day's agenda and knows whose number is whose. The same play runs for a day that is
over, as fast as it goes, and for the living one, along the clock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog

from panah.demo.agenda import Agenda, Event
from panah.demo.crowd import Crowd, Party
from panah.demo.guests import Guests
from panah.keeper.errors import KeeperError
from panah.line.actions import MoveRefused
from panah.sites.models import Site
from panah.staff.models import StaffMember

RETRY = timedelta(minutes=1)
GO_ON_AFTER = timedelta(minutes=2)

log = structlog.get_logger("panah.demo")

Stamp = Callable[[Event], datetime]
"""Which moment an event is written down with."""


@dataclass(slots=True, repr=False)
class Play:
    """A day: who came, who works, what is to come. `guests` is None where there can be none."""

    site: Site
    day: date
    crowd: Crowd
    clerks: Mapping[int, StaffMember]
    guests: Guests | None = None
    agenda: Agenda = field(default_factory=Agenda)
    parties: dict[UUID, Party] = field(default_factory=dict)
    left: list[Party] = field(default_factory=list)
    somebody_waits: bool = True

    @property
    def opens_at(self) -> datetime:
        """When the desks begin to call."""
        return self.site.opens_on(self.day)

    @property
    def closes_at(self) -> datetime:
        """When the desks call nobody any more."""
        return self.site.closes_on(self.day)

    def calls_at(self, at: datetime) -> bool:
        """Whether desks still call: until closing, and as long as a visitor waits."""
        if at < self.closes_at:
            return True
        return self.guests is not None and self.guests.wait(self.day, driven=self.parties.keys())

    def step(self, until: datetime, *, stamp: Stamp, stop: threading.Event) -> int:
        """Let everything happen that is due, and return how much that was."""
        done = 0
        while not stop.is_set() and (event := self.agenda.take_due(until)):
            self._perform(event, at=stamp(event))
            done += 1
        return done

    def _perform(self, event: Event, *, at: datetime) -> None:
        try:
            event.act(at)
        except KeeperError as error:
            log.warning("waits for the keeper", error=error.code)
            self.agenda.add(at + RETRY, event.act, otherwise=event.otherwise)
        except MoveRefused:
            self._go_on(event, at=at)  # somebody else moved that number: a visitor may
        except Exception:
            log.exception("one event was left out")
            self._go_on(event, at=at + GO_ON_AFTER)

    def _go_on(self, event: Event, *, at: datetime) -> None:
        if event.otherwise:
            self.agenda.add(at, event.otherwise, otherwise=event.otherwise)
