"""Candidates on disk while they are collected, in slices that fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from panah.engines.linkage.hashes import U64, distinct

SLICE = 20_000_000
"""About how many pairs are put in order together."""
HALF = np.uint64(32)


class Spool:
    """Pairs of rows, the earlier row in the upper half of each number."""

    def __init__(self, folder: Path, *, rows: int, pairs: int) -> None:
        self._folder = folder
        folder.mkdir()
        count = max(1, pairs // SLICE)
        self._ends = [rows * (at + 1) // count for at in range(count)]
        self.count = 0

    def add(self, pairs: U64) -> None:
        """Keep these pairs."""
        self.count += len(pairs)
        left = (pairs >> HALF).astype(np.int32)
        begin = 0
        for at, end in enumerate(self._ends):
            here = pairs if len(self._ends) == 1 else pairs[(left >= begin) & (left < end)]
            with (self._folder / str(at)).open("ab") as target:
                target.write(here.tobytes())  # unlike tofile, it says what went wrong
            begin = end

    def slices(self) -> Iterator[tuple[int, U64]]:
        """Every pair once, in order.

        Returns:
            How many pairs each slice had, and those of them that differ.
        """
        for at in range(len(self._ends)):
            file = self._folder / str(at)
            pairs = np.fromfile(file, dtype=np.uint64) if file.exists() else np.zeros(0, np.uint64)
            file.unlink(missing_ok=True)
            yield len(pairs), distinct(pairs)
