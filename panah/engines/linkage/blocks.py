"""Rows that share a key, side by side: counted before they are paired, and paired in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.hashes import distinct
from panah.engines.linkage.rules import Entries, Rule, RuleName
from panah.engines.linkage.sources import Ids

U64 = NDArray[np.uint64]
Places = NDArray[np.integer]

_PLACE = np.int32
CHUNK = 2_000_000
"""How many pairs are looked at together."""


@dataclass(frozen=True, slots=True)
class Lists:
    """How the rows are divided: all of one list, or from `second` on of another."""

    count: int
    second: int = 0
    """The first row of the second list, 0 when there is one list."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rule is going to give."""

    rule: RuleName
    form: int
    """0 is the loosest."""
    pairs: int
    left_out: int = 0
    """Pairs of blocks that are too large."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Rows sorted by key. Row i stands before `partners[i]` others that it is paired with."""

    rows: Ids
    nearest: Places
    """Where the first partner of each row stands."""
    partners: Places

    @property
    def pair_count(self) -> int:
        """How many pairs there are, some of them twice."""
        return int(self.partners.sum())

    def without_large(self, most: int) -> Blocks:
        """The same without rows of the largest blocks, at most this many pairs."""
        by_size = np.sort(self.partners)
        enough = np.searchsorted(np.cumsum(by_size), most, side="right")
        if enough == len(by_size):
            return self
        limit = by_size[enough]
        kept = np.where(self.partners < limit, self.partners, 0)
        return Blocks(self.rows, self.nearest, kept)

    def pairs(self) -> Iterator[tuple[Ids, Ids]]:
        """All pairs, the earlier row first."""
        ends = np.cumsum(self.partners)
        begin = 0
        while begin < len(ends) and ends[-1] > (done := int(ends[begin - 1]) if begin else 0):
            end = max(int(np.searchsorted(ends, done + CHUNK, side="right")), begin + 1)
            yield self._between(begin, end)
            begin = end

    def _between(self, begin: int, end: int) -> tuple[Ids, Ids]:
        counts = self.partners[begin:end]
        left = np.repeat(self.rows[begin:end], counts)
        steps = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
        right = self.rows[np.repeat(self.nearest[begin:end], counts) + steps]
        return np.minimum(left, right), np.maximum(left, right)


def planned(
    rule: Rule, lists: Lists, undated: NDArray[np.bool_], *, most: int
) -> tuple[Plan, Blocks]:
    """A rule's blocks in the loosest of its forms that gives at most so many pairs."""
    for form, entries in enumerate(rule.forms):
        blocks = _blocks(list(entries()), lists, undated if rule.only_undated else None)
        pairs = blocks.pair_count
        if pairs <= most:
            return Plan(rule.name, form, pairs), blocks
    smaller = blocks.without_large(most)
    kept = smaller.pair_count
    return Plan(rule.name, form, kept, pairs - kept), smaller


def _blocks(entries: list[Entries], lists: Lists, undated: NDArray[np.bool_] | None) -> Blocks:
    """Sort keys and rows together, in one number each: the key's upper bits, then the row."""
    width = max(lists.count - 1, 1).bit_length() + (undated is not None)
    packed = np.concatenate([_packed(keys, rows, width, undated=undated) for keys, rows in entries])
    packed = distinct(packed)
    keys = packed >> np.uint64(width)
    follows = keys[1:] == keys[:-1]
    together = (np.append(follows, False) | np.append(False, follows))[: len(keys)]
    packed, keys = packed[together], keys[together]
    return _within(keys, packed, lists, undated=undated)


def _packed(keys: U64, rows: Ids, width: int, *, undated: NDArray[np.bool_] | None) -> U64:
    low = rows.astype(np.uint64)
    if undated is not None:  # those without a date stand first in their block
        low |= (~undated[rows]).astype(np.uint64) << np.uint64(width - 1)
    return (keys >> np.uint64(width)) << np.uint64(width) | low


def _within(keys: U64, packed: U64, lists: Lists, *, undated: NDArray[np.bool_] | None) -> Blocks:
    width = max(lists.count - 1, 1).bit_length()
    rows = (packed & np.uint64((1 << width) - 1)).astype(np.int32)
    begins = np.flatnonzero(np.diff(keys, prepend=~keys[:1])).astype(_PLACE)
    sizes: Ids = np.diff(np.append(begins, _PLACE(len(keys)))).astype(_PLACE)
    ends = np.repeat(begins + sizes, sizes)
    places = np.arange(len(rows), dtype=_PLACE)
    if undated is not None:
        partners = np.where(undated[rows], ends - places - 1, 0)
        return Blocks(rows, places + 1, partners)
    if not lists.second:
        return Blocks(rows, places + 1, ends - places - 1)
    is_first = rows < lists.second
    middle = begins + np.add.reduceat(is_first, begins) if len(begins) else begins
    middles = np.repeat(middle, sizes)
    return Blocks(rows, middles, np.where(is_first, ends - middles, 0))
