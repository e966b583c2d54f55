"""Writing to the journal, in the act's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from panah.journal.encoding import encode
from panah.journal.events import Event, LineEvent
from panah.journal.models import Log, PendingEvent


def record(event: Event, *, at: datetime) -> None:
    """Write one event; the sequencer gives it its place in the log within a second."""
    record_many([event], at=at)


def record_many(events: Iterable[Event], *, at: datetime) -> None:
    """Write several events in one statement."""
    del at  # an event carries what it may say about time; the row itself carries none
    PendingEvent.objects.bulk_create(
        [PendingEvent(log=_log_of(event), body=encode(event)) for event in events]
    )


def _log_of(event: Event) -> Log:
    return Log.LINE if isinstance(event, LineEvent) else Log.REGISTER
