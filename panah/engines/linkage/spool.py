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
        if len(self._ends) == 1:
            self._append(0, pairs)
            return
        slices = np.searchsorted(self._ends, (pairs >> HALF).astype(np.int64), side="right")
        order = np.argsort(slices.astype(np.uint16), kind="stable")
        counts = np.bincount(slices, minlength=len(self._ends))
        for at, part in enumerate(np.split(pairs[order], np.cumsum(counts)[:-1])):
            if len(part):
                self._append(at, part)

    def _append(self, at: int, pairs: U64) -> None:
        with (self._folder / str(at)).open("ab") as target:
            target.write(pairs.tobytes())  # unlike tofile, it says what went wrong

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
