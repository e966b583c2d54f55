"""How a process is called in lists of processes, where its command line does not say it."""

from __future__ import annotations

import ctypes
import sys

_SET_NAME = 15  # PR_SET_NAME of prctl(2): fifteen letters at most


def name_process(what: str) -> None:
    """Call this process `panah WHAT`; Linux only, elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_NAME, f"panah {what}".encode()[:15], 0, 0, 0)
