"""From blocks to the pairs that are worth comparing: what cannot reach the weight is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage import facts as facts_
from panah.engines.linkage.blocks import Lists
from panah.engines.linkage.facts import Facts
from panah.engines.linkage.names_weighed import NameWeights, Opened
from panah.engines.linkage.sources import Ids
from panah.engines.linkage.spool import HALF, Spool
from panah.engines.linkage.surnames import Surnames
from panah.engines.matching import ReasonCode
from panah.engines.matching.weighing import reason

U64 = NDArray[np.uint64]
_SLACK = 1e-3  # the bounds are summed in single precision


@dataclass(frozen=True, slots=True)
class Rows:
    """What every row needs to be a candidate."""

    lists: Lists
    groups: Ids | None
    """None where there are none."""
    facts: Facts
    most: NDArray[np.float32]
    """The most that the name and the facts beyond birth date and sex may add."""
    others: NDArray[np.float32] | None
    """The most that the latter may add; None where there are none."""
    surnames: Surnames

    def reaching_undated(self, min_weight: float) -> NDArray[np.bool_]:
        """The rows that can weigh so much beside somebody whose birth date is not known."""
        undated = reason(ReasonCode.BIRTH_DATE_UNKNOWN).bits
        sex = max(0.0, *(reason(code).bits for code in facts_.SEX))
        reaching: NDArray[np.bool_] = self.most >= _needed(min_weight) - undated - sex
        return reaching


def collect(
    pairs: Iterable[tuple[Ids, Ids]], rows: Rows, spool: Spool, *, min_weight: float
) -> Iterator[int]:
    """Put every pair that may weigh so much into the spool; gives how many were looked at."""
    for left, right in pairs:
        spool.add(_worth_comparing(left, right, rows, min_weight=min_weight))
        yield len(left)


def _worth_comparing(left: Ids, right: Ids, rows: Rows, *, min_weight: float) -> U64:
    left, right = _allowed(left, right, rows)
    needed = _needed(min_weight)
    least = needed - facts_.total(facts_.quick_findings(rows.facts, left, right), len(left))
    kept = np.flatnonzero(np.minimum(rows.most.take(left), rows.most.take(right)) >= least)
    left, right, least = left.take(kept), right.take(kept), least.take(kept)
    if rows.others is not None:
        least -= np.minimum(rows.others.take(left), rows.others.take(right))
    kept = rows.surnames.possible(left, right, least)
    return left.take(kept).astype(np.uint64) << HALF | right.take(kept).astype(np.uint64)


def reaching(pairs: U64, rows: Rows, names: NameWeights, *, min_weight: float) -> Opened:
    """Those of the candidates whose names leave it possible that they weigh so much."""
    least = _needed(min_weight)
    left, right = halves(pairs)
    of_facts = facts_.total(facts_.findings(rows.facts, left, right), len(pairs))
    return names.reaching(left, right, least - of_facts)


def _needed(min_weight: float) -> float:
    """What name and facts have to weigh together."""
    return min_weight - reason(ReasonCode.PRIOR).bits - _SLACK


def _allowed(left: Ids, right: Ids, rows: Rows) -> tuple[Ids, Ids]:
    """Not a row with itself, not two of one group, and of two lists one of each."""
    allowed = left != right
    if rows.groups is not None:
        group = rows.groups[left]
        allowed &= (group == 0) | (group != rows.groups[right])
    if rows.lists.second:
        allowed &= (left < rows.lists.second) & (right >= rows.lists.second)
    kept = np.flatnonzero(allowed)
    return left.take(kept), right.take(kept)


def halves(pairs: U64) -> tuple[Ids, Ids]:
    """The rows of pairs."""
    return (pairs >> HALF).astype(np.int32), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int32)
