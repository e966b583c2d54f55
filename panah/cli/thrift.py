"""Gives back memory that a long-lived process holds and does not use.

What was freed goes back to the system. And once the waits' kernel is loaded nobody needs the
compiler that loaded it, yet 10 MB of its file stay in memory, 60 where it compiled: what is needed
again is read from its file again.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

COMPILER = "libllvmlite"
MAPS = Path("/proc/self/smaps")
_DONTNEED = 4  # MADV_DONTNEED of madvise(2)


def give_back() -> None:
    """Give back what was freed, and what only the compiler used."""
    let_go_of_the_compiler()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc's alone
        trim(0)


def do_without_linear_algebra() -> None:
    """Let nobody in this process import scipy's: numba would, and no kernel of ours uses it.

    It is installed where planning is, and would hold 15 MB.
    """
    sys.modules.setdefault("scipy.linalg", None)  # type: ignore[arg-type] # None refuses


def let_go_of_the_compiler() -> int:
    """Let go of the compiler's instructions and constants; return of how many bytes.

    Only of what was never written to, so that its file holds all of it. Linux only; elsewhere
    nothing happens.
    """
    if sys.platform != "linux":
        return 0
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return sum(size for start, size in _untouched() if advise(start, size, _DONTNEED) == 0)


def _untouched() -> Iterator[tuple[int, int]]:
    """Where the compiler's file is in memory as it is on disk: address and size of each part."""
    lines = iter(MAPS.read_text().splitlines())
    for line in lines:
        if COMPILER not in line:
            continue
        place, rights = line.split()[:2]
        written = next(int(said.split()[1]) for said in lines if said.startswith("Anonymous"))
        if "w" not in rights and written == 0:
            start, end = (int(edge, 16) for edge in place.split("-"))
            yield start, end - start
