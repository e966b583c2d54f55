"""Become another command that ends when whoever started it ends, however that happens.

Linux only; elsewhere a killed launcher leaves its children, and the next start finds the port busy.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2); it lasts through exec

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - the launcher's own list of words
