"""What is going to happen, in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

Act = Callable[[datetime], None]
"""Something that happens at a moment."""


@dataclass(order=True, slots=True)
class Event:
    """One thing to come; `otherwise` goes on where it could not be done."""

    at: datetime
    place: int
    act: Act = field(compare=False)
    otherwise: Act | None = field(compare=False, default=None)


class Agenda:
    """Events by their time; those of one moment in the order in which they were added."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._places = count()

    def add(self, at: datetime, act: Act, *, otherwise: Act | None = None) -> None:
        """Let something happen at a moment."""
        heapq.heappush(self._events, Event(at, next(self._places), act, otherwise))

    def take_due(self, until: datetime) -> Event | None:
        """The next event, if its time has come."""
        if self._events and self._events[0].at <= until:
            return heapq.heappop(self._events)
        return None
