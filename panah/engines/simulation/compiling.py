"""Compiling with numba, and keeping what was compiled on disk for the next process."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")
HERE = Path(__file__).parent
COMPILED = ("chance.py", "compiling.py", "drawing.py", "kernel.py", "tables.py", "walking.py")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled, running without the interpreter's lock."""
    folder, settings = kept_in(), vars(numba.config)
    usual, settings["CACHE_DIR"] = settings["CACHE_DIR"], str(folder or "")
    try:
        decorate = numba.njit(nogil=True, error_model="numpy", cache=folder is not None)
        return cast(Callable[P, R], decorate(function))
    finally:
        settings["CACHE_DIR"] = usual


@cache
def kept_in() -> Path | None:
    """The folder for compiled code, or None where nothing may be written.

    Its name is a digest of all that is compiled. Numba alone looks at the one file in which a
    function stands: it would go on using an old version of what that function calls.
    """
    for place in _places():
        folder = place / f"panah-simulation-{_digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def _places() -> Iterator[Path]:
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(chosen)
    yield HERE / "__pycache__"
    if home := os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME"):
        yield Path(home) / ".cache"


def _digest() -> str:
    sources = b"".join((HERE / name).read_bytes() for name in COMPILED)
    return hashlib.sha256(sources).hexdigest()[:16]
