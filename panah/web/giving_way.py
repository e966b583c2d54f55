"""How threads share the processors with whoever runs already."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def interrupt_nobody() -> None:
    """Let this thread, and those that it starts, wait until whoever runs has done their share.

    Where as many want to run as there are processors, each answer that arrives would interrupt
    somebody else's work, mostly for nothing: a thread of Python that is woken waits for the
    interpreter. Linux only; elsewhere nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # a container may forbid it; then it is as without
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
