"""What the process does to itself before it reads a key: no core dumps, no swapping, no debugger.

Best effort: a limit or another system may refuse. Whether memory is locked is in the status.
"""

from __future__ import annotations

import ctypes
import os
import resource
from contextlib import suppress

_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_PR_SET_DUMPABLE = 4


def harden() -> bool:
    """Protect this process's memory; True when it is locked against swapping."""
    os.umask(0o077)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        system = ctypes.CDLL(None, use_errno=True)
        system.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # also closes /proc/PID/mem to the same user
        return _lock_memory(system)
    except (OSError, AttributeError):
        return False


def _lock_memory(system: ctypes.CDLL) -> bool:
    # Under a low limit, locking what comes later would make allocations fail.
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] != resource.RLIM_INFINITY:
        return False
    return bool(system.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0)
