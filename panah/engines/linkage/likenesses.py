"""How alike the parts of names are, each distinct pair of parts asked for once."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from panah.engines.linkage.alike import (
    AS_LONG_AS,
    ASKED,
    DIFFERENT,
    EQUAL,
    NATIONAL,
    NEAR,
    NONE,
    Alike,
)
from panah.engines.linkage.bounds import MOST, Lines, Weights, rarity
from panah.engines.linkage.hashes import distinct
from panah.engines.linkage.sources import Ids
from panah.engines.linkage.vocabulary import Reference, Table, part_of
from panah.engines.linkage.workers import Workers
from panah.engines.matching.parts import Likeness, Part, likeness
from panah.engines.matching.spelling import NATIONAL_BITS

U64 = NDArray[np.uint64]
Places = NDArray[np.int64]
Numbers = dict[tuple[int, int], Places]

Likened = tuple[int, float]
"""How alike two parts are, and what their differences cost."""
_GIVEN: dict[int, Likened] = {
    NONE: (int(Likeness.DIFFERENT), 0.0),
    DIFFERENT: (int(Likeness.DIFFERENT), 0.0),
    NEAR: (int(Likeness.DIFFERENT), 0.0),
    ASKED: (int(Likeness.DIFFERENT), 0.0),
    EQUAL: (int(Likeness.EQUAL), 0.0),
    NATIONAL: (int(Likeness.SPELT_OTHERWISE), NATIONAL_BITS),
}
_CHUNK = 10_000
_LITTLE = np.float32(1e-6)
"""What an answer weighs at least where it may be one: less than nothing is still an answer."""


@dataclass(frozen=True, slots=True)
class PairsOfParts:
    """Parts, and which of them are compared."""

    parts: list[Reference | None]
    a: Places
    b: Places
    is_near: NDArray[np.bool_]
    """Those that are alike only if few letters differ."""


class Likenesses:
    """Numbers for how alike parts are; equal numbers stand for equal answers of `matching`."""

    def __init__(self, table: Table, workers: Workers) -> None:
        self._table, self._workers, self._alike = table, workers, Alike(table)
        self._one_at_a_time = Lock()
        self._count = np.uint64(len(table))
        self._asked: U64 = np.zeros(0, dtype=np.uint64)
        self._answers: Places = np.zeros(0, dtype=np.int64)
        self._numbers: dict[Likened, int] = {}
        self._known: list[Likened] = list(_GIVEN.values())
        self._numbers[self._known[EQUAL]] = EQUAL
        self._numbers[self._known[NATIONAL]] = NATIONAL

    def possible(self, lines: Lines) -> dict[tuple[int, int], Weights]:
        """The most that two parts weigh, before letters are looked at."""
        found = {}
        best = MOST.max(axis=0)
        for i, j in lines.places():
            a, b = lines.a[i], lines.b[j]
            relation = self._alike.relation(a, b)
            found[i, j] = np.where(relation > DIFFERENT, best[rarity(self._table, a, b)], 0)
        return found

    def exact(self, lines: Lines) -> dict[tuple[int, int], Weights]:
        """The most that two parts weigh, as alike as they are."""
        numbers = self.numbers(lines)
        alike = np.array([each[0] for each in self._known])
        cost = np.array([each[1] for each in self._known], dtype=np.float32)
        found = {}
        for (i, j), number in numbers.items():
            rare = rarity(self._table, lines.a[i], lines.b[j])
            bits = np.maximum(MOST[alike[number], rare] - cost[number], _LITTLE)
            found[i, j] = np.where(self.is_some(number), bits, np.float32(0))
        return found

    def is_some(self, numbers: Places) -> NDArray[np.bool_]:
        """Whether parts have anything in common."""
        some: NDArray[np.bool_] = numbers > ASKED
        return some

    def numbers(self, lines: Lines) -> Numbers:
        """For every two places how alike their parts are."""
        found = {
            (i, j): self._alike.relation(lines.a[i], lines.b[j]).astype(np.int64)
            for i, j in lines.places()
        }
        asked = {
            place: np.flatnonzero((numbers == ASKED) | (numbers == NEAR))
            for place, numbers in found.items()
        }
        keys = {
            (i, j): self._keys(lines.a[i][at], lines.b[j][at], is_near=found[i, j][at] == NEAR)
            for (i, j), at in asked.items()
        }
        with self._one_at_a_time:
            if keys:
                self._ask(distinct(np.concatenate(list(keys.values()))))
            for place, at in asked.items():
                found[place][at] = self._answers[np.searchsorted(self._asked, keys[place])]
        return found

    def _keys(self, a: Ids, b: Ids, *, is_near: NDArray[np.bool_]) -> U64:
        low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
        return (low * self._count + high) * np.uint64(2) + is_near

    def _ask(self, keys: U64) -> None:
        """Have an answer for each of these pairs."""
        places = np.searchsorted(self._asked, keys)
        known = np.append(self._asked, ~np.uint64(0))[places] == keys
        new, places = keys[~known], places[~known]
        if not len(new):
            return
        chunks = [new[at : at + _CHUNK] for at in range(0, len(new), _CHUNK)]
        answers = [
            np.array([self._number(value) for value in values], dtype=np.int64)[which]
            for values, which in self._workers.map(_liken, map(self._pairs_of_parts, chunks))
        ]
        self._asked = np.insert(self._asked, places, new)
        self._answers = np.insert(self._answers, places, np.concatenate(answers))

    def _number(self, value: Likened | None) -> int:
        if value is None:
            return DIFFERENT
        if value not in self._numbers:
            self._numbers[value] = len(self._known)
            self._known.append(value)
        return self._numbers[value]

    def _pairs_of_parts(self, keys: U64) -> PairsOfParts:
        pairs = keys >> np.uint64(1)
        a, b = pairs // self._count, pairs % self._count
        distinct, places = np.unique(np.concatenate((a, b)), return_inverse=True)
        references = [self._table.references[at] for at in distinct.tolist()]
        is_near = (keys & np.uint64(1)).astype(np.bool_)
        return PairsOfParts(references, places[: len(a)], places[len(a) :], is_near)


def _liken(pairs: PairsOfParts) -> tuple[list[Likened | None], Places]:
    """What `matching` finds between these parts, None for parts that differ, and which each is."""
    parts = [part_of(reference) for reference in pairs.parts if reference]
    found: dict[Likened | None, int] = {None: 0}
    places = np.zeros(len(pairs.a), dtype=np.int64)
    asked = np.flatnonzero(~pairs.is_near | _few_letters(parts, pairs))
    one, other = pairs.a[asked].tolist(), pairs.b[asked].tolist()
    for at, a, b in zip(asked.tolist(), one, other, strict=True):
        alike, cost = likeness(parts[a], parts[b])
        if alike is not Likeness.DIFFERENT:
            places[at] = found.setdefault((int(alike), cost), len(found))
    return list(found), places


def _few_letters(parts: list[Part], pairs: PairsOfParts) -> NDArray[np.bool_]:
    """Whether so few letters differ that `matching` looks at which they are."""
    stems = [part.stem for part in parts]
    long = np.array([len(stem) for stem in stems], dtype=np.int64)
    one, other = ([stems[at] for at in side.tolist()] for side in (pairs.a, pairs.b))
    distance = np.asarray(cpdist(one, other, scorer=Levenshtein.distance))
    few: NDArray[np.bool_] = distance <= 1 + np.maximum(long[pairs.a], long[pairs.b]) // AS_LONG_AS
    return few
