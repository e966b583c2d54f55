"""Whether a restored journal is the one that was signed."""

from __future__ import annotations

from dataclasses import dataclass

from panah.journal import queries
from panah.journal.models import Log


class JournalDiffers(Exception):
    """The restored journal is not what its checkpoints say."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one log has: entries, and how many of them the newest checkpoint states."""

    log: str
    entries: int
    signed: int


def check_journal() -> list[Told]:
    """Compute both logs again and compare them with everything that was signed.

    Raises:
        JournalDiffers: an entry or a checkpoint is not what it was.
    """
    return [_checked(log) for log in Log]


def _checked(log: Log) -> Told:
    found = queries.verify(log)
    if not found.is_whole:
        raise JournalDiffers(log.value)
    signed = queries.latest_checkpoint(log)
    return Told(log.value, found.size, signed.size if signed else 0)
