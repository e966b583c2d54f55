"""Rows that share a key, side by side: counted before they are paired, and paired in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.hashes import Mask, distinct, perhaps_among, perhaps_repeated
from panah.engines.linkage.rules import Entries, Rule, RuleName
from panah.engines.linkage.sources import Ids

U64 = NDArray[np.uint64]
Places = NDArray[np.integer]

_PLACE = np.int32
CHUNK = 250_000
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

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Places between which there are about so many pairs as are looked at together."""
        ends = np.cumsum(self.partners, dtype=np.int64)
        begin = 0
        while begin < len(ends) and ends[-1] > (done := int(ends[begin - 1]) if begin else 0):
            end = max(int(np.searchsorted(ends, done + CHUNK, side="right")), begin + 1)
            yield begin, end
            begin = end

    def between(self, begin: int, end: int) -> tuple[Ids, Ids]:
        """The pairs of the rows between two places, the earlier row first."""
        counts = self.partners[begin:end]
        left = np.repeat(self.rows[begin:end], counts)
        steps = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
        right = self.rows.take(np.repeat(self.nearest[begin:end], counts) + steps)
        return np.minimum(left, right), np.maximum(left, right)


def planned(
    rule: Rule, lists: Lists, *, most: int, reach: Mask | None = None
) -> tuple[Plan, Blocks]:
    """A rule's blocks in the loosest of its forms that gives at most so many pairs.

    Args:
        reach: the rows that a pair of this rule can be of, all of them if left out.
    """
    for form, entries in enumerate(rule.forms):
        wanted = [each.only(reach) for each in entries()]
        blocks = _blocks(wanted, lists, only_across=rule.only_across)
        pairs = blocks.pair_count
        if pairs <= most:
            return Plan(rule.name, form, pairs), blocks
    smaller = blocks.without_large(most)
    kept = smaller.pair_count
    return Plan(rule.name, form, kept, pairs - kept), smaller


def _blocks(entries: list[Entries], lists: Lists, *, only_across: bool) -> Blocks:
    """Sort keys and rows together, in one number each: the key's upper bits, then the row."""
    has_others = any(each.is_other for each in entries)
    rows_bits = max(lists.count - 1, 1).bit_length()
    first, others = (_packed(entries, rows_bits, is_other=kind) for kind in (False, True))
    if not has_others:
        packed = first.compress(perhaps_repeated(first))
    else:
        others = others.compress(perhaps_among(others, first))
        kept = first.compress(perhaps_among(first, others)) if only_across else first
        packed = np.concatenate((kept, others))
        packed = packed if only_across else packed.compress(perhaps_repeated(packed))
    packed = distinct(packed)
    keys = packed >> np.uint64(rows_bits + 1)
    follows = keys[1:] == keys[:-1]
    is_followed = (np.append(follows, False) | np.append(False, follows))[: len(keys)]
    together = np.flatnonzero(is_followed)
    packed, keys = packed.take(together), keys.take(together)
    rows = (packed & np.uint64((1 << rows_bits) - 1)).astype(np.int32)
    if not has_others:
        return _within(keys, rows, rows < lists.second if lists.second else None)
    is_first = packed >> np.uint64(rows_bits) & np.uint64(1) == 0
    return _within(keys, rows, is_first) if only_across else _after(keys, rows, is_first)


def _packed(entries: list[Entries], rows_bits: int, *, is_other: bool) -> U64:
    above = np.uint64(rows_bits + 1)
    low = np.uint64(is_other << rows_bits)  # the others stand last in their block
    packed = [
        (each.keys >> above) << above | each.rows.astype(np.uint64) | low
        for each in entries
        if each.is_other == is_other
    ]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *packed])


def _within(keys: U64, rows: Ids, is_first: Mask | None) -> Blocks:
    """Every two of a block, or everyone who is first with everyone who is not."""
    places = np.arange(len(rows), dtype=_PLACE)
    begins, sizes = _sizes(keys)
    ends = np.repeat(begins + sizes, sizes)
    if is_first is None:
        return Blocks(rows, places + 1, ends - places - 1)
    middle = begins + np.add.reduceat(is_first, begins) if len(begins) else begins
    middles = np.repeat(middle, sizes)
    return Blocks(rows, middles, np.where(is_first, ends - middles, 0))


def _after(keys: U64, rows: Ids, is_first: Mask) -> Blocks:
    """Everyone who is first with everyone behind, of whatever kind."""
    places = np.arange(len(rows), dtype=_PLACE)
    begins, sizes = _sizes(keys)
    ends = np.repeat(begins + sizes, sizes)
    return Blocks(rows, places + 1, np.where(is_first, ends - places - 1, 0))


def _sizes(keys: U64) -> tuple[Ids, Ids]:
    """Where each block begins, and how many stand in it."""
    is_new = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    begins = np.flatnonzero(is_new).astype(_PLACE)
    return begins, np.diff(np.append(begins, _PLACE(len(keys)))).astype(_PLACE)
