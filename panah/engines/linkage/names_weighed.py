"""What pairs of names weigh: each distinct pair of parts and each picture is looked at once.

`matching` decides. A pair of names is a picture: which parts stand on each side (role and
rarity), and how alike every two of them are. Pairs with one picture have one weight, so that
`matching` is asked about one of them; a picture that could be read in two ways, and a sample of
all others, are compared one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from panah.engines.linkage.forms import Forms
from panah.engines.linkage.rules import mixed
from panah.engines.linkage.sources import Column, Ids
from panah.engines.linkage.vocabulary import Reference, name_alone, parts_of
from panah.engines.linkage.workers import Workers
from panah.engines.matching import Reason, ReasonCode, compare
from panah.engines.matching.names_compared import name_reasons
from panah.engines.matching.parts import Likeness, Part, likeness

U64 = NDArray[np.uint64]
Weights = NDArray[np.float64]
Places = NDArray[np.int64]
Texts = tuple[str, ...]

Likened = tuple[int, float, bool]
"""How alike two parts are, what their differences cost, and whether both orders say so."""
DIFFERENT = np.uint64(1)
"""How alike two parts are that have nothing in common; 0 stands for no part."""
_AS_LONG_AS = 3  # as in matching.spelling
_TWO_WAYS = 1 << 20
"""Added to the number of a likeness that depends on which part comes first."""
_ALIKE_CHUNK = 20_000
_PICTURE_CHUNK = 2_000
_WHOLE_CHUNK = 2_000
_SAMPLE = 100
_NOT_A_NAME = frozenset({ReasonCode.PRIOR, ReasonCode.BIRTH_DATE_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Weighed:
    """Bits of pairs of names, and the place of their reasons in `codes`."""

    bits: Weights
    reasons: Places
    codes: list[str]


@dataclass(frozen=True, slots=True)
class PairsOfParts:
    """Parts, and which of them are compared."""

    parts: list[Reference | None]
    a: Places
    b: Places


@dataclass(frozen=True, slots=True)
class _Lines:
    """Pairs of forms: which pair of names each belongs to, and its parts on both sides."""

    pair: Places
    a: list[Ids]
    b: list[Ids]


@dataclass(frozen=True, slots=True)
class _Pictures:
    """What `matching` says of the picture that each line shows."""

    bits: Weights
    reasons: Places
    is_settled: NDArray[np.bool_]
    codes: list[str]


class NameWeights:
    """Weighs names by the rows they stand in."""

    def __init__(self, forms: Forms, columns: list[Column], workers: Workers) -> None:
        self._forms, self._columns, self._workers = forms, columns, workers
        table = forms.table
        same = ["fold", "stem", "kin", "role", "is_initial"]
        number = np.zeros(len(table), dtype=np.uint64)
        for name in same:
            number = mixed(number, table[name].astype(np.uint64))
        number[0] = 0  # the empty part stays first
        _, self._example, part = np.unique(number, return_index=True, return_inverse=True)
        self._part = part.astype(np.int32)
        self._parts = table[self._example]
        stems = forms.stems()
        self._stems = [stems[at] for at in self._example.tolist()]
        self._role = table["role"][self._example]
        self._kind = self._role * np.uint64(2) + table["is_initial"][self._example]
        self._bits = table["bits"][self._example]
        self._fold = table["fold"][self._example]

    def weigh(self, left: Ids, right: Ids) -> Weighed:
        """What the names of these rows say of each other."""
        if not len(left):
            return Weighed(np.zeros(0), np.zeros(0, dtype=np.int64), [])
        lines = self._lines(left, right)
        pictures = self._pictures(lines)
        best = self._best(len(left), lines, pictures)
        bits, reasons, is_settled = best
        codes = [*pictures.codes, ""]
        is_settled &= ~(self._forms.is_cut[left] | self._forms.is_cut[right])
        if not self._agrees(left, right, best):
            is_settled[:] = False  # matching looks at more than pictures show
        return self._completed(left, right, Weighed(bits, reasons, codes), is_settled=is_settled)

    def _lines(self, left: Ids, right: Ids) -> _Lines:
        pair, line_left, line_right = self._forms.line_pairs(left, right)
        width = self._forms.width
        return _Lines(
            pair,
            [self._part[self._forms.parts[line_left, at]] for at in range(width)],
            [self._part[self._forms.parts[line_right, at]] for at in range(width)],
        )

    def _pictures(self, lines: _Lines) -> _Pictures:
        alike = self._alike(lines)
        number = np.zeros(len(lines.pair), dtype=np.uint64)
        for parts in (*lines.a, *lines.b):
            number = mixed(number, self._kind[parts])
        is_settled = np.ones(len(lines.pair), dtype=np.bool_)
        for (i, j), values in alike.items():
            is_settled &= values < _TWO_WAYS
            number = mixed(number, self._seen(values, lines.a[i], lines.b[j]))
        _, example, of_line = np.unique(number, return_index=True, return_inverse=True)
        sides = [
            [self._references(parts[example]) for parts in side] for side in (lines.a, lines.b)
        ]
        pictures = list(zip(*(zip(*side, strict=True) for side in sides), strict=True))
        found = self._in_chunks(_look, pictures, _PICTURE_CHUNK)
        known: dict[str, int] = {}
        reasons = [known.setdefault(codes, len(known)) for _, codes, _ in found]
        return _Pictures(
            np.array([bits for bits, _, _ in found])[of_line],
            np.array(reasons, dtype=np.int64)[of_line],
            is_settled & np.array([each[2] for each in found], dtype=np.bool_)[of_line],
            list(known),
        )

    def _seen(self, alike: U64, a: Ids, b: Ids) -> U64:
        """What a picture shows of two parts: their likeness, and the rarity of those that agree."""
        of_a = self._bits[a, np.where(self._role[a] > 0, self._role[a], self._role[b])]
        of_b = self._bits[b, np.where(self._role[b] > 0, self._role[b], self._role[a])]
        same_fold = self._fold[a] == self._fold[b]
        shown = (alike * np.uint64(64) + np.minimum(of_a, of_b)) * np.uint64(2) + same_fold
        return np.where(alike > DIFFERENT, shown, alike)

    def _alike(self, lines: _Lines) -> dict[tuple[int, int], U64]:
        """For every two places how alike their parts are, as numbers that mean nothing else."""
        count = np.uint64(len(self._example))
        places = [(i, j) for i in range(len(lines.a)) for j in range(len(lines.b))]
        both = {
            (i, j): np.minimum(lines.a[i], lines.b[j]).astype(np.uint64) * count
            + np.maximum(lines.a[i], lines.b[j]).astype(np.uint64)
            for i, j in places
        }
        there = {(i, j): (lines.a[i] > 0) & (lines.b[j] > 0) for i, j in places}
        asked = np.concatenate([both[place][there[place]] for place in places])
        distinct, back = np.unique(asked, return_inverse=True)
        numbers = self._likenesses(distinct // count, distinct % count)[back]
        found, begin = {}, 0
        for place in places:
            values = np.zeros(len(lines.pair), dtype=np.uint64)
            end = begin + int(there[place].sum())
            values[there[place]] = numbers[begin:end]
            found[place], begin = values, end
        return found

    def _likenesses(self, a: U64, b: U64) -> U64:
        """How alike these parts are: `DIFFERENT`, or one number for what `matching` finds."""
        known: dict[Likened | None, int] = {None: int(DIFFERENT)}
        near = np.flatnonzero(~self._far_apart(a, b))
        parts = [near[at : at + _ALIKE_CHUNK] for at in range(0, len(near), _ALIKE_CHUNK)]
        chunks = (self._pairs_of_parts(a[part], b[part]) for part in parts)
        numbers = np.full(len(a), DIFFERENT)
        for part, (values, places) in zip(parts, self._workers.map(_liken, chunks), strict=True):
            found = [
                known.setdefault(
                    value, len(known) + 1 + (_TWO_WAYS if value and not value[2] else 0)
                )
                for value in values
            ]
            numbers[part] = np.array(found, dtype=np.uint64)[places]
        return numbers

    def _far_apart(self, a: U64, b: U64) -> NDArray[np.bool_]:
        """Parts so far apart in every way that `matching` would call them different.

        More letters differ than `matching` allows, the first consonants differ, neither is an
        initial or a short form, nor are both spellings of one name. What is not far apart is
        asked of `matching`.
        """
        of_a, of_b = self._parts[a], self._parts[b]
        same = (of_a["name"] > 0) & (of_a["name"] == of_b["name"])
        for name in ("kin", "stem", "fold"):
            same |= of_a[name] == of_b[name]
        found: NDArray[np.bool_] = of_a["is_plain"] & of_b["is_plain"] & ~same
        asked = np.flatnonzero(found)
        stems = [[self._stems[at] for at in side[asked].tolist()] for side in (a, b)]
        if len(asked):
            distance = np.asarray(cpdist(*stems, scorer=Levenshtein.distance))
            length = np.maximum(of_a["length"], of_b["length"])[asked]
            is_far = distance > 1 + length // _AS_LONG_AS
            found[asked] = is_far & (of_a["two"] != of_b["two"])[asked]
        return found

    def _pairs_of_parts(self, a: U64, b: U64) -> PairsOfParts:
        distinct, places = np.unique(np.concatenate((a, b)), return_inverse=True)
        references = self._references(distinct.astype(np.int64))
        return PairsOfParts(references, places[: len(a)], places[len(a) :])

    def _references(self, parts: NDArray[np.integer]) -> list[Reference | None]:
        return self._forms.references(self._example[parts])

    def _in_chunks(
        self, work: Callable[[list[Any]], list[Any]], items: list[Any], size: int
    ) -> list[Any]:
        chunks = (items[at : at + size] for at in range(0, len(items), size))
        return [found for chunk in self._workers.map(work, chunks) for found in chunk]

    def _best(
        self, count: int, lines: _Lines, pictures: _Pictures
    ) -> tuple[Weights, Places, NDArray[np.bool_]]:
        """Of each pair of names the two forms that agree best."""
        bits = np.full(count, -np.inf)
        np.maximum.at(bits, lines.pair, pictures.bits)
        is_best = pictures.bits >= bits[lines.pair] - 1e-9
        reasons = np.full(count, -1, dtype=np.int64)
        reasons[lines.pair[is_best]] = pictures.reasons[is_best]
        is_tied = is_best & (reasons[lines.pair] != pictures.reasons)
        is_settled = np.ones(count, dtype=np.bool_)
        is_settled[lines.pair[is_tied | ~pictures.is_settled]] = False
        bits[reasons < 0] = 0.0  # nothing of the name could be read
        return bits, reasons, is_settled

    def _agrees(
        self, left: Ids, right: Ids, best: tuple[Weights, Places, NDArray[np.bool_]]
    ) -> bool:
        """Whether a sample weighs the same when it is compared pair by pair."""
        bits, _, is_settled = best
        settled = np.flatnonzero(is_settled)
        some = settled[:: max(1, len(settled) // _SAMPLE)][: 2 * _SAMPLE]
        found = self._one_by_one(left[some], right[some])
        return all(abs(bits[at] - exact) < 1e-9 for at, (exact, _) in zip(some, found, strict=True))

    def _completed(
        self, left: Ids, right: Ids, weighed: Weighed, *, is_settled: NDArray[np.bool_]
    ) -> Weighed:
        """The same, with what pictures leave open compared one by one."""
        places = {text: at for at, text in enumerate(weighed.codes)}
        codes = list(weighed.codes)
        rest = np.flatnonzero(~is_settled)
        found = self._one_by_one(left[rest], right[rest])
        for at, (bits, text) in zip(rest.tolist(), found, strict=True):
            weighed.bits[at] = bits
            weighed.reasons[at] = places.setdefault(text, len(codes))
            if weighed.reasons[at] == len(codes):
                codes.append(text)
        return Weighed(weighed.bits, weighed.reasons, codes)

    def _one_by_one(self, left: Ids, right: Ids) -> list[tuple[float, str]]:
        names = [self._names(rows) for rows in (left, right)]
        found: list[tuple[float, str]] = self._in_chunks(
            _compare, list(zip(*names, strict=True)), _WHOLE_CHUNK
        )
        return found

    def _names(self, rows: Ids) -> list[Texts]:
        texts = [[column.texts[at] for at in column.ids[rows].tolist()] for column in self._columns]
        return list(zip(*texts, strict=True))


Picture = tuple[tuple[Reference | None, ...], tuple[Reference | None, ...]]


def _liken(pairs: PairsOfParts) -> tuple[list[Likened | None], Places]:
    """What `matching` finds between these parts, None for parts that differ, and which each is."""
    parts = [_part(reference) for reference in pairs.parts if reference]
    found: dict[Likened | None, int] = {None: 0}
    places = np.zeros(len(pairs.a), dtype=np.int64)
    for at, (one, other) in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)):
        alike, cost = likeness(parts[one], parts[other])
        if alike is not Likeness.DIFFERENT:
            again = likeness(parts[other], parts[one]) if cost else (alike, cost)
            value = (int(alike), cost, again == (alike, cost))
            places[at] = found.setdefault(value, len(found))
    return list(found), places


def _look(pictures: list[Picture]) -> list[tuple[float, str, bool]]:
    """The weight and the reasons of each, and whether both orders of the two names give them."""
    found = []
    for one, other in pictures:
        a, b = (tuple(_part(each) for each in side if each) for side in (one, other))
        reasons, again = name_reasons((a,), (b,)), name_reasons((b,), (a,))
        bits, codes = _total(reasons), _codes(reasons)
        is_settled = abs(bits - _total(again)) < 1e-9 and codes == _codes(again)
        found.append((bits, codes, is_settled))
    return found


def _compare(pairs: list[tuple[Texts, Texts]]) -> list[tuple[float, str]]:
    found = []
    for one, other in pairs:
        reasons = compare(name_alone(one), name_alone(other)).reasons
        of_names = [each for each in reasons if each.code not in _NOT_A_NAME]
        found.append((_total(of_names), _codes(of_names)))
    return found


_ORDER: dict[str, int] = {code: at for at, code in enumerate(ReasonCode)}


def _codes(reasons: Iterable[Reason]) -> str:
    """The codes in the order in which `ReasonCode` lists them, whichever name came first."""
    return ";".join(sorted((each.code for each in reasons), key=_ORDER.__getitem__))


def _total(reasons: Iterable[Reason]) -> float:
    return sum(each.bits for each in reasons)


def _part(reference: Reference) -> Part:
    kind, text, at = reference
    return parts_of(kind, text)[at]
