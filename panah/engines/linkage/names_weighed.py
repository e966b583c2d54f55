"""What pairs of names weigh: each distinct pair of parts and each picture is looked at once.

`matching` decides. A pair of names is a picture: which parts stand on each side (role and
rarity), and how alike every two of them are. Pairs with one picture have one weight, so that
`matching` is asked about one of them; a picture that could be read in two ways, and a sample of
all others, are compared one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panah.engines.identity import WrittenName
from panah.engines.linkage.bounds import Lines, most_of_lines, rarity
from panah.engines.linkage.forms import Forms
from panah.engines.linkage.hashes import mixed
from panah.engines.linkage.likenesses import Likenesses
from panah.engines.linkage.sources import Column, Ids
from panah.engines.linkage.vocabulary import Reference, name_alone, part_of
from panah.engines.linkage.workers import Workers
from panah.engines.matching import Prepared, Reason, ReasonCode, compare
from panah.engines.matching.names_compared import name_reasons
from panah.engines.matching.parts import Part

U64 = NDArray[np.uint64]
Weights = NDArray[np.float64]
Places = NDArray[np.int64]
Texts = tuple[str, ...]
Bits = tuple[int, int, int, int]
Shown = tuple[Reference, Bits]
"""A part of a name, and how rare it is by role."""

_PICTURE_CHUNK = 1_000
_WHOLE_CHUNK = 1_000
_SAMPLE = 100
_NOT_A_NAME = frozenset({ReasonCode.PRIOR, ReasonCode.BIRTH_DATE_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Weighed:
    """Bits of pairs of names, and the place of their reasons in `codes`."""

    bits: Weights
    reasons: Places
    codes: list[str]


@dataclass(frozen=True, slots=True)
class _Pictures:
    """What `matching` says of the picture that each line shows."""

    bits: Weights
    reasons: Places
    is_settled: NDArray[np.bool_]
    codes: list[str]


class NameWeights:
    """Weighs names by the rows they stand in."""

    def __init__(self, forms: Forms, columns: dict[str, Column], workers: Workers) -> None:
        self._forms, self._workers = forms, workers
        self._columns = [columns[each.name] for each in fields(WrittenName)]
        self._alike = Likenesses(forms.table, workers)
        table = forms.table
        self._kind = table["role"] * np.uint64(2) + table["is_initial"]

    def reaching(self, left: Ids, right: Ids, least: Weights) -> Places:
        """Those of the pairs whose names may weigh so much."""
        kept = np.arange(len(left))
        for possible in (self._alike.possible, self._alike.exact):
            lines = Lines.of(self._forms, left[kept], right[kept])
            most = np.full(len(kept), -np.inf)
            of_lines = most_of_lines(self._forms.table, lines, possible(lines))
            np.maximum.at(most, lines.pair, of_lines)
            kept = kept[(most >= least[kept]) | np.isinf(most)]
        return kept

    def weigh(self, left: Ids, right: Ids) -> Weighed:
        """What the names of these rows say of each other."""
        if not len(left):
            return Weighed(np.zeros(0), np.zeros(0, dtype=np.int64), [])
        lines = Lines.of(self._forms, left, right)
        pictures = self._pictures(lines)
        best = self._best(len(left), lines, pictures)
        bits, reasons, is_settled = best
        codes = [*pictures.codes, ""]
        is_settled &= ~(self._forms.is_cut[left] | self._forms.is_cut[right])
        if not self._agrees(left, right, best):
            is_settled[:] = False  # matching looks at more than pictures show
        return self._completed(left, right, Weighed(bits, reasons, codes), is_settled=is_settled)

    def _pictures(self, lines: Lines) -> _Pictures:
        alike = self._alike.numbers(lines)
        number = np.zeros(len(lines.pair), dtype=np.uint64)
        for parts in (*lines.a, *lines.b):
            number = mixed(number, self._kind[parts])
        for (i, j), values in alike.items():
            number = mixed(number, self._seen(values, lines.a[i], lines.b[j]))
        _, example, of_line = np.unique(number, return_index=True, return_inverse=True)
        sides = [[self._shown(parts[example]) for parts in side] for side in (lines.a, lines.b)]
        pictures = list(zip(*(zip(*side, strict=True) for side in sides), strict=True))
        found = self._in_chunks(_look, pictures, _PICTURE_CHUNK)
        known: dict[str, int] = {}
        reasons = [known.setdefault(codes, len(known)) for _, codes, _ in found]
        return _Pictures(
            np.array([bits for bits, _, _ in found])[of_line],
            np.array(reasons, dtype=np.int64)[of_line],
            np.array([each[2] for each in found], dtype=np.bool_)[of_line],
            list(known),
        )

    def _seen(self, alike: Places, a: Ids, b: Ids) -> U64:
        """What a picture shows of two parts: their likeness, and the rarity of those that agree."""
        table = self._forms.table
        same_fold = table["fold"][a] == table["fold"][b]
        shown = (alike * 64 + rarity(table, a, b)) * 2 + same_fold
        return np.where(self._alike.is_some(alike), shown, 0).astype(np.uint64)

    def _shown(self, parts: NDArray[np.integer]) -> list[Shown | None]:
        listed = self._forms.table.references
        bits = map(tuple, self._forms.table["bits"][parts].tolist())
        references = (listed[at] for at in parts.tolist())
        return [(each, of) if each else None for each, of in zip(references, bits, strict=True)]

    def _commonness(self, one: int, other: int) -> dict[Reference, Bits]:
        """How rare the parts of two rows' names are in these lists."""
        first = self._forms.first
        lines = [*range(first[one], first[one + 1]), *range(first[other], first[other + 1])]
        parts = self._forms.parts[lines].ravel()
        return dict(each for each in self._shown(parts) if each)

    def _in_chunks(
        self, work: Callable[[list[Any]], list[Any]], items: list[Any], size: int
    ) -> list[Any]:
        chunks = (items[at : at + size] for at in range(0, len(items), size))
        return [found for chunk in self._workers.map(work, chunks) for found in chunk]

    def _best(
        self, count: int, lines: Lines, pictures: _Pictures
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
        common = map(self._commonness, left.tolist(), right.tolist())
        found: list[tuple[float, str]] = self._in_chunks(
            _compare, list(zip(*names, common, strict=True)), _WHOLE_CHUNK
        )
        return found

    def _names(self, rows: Ids) -> list[Texts]:
        texts = [[column.texts[at] for at in column.ids[rows].tolist()] for column in self._columns]
        return list(zip(*texts, strict=True))


Picture = tuple[tuple[Shown | None, ...], tuple[Shown | None, ...]]


def _as_listed(part: Part, bits: Bits) -> Part:
    return part if part.bits == bits else part._replace(bits=bits)


def _look(pictures: list[Picture]) -> list[tuple[float, str, bool]]:
    """The weight and the reasons of each, and whether both orders of the two names give them."""
    found = []
    for one, other in pictures:
        a, b = (
            tuple(_as_listed(part_of(each[0]), each[1]) for each in side if each)
            for side in (one, other)
        )
        reasons, again = name_reasons((a,), (b,)), name_reasons((b,), (a,))
        bits, codes = _total(reasons), _codes(reasons)
        is_settled = abs(bits - _total(again)) < 1e-9 and codes == _codes(again)
        found.append((bits, codes, is_settled))
    return found


def _compare(pairs: list[tuple[Texts, Texts, dict[Reference, Bits]]]) -> list[tuple[float, str]]:
    found = []
    for one, other, common in pairs:
        a, b = (_name_in_list(texts, common) for texts in (one, other))
        of_names = [each for each in compare(a, b).reasons if each.code not in _NOT_A_NAME]
        found.append((_total(of_names), _codes(of_names)))
    return found


def _name_in_list(texts: Texts, common: dict[Reference, Bits]) -> Prepared:
    name = name_alone(texts)
    forms = tuple(
        tuple(_as_listed(part, common.get((part.fold, part.role), part.bits)) for part in form)
        for form in name.forms
    )
    return replace(name, forms=forms)


_ORDER: dict[str, int] = {code: at for at, code in enumerate(ReasonCode)}


def _codes(reasons: Iterable[Reason]) -> str:
    """The codes in the order in which `ReasonCode` lists them, whichever name came first."""
    return ";".join(sorted((each.code for each in reasons), key=_ORDER.__getitem__))


def _total(reasons: Iterable[Reason]) -> float:
    return sum(each.bits for each in reasons)
