"""Gives back memory that a long-lived process holds and does not use.

What was freed goes back to the system. And once the waits' kernels are compiled nobody needs the
compiler, yet 50 MB of its instructions stay: what is needed again is read from its file again.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

COMPILER = "libllvmlite"
MAPS = Path("/proc/self/maps")
_DONTNEED = 4  # MADV_DONTNEED of madvise(2)


def give_back() -> None:
    """Give back what was freed, and what only the compiler used."""
    let_go_of_the_compiler()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc's alone
        trim(0)


def let_go_of_the_compiler() -> int:
    """Let go of the compiler's instructions, and return how many bytes they may have held.

    Only of what is executable: it is never written to, so its file holds all of it. Linux only;
    elsewhere nothing happens.
    """
    if sys.platform != "linux":
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return sum(size for start, size in _instructions() if advise(start, size, _DONTNEED) == 0)


def _instructions() -> Iterator[tuple[int, int]]:
    for line in MAPS.read_text().splitlines():
        if COMPILER in line and line.split()[1].startswith("r-x"):
            start, end = (int(place, 16) for place in line.split()[0].split("-"))
            yield start, end - start
