"""How alike the parts of names are, each distinct pair of parts asked for once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from panah.engines.linkage.alike import (
    AS_LONG_AS,
    ASKED,
    DIFFERENT,
    EQUAL,
    KIND,
    NATIONAL,
    NEAR,
    NONE,
    Alike,
    half_bits_of,
)
from panah.engines.linkage.bounds import (
    MOST,
    Answers,
    Lines,
    Place,
    Weights,
    most_of_lines,
    rarity,
)
from panah.engines.linkage.forms import Forms
from panah.engines.linkage.hashes import distinct
from panah.engines.linkage.parts_made import Reference, to_spell
from panah.engines.linkage.sources import Ids
from panah.engines.matching.parts import Likeness, Part, likeness
from panah.engines.matching.spelling import NATIONAL_BITS

U64 = NDArray[np.uint64]
Places = NDArray[np.int64]

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


def _most_possible() -> NDArray[np.float32]:
    """The most that two parts weigh by what they are to each other, and by their rarity."""
    relations = np.arange(256)
    kinds = relations & KIND
    found = np.tile(MOST.max(axis=0), (len(relations), 1))
    found[kinds == NATIONAL] = MOST[Likeness.SPELT_OTHERWISE] - np.float32(NATIONAL_BITS)
    near = kinds == NEAR
    found[near] = MOST[Likeness.ALIKE] - half_bits_of(relations[near])[:, None] / np.float32(2)
    most: NDArray[np.float32] = np.maximum(found, _LITTLE)
    return most


MOST_POSSIBLE = _most_possible()


@dataclass(frozen=True, slots=True)
class PairsOfParts:
    """Parts with their stems and consonants, and which of them are compared."""

    parts: list[tuple[Reference, str, str]]
    a: Places
    b: Places
    is_near: NDArray[np.bool_]
    """Those that are alike only if few letters differ."""


class Likenesses:
    """Numbers for how alike parts are; equal numbers stand for equal answers of `matching`."""

    def __init__(self, forms: Forms) -> None:
        self._table, self.alike = forms.table, Alike(forms)
        self._count = np.uint64(len(forms.table))
        self._asked: U64 = np.zeros(0, dtype=np.uint64)
        self._answers: Places = np.zeros(0, dtype=np.int64)
        self._numbers: dict[Likened, int] = {}
        self.known: list[Likened] = list(_GIVEN.values())
        self._numbers[self.known[EQUAL]] = EQUAL
        self._numbers[self.known[NATIONAL]] = NATIONAL

    def possible(self, lines: Lines) -> Lines:
        """The lines with what any two of their parts may be to each other."""
        return lines.with_answers(self.alike.answers(lines))

    def most_possible(self, lines: Lines) -> Weights:
        """The most that the lines weigh, before letters are looked at."""
        values = {}
        for place, each in lines.answers.items():
            rare = rarity(self._table, *_parts_at(lines, place))
            values[place] = Answers(each.at, MOST_POSSIBLE[each.values, rare])
        return most_of_lines(self._table, lines, values)

    def most(self, lines: Lines) -> Weights:
        """The most that the lines weigh, their parts as alike as they are."""
        alike = np.array([each[0] for each in self.known])
        cost = np.array([each[1] for each in self.known], dtype=np.float32)
        values = {}
        for place, each in lines.answers.items():
            rare = rarity(self._table, *_parts_at(lines, place))
            bits = np.maximum(MOST[alike[each.values], rare] - cost[each.values], _LITTLE)
            values[place] = Answers(each.at, bits)
        return most_of_lines(self._table, lines, values)

    def exact(self, lines: Lines) -> Lines:
        """The lines with a number for each two of their parts that have something in common."""
        found = {place: each.values.astype(np.int64) for place, each in lines.answers.items()}
        kinds = {place: numbers & KIND for place, numbers in found.items()}
        asked = {
            place: np.flatnonzero((kind == ASKED) | (kind == NEAR)) for place, kind in kinds.items()
        }
        keys = {
            place: self._keys(*_parts_at(lines, place, at), is_near=kinds[place][at] == NEAR)
            for place, at in asked.items()
        }
        if keys:
            self._ask(distinct(np.concatenate(list(keys.values()))))
        for place, at in asked.items():
            found[place][at] = self._answers[np.searchsorted(self._asked, keys[place])]
        return lines.with_answers(
            {
                place: Answers(each.at, found[place]).where(found[place] > ASKED)
                for place, each in lines.answers.items()
            }
        )

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
            for values, which in map(_liken, map(self._pairs_of_parts, chunks))
        ]
        self._asked = np.insert(self._asked, places, new)
        self._answers = np.insert(self._answers, places, np.concatenate(answers))

    def _number(self, value: Likened | None) -> int:
        if value is None:
            return DIFFERENT
        if value not in self._numbers:
            self._numbers[value] = len(self.known)
            self.known.append(value)
        return self._numbers[value]

    def _pairs_of_parts(self, keys: U64) -> PairsOfParts:
        pairs = keys >> np.uint64(1)
        a, b = pairs // self._count, pairs % self._count
        distinct, places = np.unique(np.concatenate((a, b)), return_inverse=True)
        references, stems, sounds = (
            [texts[at] for at in distinct.tolist()]
            for texts in (self._table.references, self._table.stems, self._table.skeletons)
        )
        is_near = (keys & np.uint64(1)).astype(np.bool_)
        parts = list(zip(references, stems, sounds, strict=True))
        return PairsOfParts(parts, places[: len(a)], places[len(a) :], is_near)


def _parts_at(lines: Lines, place: Place, which: Places | None = None) -> tuple[Ids, Ids]:
    """The parts that answer to each other at two places, or some of them."""
    at = lines.answers[place].at
    at = at if which is None else at[which]
    return lines.a[place[0]][at], lines.b[place[1]][at]


def _liken(pairs: PairsOfParts) -> tuple[list[Likened | None], Places]:
    """What `matching` finds between these parts, None for parts that differ, and which each is."""
    found: dict[Likened | None, int] = {None: 0}
    places = np.zeros(len(pairs.a), dtype=np.int64)
    asked = np.flatnonzero(~pairs.is_near | _few_letters(pairs))
    parts: dict[int, Part] = {}
    for at, a, b in zip(
        asked.tolist(), pairs.a[asked].tolist(), pairs.b[asked].tolist(), strict=True
    ):
        for place in (a, b):
            if place not in parts:
                parts[place] = to_spell(*pairs.parts[place])
        alike, cost = likeness(parts[a], parts[b])
        if alike is not Likeness.DIFFERENT:
            places[at] = found.setdefault((int(alike), cost), len(found))
    return list(found), places


def _few_letters(pairs: PairsOfParts) -> NDArray[np.bool_]:
    """Whether so few letters differ that `matching` looks at which they are."""
    stems = [stem for _, stem, _ in pairs.parts]
    long = np.array([len(stem) for stem in stems], dtype=np.int64)
    one, other = ([stems[at] for at in side.tolist()] for side in (pairs.a, pairs.b))
    distance = np.asarray(cpdist(one, other, scorer=Levenshtein.distance))
    few: NDArray[np.bool_] = distance <= 1 + np.maximum(long[pairs.a], long[pairs.b]) // AS_LONG_AS
    return few
