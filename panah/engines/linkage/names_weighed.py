"""What pairs of names weigh: each distinct pair of parts and each picture is looked at once.

`matching` decides. A pair of names is a picture: which parts stand on each side (role and
rarity), and how alike every two of them are. Pairs with one picture have one weight, so that
`matching` is asked about one of them; a picture that could be read in two ways, and a sample of
all others, are compared one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from panah.engines.identity import WrittenName
from panah.engines.linkage.bounds import Lines, joined, rarity
from panah.engines.linkage.bounds import Weights as Weights32
from panah.engines.linkage.forms import Forms
from panah.engines.linkage.hashes import mixed
from panah.engines.linkage.likenesses import Likened, Likenesses
from panah.engines.linkage.parts_made import Reference, to_weigh
from panah.engines.linkage.sources import Column, Ids
from panah.engines.linkage.surnames import Surnames
from panah.engines.linkage.vocabulary import name_alone
from panah.engines.matching import Prepared, Reason, ReasonCode, compare
from panah.engines.matching.names_compared import form_reasons
from panah.engines.matching.parts import Likeness, Part

U64 = NDArray[np.uint64]
Weights = NDArray[np.float64]
Places = NDArray[np.int64]
Texts = tuple[str, ...]
Bits = tuple[int, int, int, int]
Shown = tuple[Reference, Bits]
"""A part of a name, and how rare it is by role."""
Picture = tuple[tuple[Shown | None, ...], tuple[Shown | None, ...], list[list[int]]]
"""The parts of two forms, and for each two of them the number of their likeness."""

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
    """What `matching` says of pictures."""

    bits: Weights
    reasons: Places
    """Places in `codes`."""
    is_settled: NDArray[np.bool_]
    codes: list[str]

    @classmethod
    def none(cls) -> _Pictures:
        """Before any was looked at."""
        nothing = np.zeros(0)
        return cls(nothing, nothing.astype(np.int64), nothing.astype(np.bool_), [])

    def of(self, places: Places) -> _Pictures:
        """Those of some pictures."""
        return _Pictures(
            self.bits[places], self.reasons[places], self.is_settled[places], self.codes
        )

    def with_new(self, places: Places, found: list[tuple[float, str, bool]]) -> _Pictures:
        """The same with others put in at these places."""
        known = {codes: at for at, codes in enumerate(self.codes)}
        reasons = [known.setdefault(codes, len(known)) for _, codes, _ in found]
        return _Pictures(
            np.insert(self.bits, places, [bits for bits, _, _ in found]),
            np.insert(self.reasons, places, reasons),
            np.insert(self.is_settled, places, [is_settled for _, _, is_settled in found]),
            list(known),
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """Pairs of which the names were looked at: the rows, and how alike the parts of names are."""

    left: Ids
    right: Ids
    lines: Lines

    def only(self, kept: NDArray[np.bool_]) -> Opened:
        """Some of the pairs."""
        here = np.flatnonzero(kept)
        return Opened(self.left.take(here), self.right.take(here), self.lines.only(kept))


def all_opened(parts: list[Opened]) -> Opened:
    """Several of them as one."""
    left, right = (
        np.concatenate(rows)
        for rows in zip(*((each.left, each.right) for each in parts), strict=True)
    )
    return Opened(left, right, joined([(len(each.left), each.lines) for each in parts]))


class NameWeights:
    """Weighs names by the rows they stand in."""

    def __init__(self, forms: Forms, columns: dict[str, Column]) -> None:
        self._forms = forms
        self._columns = [columns[each.name] for each in fields(WrittenName)]
        self._alike = Likenesses(forms)
        table = forms.table
        self._numbers: U64 = np.zeros(0, dtype=np.uint64)
        self._seen_so_far = _Pictures.none()
        self._kind = table["role"] * np.uint64(2) + table["is_initial"]

    def surnames(self) -> Surnames:
        """The surnames of all rows, for a first look."""
        return Surnames.of(self._forms, self._alike.alike)

    def reaching(self, left: Ids, right: Ids, least: Weights) -> Opened:
        """Those of the pairs whose names may weigh so much."""
        lines = self._alike.possible(Lines.of(self._forms, left, right))
        least = np.where(self._is_cut(left, right), -np.inf, least)  # more than numbers show
        kept = self._reach(lines, self._alike.most_possible(lines), least)
        opened, least = Opened(left, right, lines).only(kept), least[kept]
        lines = self._alike.exact(opened.lines)
        kept = self._reach(lines, self._alike.most(lines), least)
        return Opened(opened.left, opened.right, lines).only(kept)

    def _is_cut(self, left: Ids, right: Ids) -> NDArray[np.bool_]:
        is_cut: NDArray[np.bool_] = self._forms.is_cut.take(left) | self._forms.is_cut.take(right)
        return is_cut

    def _reach(self, lines: Lines, of_lines: Weights32, least: Weights) -> NDArray[np.bool_]:
        most = np.full(len(least), -np.inf, dtype=np.float32)
        np.maximum.at(most, lines.pair, of_lines)
        reach: NDArray[np.bool_] = (most >= least) | np.isinf(most)
        return reach

    def weigh(self, opened: Opened) -> Weighed:
        """What the names of these rows say of each other."""
        left, right = opened.left, opened.right
        if not len(left):
            return Weighed(np.zeros(0), np.zeros(0, dtype=np.int64), [])
        pictures = self._pictures(opened.lines)
        best = self._best(len(left), opened.lines, pictures)
        bits, reasons, is_settled = best
        codes = [*pictures.codes, ""]
        is_settled &= ~self._is_cut(left, right)
        if not self._agrees(left, right, best):
            is_settled[:] = False  # matching looks at more than pictures show
        return self._completed(left, right, Weighed(bits, reasons, codes), is_settled=is_settled)

    def _pictures(self, lines: Lines) -> _Pictures:
        number = np.zeros(len(lines.pair), dtype=np.uint64)
        for parts in (*lines.a, *lines.b):
            number = mixed(number, self._kind.take(parts))
        for at, (place, each) in enumerate(lines.answers.items()):
            seen = self._seen(each.values, lines.a[place[0]][each.at], lines.b[place[1]][each.at])
            number[each.at] = mixed(number[each.at], seen + np.uint64(at << 40))
        distinct, example, of_line = np.unique(number, return_index=True, return_inverse=True)
        return self._looked_at(distinct, lines, example).of(of_line)

    def _looked_at(self, numbers: U64, lines: Lines, example: Places) -> _Pictures:
        """What these pictures say; the new ones among them are looked at."""
        places = np.searchsorted(self._numbers, numbers)
        new = np.append(self._numbers, ~np.uint64(0))[places] != numbers
        if new.any():
            found = _look(self._shown_in(lines, example[new]), tuple(self._alike.known))
            self._seen_so_far = self._seen_so_far.with_new(places[new], found)
            self._numbers = np.insert(self._numbers, places[new], numbers[new])
        return self._seen_so_far.of(np.searchsorted(self._numbers, numbers))

    def _seen(self, alike: Places, a: Ids, b: Ids) -> U64:
        """What a picture shows of two parts: their likeness, and the rarity of those that agree."""
        table = self._forms.table
        same_fold = table["fold"][a] == table["fold"][b]
        shown: U64 = ((alike * 64 + rarity(table, a, b)) * 2 + same_fold).astype(np.uint64)
        return shown

    def _shown_in(self, lines: Lines, example: Places) -> list[Picture]:
        """The pictures that these lines show."""
        sides = [[self._shown(parts[example]) for parts in side] for side in (lines.a, lines.b)]
        alike = np.zeros((len(example), len(lines.a), len(lines.b)), dtype=np.int64)
        shown_at = np.full(len(lines.pair), -1)
        shown_at[example] = np.arange(len(example))
        for (i, j), each in lines.answers.items():
            at = shown_at[each.at]
            alike[at[at >= 0], i, j] = each.values[at >= 0]
        one, other = (zip(*side, strict=True) for side in sides)
        return list(zip(one, other, alike.tolist(), strict=True))

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
        return _compare(zip(*names, common, strict=True))

    def _names(self, rows: Ids) -> list[Texts]:
        texts = [[column.texts[at] for at in column.ids[rows].tolist()] for column in self._columns]
        return list(zip(*texts, strict=True))


def _look(pictures: list[Picture], known: tuple[Likened, ...]) -> list[tuple[float, str, bool]]:
    """The weight and the reasons of each, and whether both orders of the two names give them."""
    ways = [(Likeness(alike), cost) for alike, cost in known]
    found = []
    for one, other, numbers in pictures:
        a, b = (tuple(to_weigh(*each) for each in side if each) for side in (one, other))
        alike = [
            [ways[number] for number, part in zip(row, other, strict=True) if part]
            for row, part in zip(numbers, one, strict=True)
            if part
        ]
        reasons = form_reasons(a, b, alike)
        again = form_reasons(b, a, [list(column) for column in zip(*alike, strict=True)])
        bits, codes = _total(reasons), _codes(reasons)
        is_settled = abs(bits - _total(again)) < 1e-9 and codes == _codes(again)
        found.append((bits, codes, is_settled))
    return found


def _as_listed(part: Part, bits: Bits) -> Part:
    return part if part.bits == bits else part._replace(bits=bits)


def _compare(
    pairs: Iterable[tuple[Texts, Texts, dict[Reference, Bits]]],
) -> list[tuple[float, str]]:
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
