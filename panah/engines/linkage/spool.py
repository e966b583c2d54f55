"""Candidates on disk while they are collected, in slices that fit into memory."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from panah.engines.linkage.hashes import U64, distinct

SLICE_ROWS = 100_000
"""The pairs of about so many earlier rows are put in order together."""
HALF = np.uint64(32)


class Spool:
    """Pairs of rows, the earlier row in the upper half of each number.

    Several processes may add to one spool: each has files of its own.
    """

    def __init__(self, folder: Path, *, rows: int) -> None:
        self._folder = folder
        folder.mkdir()
        self.slice_count = max(1, rows // SLICE_ROWS)
        self.ends = [rows * (at + 1) // self.slice_count for at in range(self.slice_count)]
        """The row behind the last of each slice."""

    def add(self, pairs: U64) -> None:
        """Keep these pairs."""
        if self.slice_count == 1:
            self._append(0, pairs)
            return
        slices = np.searchsorted(self.ends, (pairs >> HALF).astype(np.int64), side="right")
        order = np.argsort(slices.astype(np.uint16), kind="stable")
        counts = np.bincount(slices, minlength=self.slice_count)
        for at, part in enumerate(np.split(pairs[order], np.cumsum(counts)[:-1])):
            if len(part):
                self._append(at, part)

    def _append(self, at: int, pairs: U64) -> None:
        with (self._folder / f"{at}-{os.getpid()}").open("ab") as target:
            target.write(pairs.tobytes())  # unlike tofile, it says what went wrong

    def count(self) -> int:
        """How many pairs there are, some of them twice."""
        return sum(file.stat().st_size for file in self._folder.iterdir()) // 8

    def taken(self, at: int) -> tuple[int, U64]:
        """Every pair of a slice once, in order; they are gone from the disk.

        Returns:
            How many pairs the slice had, and those of them that differ.
        """
        files = sorted(self._folder.glob(f"{at}-*"))
        pairs = [np.zeros(0, np.uint64), *(np.fromfile(file, dtype=np.uint64) for file in files)]
        for file in files:
            file.unlink()
        together = np.concatenate(pairs)
        return len(together), distinct(together)
