"""Pairs as they are found, written beside the comparing: a file for each slice of the rows.

Slices follow each other as rows do, and so do the pairs within one. The result is their files one
behind the other.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from panah.engines.linkage.client_ids import COMMA, NEWLINE, ClientIds, in_csv
from panah.engines.linkage.parquet import to_parquet
from panah.engines.linkage.sources import Ids
from panah.engines.linkage.weighing import Weighed
from panah.engines.matching import LOOK_BITS, SAME_BITS, Outcome

PAIRS = {
    "client_id_left": "varchar",
    "client_id_right": "varchar",
    "match_weight": "double",
    "outcome": "varchar",
    "reasons": "varchar",
}
CLUSTERS = {"client_id": "varchar", "cluster": "bigint"}

_TOGETHER = 1_000_000
_NOBODY = np.zeros(0, dtype=np.int32)


@dataclass(slots=True)
class Kept:
    """What has to be known of pairs once they are written."""

    outcomes: Counter[str] = field(default_factory=Counter)
    left: Ids = field(default_factory=_NOBODY.copy)
    """Of the pairs that count as one person."""
    right: Ids = field(default_factory=_NOBODY.copy)


@dataclass(frozen=True, slots=True)
class Results:
    """Where the pairs are written that weigh enough."""

    folder: Path
    ids: ClientIds
    slice_ends: list[int]
    """The row behind the last of each slice."""
    cluster_weight: float

    def __post_init__(self) -> None:
        self.folder.mkdir()

    def add(self, pairs: Weighed) -> Kept:
        """Write pairs, which follow those that this process has written before."""
        lines, outcomes = self._lines(pairs)
        ends = np.searchsorted(pairs.left, self.slice_ends).tolist()
        for at, (begin, end) in enumerate(zip([0, *ends], ends, strict=False)):
            if begin < end:
                with (self.folder / str(at)).open("ab") as target:
                    target.write(NEWLINE.join(lines[begin:end]) + NEWLINE)
        are_one = np.flatnonzero(pairs.weight >= self.cluster_weight)
        return Kept(outcomes, pairs.left[are_one], pairs.right[are_one])

    def _lines(self, pairs: Weighed) -> tuple[list[bytes], Counter[str]]:
        """A line for each pair; what pairs say often is worded once."""
        weights, of_weight = np.unique(pairs.weight, return_inverse=True)
        said = of_weight * len(pairs.texts) + pairs.reasons
        distinct, which, counts = np.unique(said, return_inverse=True, return_counts=True)
        outcomes: Counter[str] = Counter()
        endings = []
        for number, count in zip(distinct.tolist(), counts.tolist(), strict=True):
            weight, reasons = divmod(number, len(pairs.texts))
            bits = float(weights[weight])
            outcomes[outcome := _outcome(bits)] += count
            endings.append(f"{bits!r},{outcome},{in_csv(pairs.texts[reasons])}".encode())
        words = self.ids.of(pairs.left), self.ids.of(pairs.right)
        said_of_each = [endings[at] for at in which.tolist()]
        return list(map(COMMA.join, zip(*words, said_of_each, strict=True))), outcomes

    def write_pairs(self, path: Path, suffix: str) -> None:
        """Put the pairs of all slices into one file, in the order of their rows."""

        def write(target: Path) -> None:
            with target.open("wb") as together:
                together.write(_head(PAIRS))
                for at in range(len(self.slice_ends)):
                    _move(self.folder / str(at), together)

        self._write(write, path, suffix, columns=PAIRS)

    def write_clusters(self, belongs: Ids, path: Path, suffix: str) -> None:
        """Write every row with the number of its cluster."""
        numbers = np.cumsum(belongs == np.arange(len(belongs)))  # the first of each is its own

        def write(target: Path) -> None:
            with target.open("wb") as lines:
                lines.write(_head(CLUSTERS))
                lines.writelines(self.ids.beside(numbers[belongs]))

        self._write(write, path, suffix, columns=CLUSTERS)

    def _write(
        self,
        write: Callable[[Path], None],
        path: Path,
        suffix: str,
        *,
        columns: dict[str, str],
    ) -> None:
        if suffix.lower() != ".parquet":
            write(path)
            return
        write(self.folder / "lines")
        to_parquet(self.folder / "lines", path, columns)


def _head(columns: Iterable[str]) -> bytes:
    return ",".join(columns).encode() + NEWLINE


def _outcome(bits: float) -> Outcome:
    if bits >= SAME_BITS:
        return Outcome.SAME
    return Outcome.LOOK if bits >= LOOK_BITS else Outcome.NEW


def _move(path: Path, target: BinaryIO) -> None:
    """Put a file behind what was written, if it is there; it takes no room twice."""
    if path.exists():
        with path.open("rb") as source:
            shutil.copyfileobj(source, target, _TOGETHER)
        path.unlink()
