"""What a backup holds of a PostgreSQL table: of each run of blocks a keyed hash and some counts."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MARK_BYTES, HASH_BYTES = 8, 16
OLDEST_HORIZON = 1 << 30
"""Ages of transactions are told apart for twice as many; a table not seen for longer is new."""


@dataclass(slots=True)
class Heap:
    """One table, run by run.

    Attributes:
        name: the table's.
        columns: those that are written down.
        file: where the server keeps it; another one when the table was written anew.
        mark: tells the parts of this heap from those of an earlier one of the same name.
        horizon: every transaction before this one was over.
        settled: how many rows of each run were older than the horizon.
        unsettled: runs that had younger ones.
    """

    name: str
    columns: list[str]
    file: int
    mark: bytes = field(default_factory=lambda: os.urandom(MARK_BYTES))
    horizon: int = 0
    hashes: list[bytes] = field(default_factory=list)
    rows: array[int] = field(default_factory=lambda: array("I"))
    settled: array[int] = field(default_factory=lambda: array("I"))
    unsettled: set[int] = field(default_factory=set)

    def to_plain(self) -> dict[str, Any]:
        """For the memory in the data folder."""
        return {
            "name": self.name,
            "columns": self.columns,
            "file": self.file,
            "mark": self.mark,
            "horizon": self.horizon,
            "hashes": b"".join(self.hashes),
            "rows": list(self.rows),
            "settled": list(self.settled),
            "unsettled": sorted(self.unsettled),
        }

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Heap:
        """What `to_plain` wrote."""
        joined = told["hashes"]
        return cls(
            name=told["name"],
            columns=told["columns"],
            file=told["file"],
            mark=told["mark"],
            horizon=told["horizon"],
            hashes=[joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)],
            rows=array("I", told["rows"]),
            settled=array("I", told["settled"]),
            unsettled=set(told["unsettled"]),
        )

    def is_still(self, columns: list[str], file: int, *, horizon: int) -> bool:
        """Whether the table is the one that was seen, and not too long ago."""
        is_young = horizon - self.horizon < OLDEST_HORIZON
        return (self.columns, self.file) == (columns, file) and is_young

    def reach(self, runs: int) -> None:
        """Make room for so many runs; those that are new hold nothing yet."""
        more = runs - len(self.hashes)
        self.hashes.extend([b""] * more)
        self.rows.extend([0] * more)
        self.settled.extend([0] * more)

    def note(self, run: int, *, rows: int, young: int) -> None:
        """Remember how many rows a run has, and how many of them are younger than the horizon."""
        self.rows[run], self.settled[run] = rows, rows - young
        (self.unsettled.add if young else self.unsettled.discard)(run)


def spans(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other, as beginnings and ends."""
    begin = end = -1
    for number in sorted(numbers):
        if number != end and end >= 0:
            yield begin, end
        if number != end:
            begin = number
        end = number + 1
    if end >= 0:
        yield begin, end
