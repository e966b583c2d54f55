"""From rules to weighed pairs, in three stages which two processes share."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from panah.engines.linkage.beside import Turns
from panah.engines.linkage.blocks import Plan, planned
from panah.engines.linkage.candidates import Rows, collect, reaching
from panah.engines.linkage.hashes import U64
from panah.engines.linkage.names_weighed import NameWeights, Opened, all_opened
from panah.engines.linkage.results import Kept, Results
from panah.engines.linkage.rules import Rule
from panah.engines.linkage.shelf import Piece, Shelf
from panah.engines.linkage.spool import Spool
from panah.engines.linkage.weighing import weighed

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
    kept: Kept | None
    """Of the pairs that weigh enough and are written, as far as they are known by now."""


@dataclass(slots=True)
class Comparison:
    """Two processes have one each; rules, pieces and slices are whoever's who is free."""

    rules: Sequence[Rule]
    rows: Rows
    names: NameWeights
    shelf: Shelf
    spool: Spool
    results: Results
    min_weight: float
    rule_turns: Turns = field(init=False)
    piece_turns: Turns = field(init=False)
    slice_turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self.rule_turns = Turns(len(self.rules))
        self.piece_turns = Turns(sys.maxsize)  # how many there are is known when all is planned
        self.slice_turns = Turns(self.spool.slice_count)

    def plan(self) -> Iterator[tuple[int, Plan]]:
        """How many pairs the rules give, by the place of the rule."""
        for at in self.rule_turns:
            rule, lists = self.rules[at], self.rows.lists
            reach = self.rows.reaching_undated(self.min_weight) if rule.of_undated else None
            plan, blocks = planned(rule, lists, most=rule.pairs_a_row * lists.count, reach=reach)
            self.shelf.put(at, blocks)
            yield at, plan

    def pair(self) -> Iterator[int]:
        """Collect candidates; how many pairs were looked at."""
        pairs = map(self.shelf.pairs, self._pieces())
        yield from collect(pairs, self.rows, self.spool, min_weight=self.min_weight)

    def _pieces(self) -> Iterator[Piece]:
        pieces = self.shelf.pieces()
        for at in self.piece_turns:
            if at >= len(pieces):
                return
            yield pieces[at]

    def compare(self) -> Iterator[Step]:
        """Weigh the candidates, and write those that weigh enough."""
        self.shelf.clear()
        opened: list[Opened] = []
        for taken, pairs in self._chunks():
            opened.append(reaching(pairs, self.rows, self.names, min_weight=self.min_weight))
            kept = None
            if sum(len(each.left) for each in opened) >= TOGETHER:
                kept = self._written(opened)
                opened = []
            yield Step(taken, len(pairs), kept)
        if opened:
            yield Step(0, 0, self._written(opened))

    def _written(self, opened: list[Opened]) -> Kept:
        facts, together = self.rows.facts, all_opened(opened)
        return self.results.add(weighed(together, self.names, facts, min_weight=self.min_weight))

    def _chunks(self) -> Iterator[tuple[int, U64]]:
        for at in self.slice_turns:
            count, pairs = self.spool.taken(at)
            for begin in range(0, len(pairs), CHUNK):
                chunk = pairs[begin : begin + CHUNK]
                yield count * len(chunk) // len(pairs), chunk
