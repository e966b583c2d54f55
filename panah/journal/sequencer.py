"""Gives committed events their places in the log, in one transaction a batch.

Two sequencers may run at once: both begin at the same position, the database lets one of them
have it, and the other starts over. Killed at any point, a batch is in the log as a whole or still
pending as a whole.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from panah.engines.transparency import edge_of, grown, leaf_hash
from panah.journal import reading
from panah.journal.encoding import said_in
from panah.journal.events import LineAct
from panah.journal.models import Entry, Log, Mention, PendingEvent, Tile
from panah.web.rows import insert_rows

Waiting = tuple[UUID, bytes]
Shuffle = Callable[[list[Waiting]], None]

BATCH = 500
ATTEMPTS = 5
ENTRY = ("log", "position", "body", "site", "day", "act", "number")
_ACTS = list(LineAct)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SHUFFLE = random.SystemRandom().shuffle


class AnotherSequencer(Exception):
    """Somebody else has given these events their places in the meantime."""


def sequence_pending(
    log: Log | None = None,
    *,
    at: datetime,
    shuffle: Shuffle = _SHUFFLE,
) -> int:
    """Give every committed event its place; return how many got one.

    Args:
        log: one log, or both.
        at: the moment; entries carry no time but what their events say.
        shuffle: puts a batch of register events in another order, in place.
    """
    del at
    return sum(_sequence(one, shuffle) for one in ([log] if log else Log))


def _sequence(log: Log, shuffle: Shuffle) -> int:
    placed = 0
    for _ in range(ATTEMPTS):
        try:
            for batch in _batches(log, shuffle):
                _place(log, batch)
                placed += len(batch)
        except (IntegrityError, AnotherSequencer):
            continue
        break
    return placed


def _batches(log: Log, shuffle: Shuffle) -> Iterator[list[Waiting]]:
    found = PendingEvent.objects.filter(log=log).values_list("pk", "body")
    waiting = [(pk, bytes(body)) for pk, body in found]
    if log is Log.LINE:
        waiting.sort(key=_as_it_happened)
    else:
        shuffle(waiting)
    for start in range(0, len(waiting), BATCH):
        yield waiting[start : start + BATCH]


def _as_it_happened(event: Waiting) -> tuple[datetime, str, int, int]:
    # Within one minute the number decides, and for one number the order of the walk.
    said = said_in(event[1])
    return said.at or _LONG_AGO, said.site, said.number or 0, _ACTS.index(LineAct(said.act))


@transaction.atomic
def _place(log: Log, batch: Sequence[Waiting]) -> None:
    size = reading.size_of(log)
    bodies = [body for _, body in batch]
    # An object for each row would hold more than all of the rows.
    insert_rows(Entry, ENTRY, (_entry(log, size + n, body) for n, body in enumerate(bodies)))
    gone, _ = PendingEvent.objects.filter(pk__in=[pk for pk, _ in batch]).delete()
    if gone != len(batch):  # placed by another sequencer after we read them
        raise AnotherSequencer
    insert_rows(Mention, ("subject", "position"), _mentions(size, bodies))
    grow_tree(log, size, [leaf_hash(body) for body in bodies])


def _mentions(size: int, bodies: Sequence[bytes]) -> Iterator[tuple[str, int]]:
    for position, body in enumerate(bodies, size):
        if subject := said_in(body).subject:
            yield subject, position


def _entry(log: Log, position: int, body: bytes) -> tuple[object, ...]:
    said = said_in(body)
    return log.value, position, body, said.site, said.day, said.act, said.number


def place_at_once(log: Log, bodies: Sequence[bytes]) -> None:
    """Give very many events their places in one batch, for a large journal made of a small one."""
    first = reading.size_of(log)
    said = {body: said_in(body) for body in set(bodies)}
    found_by = {body: (one.site, one.day, one.act) for body, one in said.items()}
    rows = ((log.value, first + n, body, *found_by[body]) for n, body in enumerate(bodies))
    with transaction.atomic():
        insert_rows(Entry, ("log", "position", "body", "site", "day", "act"), rows)
        grow_tree(log, first, [leaf_hash(body) for body in bodies])


def grow_tree(log: Log, size: int, leaves: list[bytes]) -> None:
    """Bring the stored tree of a log from one size up to date with further leaves."""
    held = {at: reading.tile_of(log, at) for at in edge_of(size)}
    Tile.objects.bulk_create(
        [
            Tile(log=log, level=level, index=index, hashes=hashes)
            for (level, index), hashes in grown(held, size=size, leaves=leaves).items()
        ],
        update_conflicts=True,
        unique_fields=["log", "level", "index"],
        update_fields=["hashes"],
    )
