"""Writing to the journal, in the act's own transaction; giving places; signing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from panah.journal.checkpoints import LogRewritten, make_checkpoint, thin_checkpoints
from panah.journal.encoding import encode
from panah.journal.events import Event, LineEvent
from panah.journal.models import Log, PendingEvent
from panah.journal.sequencer import Waiting, place_at_once, sequence_pending
from panah.web.rows import insert_rows, is_together

__all__ = [
    "LogRewritten",
    "NotInATransaction",
    "Waiting",
    "encode",
    "make_checkpoint",
    "place_at_once",
    "record",
    "record_many",
    "sequence_pending",
    "thin_checkpoints",
]


class NotInATransaction(Exception):
    """An event outside a transaction could be written for an act that is then undone."""


def record(event: Event, *, at: datetime) -> None:
    """Write one event; the sequencer gives it its place in the log within a second.

    Raises:
        NotInATransaction: the act that this tells of has no transaction of its own.
    """
    record_many([event], at=at)


def record_many(events: Iterable[Event], *, at: datetime) -> None:
    """Write several events in one statement; see `record`."""
    del at  # an event carries what it may say about time; the row itself carries none
    if not (is_together() or transaction.get_connection().in_atomic_block):
        raise NotInATransaction
    rows = ((uuid4(), _log_of(event).value, encode(event)) for event in events)
    insert_rows(PendingEvent, ("id", "log", "body"), rows)


def _log_of(event: Event) -> Log:
    return Log.LINE if isinstance(event, LineEvent) else Log.REGISTER
