"""Desks take turns to write to SQLite.

SQLite lets one writer in, and the others come back to look: among fifty desks that never pause,
some find the door shut for longer than they may wait. Threads of a process can queue instead, and
so can processes, at the lock of a file: the system wakes them in the order in which they came.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.db import connection

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # where there is none there is one process, too
    fcntl = None

_turn = threading.RLock()
_depth = 0


@contextmanager
def my_turn() -> Iterator[None]:
    """Wait for this thread's turn to write; PostgreSQL needs none."""
    # Inside a transaction we are the writer already. To queue there would be to wait for somebody
    # who waits for us.
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn, _turn_of_this_process():
        yield


@contextmanager
def _turn_of_this_process() -> Iterator[None]:
    global _depth  # noqa: PLW0603 - ours while we have the turn
    _depth += 1
    try:
        if _depth == 1 and fcntl:
            fcntl.flock(_door(), fcntl.LOCK_EX)
        yield
    finally:
        _depth -= 1
        if _depth == 0 and fcntl:
            fcntl.flock(_door(), fcntl.LOCK_UN)


@cache
def _door_of(_process: int, place: Path) -> int:
    # Opened by each process: what a fork inherits is the same lock, and would let both in.
    place.parent.mkdir(parents=True, exist_ok=True)
    return os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _door() -> int:
    return _door_of(os.getpid(), settings.DATA / "run" / "turn.lock")
