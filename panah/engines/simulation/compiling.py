"""Compiling with numba, and keeping what was compiled on disk for the next process."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

from panah.engines.simulation.keeping import kept_in

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled, running without the interpreter's lock."""
    folder, settings = kept_in(), vars(numba.config)
    usual, settings["CACHE_DIR"] = settings["CACHE_DIR"], str(folder or "")
    try:
        decorate = numba.njit(nogil=True, error_model="numpy", cache=folder is not None)
        return cast(Callable[P, R], decorate(function))
    finally:
        settings["CACHE_DIR"] = usual
