"""What the worker does for this room: records follow when the rules of blind keys change."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from panah.keeper.client.asker import asking_as
from panah.keeper.errors import KeeperLocked, KeeperUnreachable, TooFast
from panah.vault import actions

PORTIONS = 20
PAUSE_SECONDS = 0.4
"""Between two portions, each of which takes some hundredths of a second."""


def renew_keys(at: datetime, *, pause: Callable[[float], object] = time.sleep) -> None:
    """Give some more records new keys, where any has those of an earlier version.

    After each few, keeper and database are the desks' own for a while.
    """
    # A keeper that is away or locked is the shift's alarm already; this goes on when it is back.
    with asking_as("worker:renewing"), suppress(KeeperUnreachable, KeeperLocked, TooFast):
        for _ in range(PORTIONS):
            if not actions.renew_keys(at=at):
                return
            pause(PAUSE_SECONDS)
