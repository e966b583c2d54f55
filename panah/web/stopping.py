"""Being told to stop, by a signal or by another thread."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

GLANCE_SECONDS = 0.1
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


class StopFlag(threading.Event):
    """An event that a signal may set while the same thread waits for it, and set again.

    A plain event takes a lock to be set. When the interrupted wait holds that lock, or a second
    signal comes while the first is being handled, a process would wait for itself for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_told = False

    def set(self) -> None:
        """Tell; any number of times, from anywhere."""
        self._is_told = True

    def is_set(self) -> bool:
        """Whether somebody told us to stop."""
        return self._is_told

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until told, or so many seconds; answer whether we were told."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self._is_told and (end is None or time.monotonic() < end):
            rest = GLANCE_SECONDS if end is None else end - time.monotonic()
            time.sleep(max(0.0, min(GLANCE_SECONDS, rest)))
        return self._is_told


def end_with_parent(how: signal.Signals = signal.SIGKILL, *, parent: int | None = None) -> None:
    """Let the system end this process as soon as whoever started it is gone; Linux only.

    A server's worker whose server was killed would go on answering at its port, so that no new
    server could listen there. What a process has forked does not inherit this.

    Args:
        parent: who started it, where that is known. The system tells nobody of a parent that was
            gone before it was asked to: then this process ends here.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, how)
        if parent is not None and os.getppid() != parent:
            os._exit(1)
