"""The log's tree and its checkpoints, as they are stored. The rooms above read `queries`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max, QuerySet

from panah.engines.transparency import Checkpoint as Statement
from panah.engines.transparency import NodeReader, NotSigned, TileAt, nodes_in, open_note
from panah.journal.models import Checkpoint, Entry, Log, Tile
from panah.keeper import publickeys


class NoTile(Exception):
    """A part of the tree is missing, which whoever verifies the log would say too."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it was signed."""

    size: int
    root: bytes
    note: str
    made_at: datetime


def size_of(log: Log) -> int:
    """How many entries a log has."""
    last = Entry.objects.filter(log=log).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def nodes_of(log: Log) -> NodeReader:
    """Read nodes of a log's tree."""
    return nodes_in(lambda at: tile_of(log, at))


def tile_of(log: Log, at: TileAt) -> bytes:
    """The hashes of one tile.

    Raises:
        NoTile: there is none.
    """
    level, index = at
    found = Tile.objects.filter(log=log, level=level, index=index).first()
    if found is None:
        raise NoTile(f"the {log} log lacks its tile {index} of level {level}")
    return bytes(found.hashes)


def origin_of(log: Log) -> str:
    """The name under which a log is signed; it never changes."""
    return f"{settings.PANAH_JOURNAL_ORIGIN}/{log.value}"


def checking_keys() -> list[bytes]:
    """The public keys that check checkpoints, oldest first; none before a keeper has run."""
    known = publickeys.read(settings.DATA)
    return [key.public_key for key in known if key.purpose == "checkpoint"]


def latest_checkpoint(log: Log) -> Signed | None:
    """The newest checkpoint of a log."""
    last = checkpoints_of(log).last()
    return _signed(last) if last else None


def checkpoints_of(log: Log) -> QuerySet[Checkpoint]:
    """A log's checkpoints, smallest first."""
    return Checkpoint.objects.filter(log=log).order_by("size")


def opened(note: str, log: Log) -> Statement:
    """What a note says about a log, its signature checked.

    Raises:
        MalformedNote, NotSigned: it is not ours, or not whole.
    """
    origin = origin_of(log)
    stated = open_note(note, name=origin, public_keys=checking_keys())
    if stated.origin != origin:
        raise NotSigned(f"this is a checkpoint of {stated.origin}")
    return stated


def _signed(row: Checkpoint) -> Signed:
    stated = Statement.parse(row.note.rpartition("\n\n")[0] + "\n")
    return Signed(stated.size, stated.root, row.note, row.made_at)
