"""What the worker does for the journal: give places every second, have the logs signed."""

from __future__ import annotations

from datetime import datetime

from panah.journal import actions
from panah.journal.models import Log
from panah.keeper.errors import KeeperError


def sequence(at: datetime) -> None:
    """Give every committed event its place."""
    actions.sequence_pending(at=at)


def sign(at: datetime) -> None:
    """Have both logs signed where they have grown; without a keeper this waits."""
    for log in Log:
        try:
            actions.make_checkpoint(log, at=at)
        except KeeperError:
            return


def thin(at: datetime) -> None:
    """Keep one old checkpoint an hour."""
    actions.thin_checkpoints(at=at)
