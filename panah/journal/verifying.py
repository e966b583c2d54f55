"""Reads a whole log again and says whether it is what was signed.

Every entry is hashed anew; neither the tiles nor the columns beside a body are believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from panah.engines.transparency import (
    Checkpoint,
    CompactRange,
    MalformedNote,
    NotSigned,
    leaf_hash,
    root_of,
)
from panah.journal import reading
from panah.journal.encoding import said_in
from panah.journal.models import Entry, Log

CHUNK = 2000
FAULTS_TOLD = 20


class FaultKind(StrEnum):
    """What can be wrong with a log."""

    GAP = "gap"
    COLUMNS_DIFFER = "columns_differ"
    NOT_READABLE = "not_readable"
    TREE_DIFFERS = "tree_differs"
    NOT_SIGNED = "not_signed"
    CUT_SHORT = "cut_short"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and where: a position, or the size of a checkpoint."""

    kind: FaultKind
    at: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: how far the log goes, what was compared, what is wrong."""

    log: Log
    size: int
    root: bytes
    checkpoints: int
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(log: Log, *, against: Iterable[str] = ()) -> Verdict:
    """Compute a log again from its entries and compare it with what was signed.

    Args:
        log: which one.
        against: notes of checkpoints that were kept elsewhere. The stored ones are compared too,
            but whoever owns the database may have removed them.
    """
    stored = reading.checkpoints_of(log).values_list("note", flat=True)
    signed, faults = _opened(log, [*against, *stored])
    grown, of_entries = _grown(log, {stated.size for stated in signed})
    size = max(grown)
    faults += [fault for stated in signed for fault in _compared(stated, grown)]
    faults += [*_tree_faults(log, size, grown[size]), *of_entries]
    return Verdict(log, size, grown[size], len(signed), tuple(faults))


def _opened(log: Log, notes: Iterable[str]) -> tuple[list[Checkpoint], list[Fault]]:
    signed, faults = [], []
    for note in notes:
        try:
            signed.append(reading.opened(note, log))
        except (MalformedNote, NotSigned):
            faults.append(Fault(FaultKind.NOT_SIGNED, 0))
    return signed, faults


def _grown(log: Log, sizes: set[int]) -> tuple[dict[int, bytes], list[Fault]]:
    """The roots at these sizes, as far as the entries go, and at the size of them all."""
    held, expected = CompactRange(), 0
    roots, faults = {0: held.root()}, list[Fault]()
    for entry in Entry.objects.filter(log=log).order_by("position").iterator(chunk_size=CHUNK):
        if len(faults) < FAULTS_TOLD:
            faults.extend(_entry_faults(entry, expected))
        expected = entry.position + 1
        held = held.appended([leaf_hash(_stored(entry))])
        if held.size in sizes:
            roots[held.size] = held.root()
    return roots | {held.size: held.root()}, faults


def _stored(entry: Entry) -> bytes:
    # Whoever changes a row by hand may leave a text where bytes were.
    stored: object = entry.body
    return stored.encode() if isinstance(stored, str) else bytes(entry.body)


def _entry_faults(entry: Entry, expected: int) -> Iterator[Fault]:
    if entry.position != expected:
        yield Fault(FaultKind.GAP, expected)
    try:
        said = said_in(_stored(entry))
    except (ValueError, KeyError, TypeError):
        yield Fault(FaultKind.NOT_READABLE, entry.position)
        return
    found_by = (entry.site, entry.day, entry.act, entry.number)
    if (said.site, said.day, said.act, said.number) != found_by:
        yield Fault(FaultKind.COLUMNS_DIFFER, entry.position)


def _compared(stated: Checkpoint, roots: dict[int, bytes]) -> Iterator[Fault]:
    if stated.size not in roots:
        yield Fault(FaultKind.CUT_SHORT, stated.size)
    elif roots[stated.size] != stated.root:
        yield Fault(FaultKind.REWRITTEN, stated.size)


def _tree_faults(log: Log, size: int, root: bytes) -> Iterator[Fault]:
    try:
        same = root_of(reading.nodes_of(log), size=size) == root
    except (LookupError, reading.NoTile):
        same = False
    if not same:
        yield Fault(FaultKind.TREE_DIFFERS, size)
