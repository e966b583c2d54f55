"""Candidates weighed, chunk by chunk, in two threads: most of the work is done in arrays."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from panah.engines.linkage.ahead import ahead
from panah.engines.linkage.candidates import Rows, reaching
from panah.engines.linkage.hashes import U64
from panah.engines.linkage.names_weighed import NameWeights, Opened, all_opened
from panah.engines.linkage.spool import Spool
from panah.engines.linkage.weighing import Weighed, weighed

CHUNK = 100_000
"""Of how many candidates the names are looked at together."""
TOGETHER = 50_000
"""So many pairs of which the names allow it are weighed together."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is."""

    taken: int
    """So many more were taken from the spool, some of them twice."""
    compared: int
    """So many pairs more were looked at."""
    found: Weighed | None
    """What weighs enough, as far as it is known by now."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    pairs: U64
    taken: int


def compared(spool: Spool, rows: Rows, names: NameWeights, *, min_weight: float) -> Iterator[Step]:
    """Weigh the candidates."""

    def reach(chunk: _Chunk) -> Opened:
        return reaching(chunk.pairs, rows, names, min_weight=min_weight)

    def weigh(opened: list[Opened]) -> Weighed:
        return weighed(all_opened(opened), names, rows.facts, min_weight=min_weight)

    with ThreadPoolExecutor(2) as threads:
        weighing: deque[Future[Weighed]] = deque()
        opened: list[Opened] = []
        for chunk, reached in ahead(threads, reach, _chunks(spool)):
            opened.append(reached)
            if sum(len(each.left) for each in opened) >= TOGETHER:
                weighing.append(threads.submit(weigh, opened))
                opened = []
            is_due = weighing and (weighing[0].done() or len(weighing) > 1)
            found = weighing.popleft().result() if is_due else None
            yield Step(chunk.taken, len(chunk.pairs), found)
        if opened:
            weighing.append(threads.submit(weigh, opened))
        yield from (Step(0, 0, each.result()) for each in weighing)


def _chunks(spool: Spool) -> Iterator[_Chunk]:
    for count, pairs in spool.slices():
        for at in range(0, len(pairs), CHUNK):
            chunk = pairs[at : at + CHUNK]
            yield _Chunk(chunk, count * len(chunk) // len(pairs))
