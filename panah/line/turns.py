"""Threads of one process take turns to write to SQLite.

SQLite lets one writer in, and the others come back to look: among fifty desks that never pause,
some find the door shut for longer than they may wait. In a process the threads can queue instead.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_turn = threading.RLock()


@contextmanager
def my_turn() -> Iterator[None]:
    """Wait for this thread's turn to write; PostgreSQL needs none."""
    # Inside a transaction we are the writer already. To queue there would be to wait for somebody
    # who waits for us.
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn:
        yield
