"""What the worker does for this room: records follow when the rules of blind keys change."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from panah.keeper.client.asker import asking_as
from panah.keeper.errors import KeeperLocked, KeeperUnreachable, TooFast
from panah.vault import actions

BATCHES = 2


def renew_keys(at: datetime) -> None:
    """Give some more records new keys, where any has those of an earlier version."""
    # A keeper that is away or locked is the shift's alarm already; this goes on when it is back.
    with asking_as("worker:renewing"), suppress(KeeperUnreachable, KeeperLocked, TooFast):
        for _ in range(BATCHES):
            if not actions.renew_keys(at=at):
                return
