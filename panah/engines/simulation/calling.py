"""A kernel's arguments as machine code takes them: tables and numbers, one after the other.

It is how numba lays them out: of an array its owner and parent, of which we tell nothing, how many
items, how large each, where they are, and for each axis its length and step.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np

Layout: TypeAlias = Any
Leaf: TypeAlias = int | float | None


def layout_of(value: Any) -> Layout:
    """What the code must have been compiled for, to be called with this."""
    if isinstance(value, np.ndarray):
        return value.dtype, value.ndim, value.flags.c_contiguous
    if isinstance(value, tuple):
        return tuple(map(layout_of, value))
    return float if isinstance(value, float) else int


def leaves_of(value: Any) -> Iterator[Leaf]:
    """A value as it is handed over."""
    if isinstance(value, np.ndarray):
        yield from (None, None, value.size, value.itemsize, value.ctypes.data)
        yield from (*value.shape, *value.strides)
    elif isinstance(value, tuple):
        for each in value:
            yield from leaves_of(each)
    else:
        yield value


def kinds_of(value: Any) -> Iterator[type[Any]]:
    """Of what kind each of its leaves is."""
    if isinstance(value, np.ndarray):
        pointer, number = ctypes.c_void_p, ctypes.c_int64
        yield from (pointer, pointer, number, number, pointer)
        yield from [number] * (2 * value.ndim)
    elif isinstance(value, tuple):
        for each in value:
            yield from kinds_of(each)
    else:
        yield ctypes.c_double if isinstance(value, float) else ctypes.c_int64
