"""The most that two names can weigh, from numbers alone: pairs that cannot reach are not opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.forms import Forms
from panah.engines.linkage.sources import Ids
from panah.engines.linkage.vocabulary import Table
from panah.engines.matching import ReasonCode
from panah.engines.matching.parts import Likeness
from panah.engines.matching.weighing import reason
from panah.engines.names import Role

Weights = NDArray[np.float32]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

MOST_PARTS = 5  # as in matching.names_compared
_RARITIES = range(32)
_OF_NAMES = [code for code in ReasonCode if code.startswith(("surname", "given", "patr", "name"))]
_ENDINGS = {
    Likeness.INITIAL: "_initial_only",
    Likeness.ALIKE: "_alike",
    Likeness.SHORT_FORM: "_short_form",
    Likeness.SPELT_OTHERWISE: "_spelt_otherwise",
    Likeness.EQUAL: "_equal",
}
_DIFFERS = {
    Role.SURNAME: ReasonCode.SURNAME_DIFFERS,
    Role.GIVEN: ReasonCode.GIVEN_DIFFERS,
    Role.PATRONYMIC: ReasonCode.PATRONYMIC_DIFFERS,
}
_ONE_SIDED = max(0.0, *(reason(c).bits for c in _OF_NAMES if c.endswith("_one_side_only")))
FREE = np.float32(max(0.0, reason(ReasonCode.NAME_ORDER_EXCHANGED).bits) + _ONE_SIDED * MOST_PARTS)
"""The most that a name weighs beyond what its parts do."""


def _most() -> Weights:
    """The most that a likeness weighs in any role, by the rarity of the name."""
    found = np.zeros((len(Likeness), len(_RARITIES)), dtype=np.float32)
    for alike, ending in _ENDINGS.items():
        codes = [code for code in _OF_NAMES if code.endswith(ending)]
        bits = [max(0.0, *(reason(code, rare).bits for code in codes)) for rare in _RARITIES]
        found[alike] = np.maximum.accumulate(bits)
    return found


MOST = _most()


Place = tuple[int, int]
"""Of two parts, one in each form: where they stand."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The lines in which the parts at two places answer to each other, and a value for each."""

    at: Places
    values: NDArray[Any]

    def only(self, kept: Mask, numbers: Places) -> Answers:
        """Those of the lines that are kept, which have these numbers from now on."""
        here = np.flatnonzero(kept.take(self.at))
        return Answers(numbers.take(self.at.take(here)), self.values.take(here))

    def where(self, kept: Mask) -> Answers:
        """Some of the answers."""
        here = np.flatnonzero(kept)
        return Answers(self.at.take(here), self.values.take(here))


@dataclass(frozen=True, slots=True)
class Lines:
    """Pairs of forms: which pair of names each belongs to, and its parts on both sides."""

    pair: Places
    a: list[Ids]
    b: list[Ids]
    answers: dict[Place, Answers] = field(default_factory=dict)

    @classmethod
    def of(cls, forms: Forms, left: Ids, right: Ids) -> Lines:
        """Every form of the one name with every form of the other."""
        pair, line_left, line_right = forms.line_pairs(left, right)
        width = min(forms.width, MOST_PARTS)
        a, b = (
            [forms.parts[:, place].take(lines) for place in range(width)]
            for lines in (line_left, line_right)
        )
        return cls(pair, a, b)

    def places(self) -> list[Place]:
        """Every place of the one side with every place of the other."""
        return [(i, j) for i in range(len(self.a)) for j in range(len(self.b))]

    def only(self, kept: Mask) -> Lines:
        """The lines of some of the pairs, which are numbered anew."""
        lines = kept.take(self.pair)
        pairs, numbers = (np.cumsum(each) - 1 for each in (kept, lines))
        here = np.flatnonzero(lines)
        return Lines(
            pairs.take(self.pair.take(here)),
            [part.take(here) for part in self.a],
            [part.take(here) for part in self.b],
            {place: each.only(lines, numbers) for place, each in self.answers.items()},
        )

    def with_answers(self, answers: dict[Place, Answers]) -> Lines:
        """The same lines with other answers."""
        return replace(self, answers=answers)


def joined(parts: list[tuple[int, Lines]]) -> Lines:
    """Lines one below the other, each time with how many pairs they are of."""
    pairs, lines = ([0], [0])
    for count, each in parts:
        pairs.append(pairs[-1] + count)
        lines.append(lines[-1] + len(each.pair))
    every = [each for _, each in parts]
    answers = {
        place: _joined([each.answers[place] for each in every], lines) for place in every[0].answers
    }
    return Lines(
        np.concatenate([each.pair + first for each, first in zip(every, pairs, strict=False)]),
        [np.concatenate(side) for side in zip(*(each.a for each in every), strict=True)],
        [np.concatenate(side) for side in zip(*(each.b for each in every), strict=True)],
        answers,
    )


def _joined(answers: list[Answers], first: list[int]) -> Answers:
    at = [each.at + begin for each, begin in zip(answers, first, strict=False)]
    return Answers(np.concatenate(at), np.concatenate([each.values for each in answers]))


def rarity(table: Table, a: Ids, b: Ids) -> NDArray[np.uint8]:
    """How rare two parts that answer to each other are, each in its role or in the other's."""
    own = table["own"]
    rarest: NDArray[np.uint8] = np.minimum(own.take(a), own.take(b))
    if table.has_unknown:
        role, bits = table["role"], table["bits"]
        role_a, role_b = role[a], role[b]
        at = np.flatnonzero((role_a == 0) | (role_b == 0))
        a, b, role_a, role_b = a[at], b[at], role_a[at], role_b[at]
        of_a = bits[a, np.where(role_a > 0, role_a, role_b)]
        of_b = bits[b, np.where(role_b > 0, role_b, role_a)]
        rarest[at] = np.minimum(of_a, of_b)
    return rarest


def most_of_parts(table: Table) -> Weights:
    """The most that each part can weigh against any other."""
    of_role = np.take_along_axis(table["bits"], table["role"][:, None].astype(np.intp), 1)[:, 0]
    bits = np.where(table["role"] > 0, of_role, table["bits"].max(axis=1))
    most: Weights = MOST.max(axis=0)[bits]
    most[0] = 0.0
    return most


def alone(forms: Forms) -> Weights:
    """The most that the name of each row can weigh against any other."""
    most = most_of_parts(forms.table)
    of_lines = _sum((most[part] for part in forms.parts.T), len(forms.parts))
    found = np.zeros(len(forms.counts), dtype=np.float32)
    named = np.flatnonzero(forms.counts)
    if len(named):
        found[named] = np.maximum.reduceat(of_lines, forms.first[named])
    return found + FREE


def most_of_lines(table: Table, lines: Lines, values: dict[Place, Answers]) -> Weights:
    """The most that each pair of forms can weigh, from the most of every two of its parts.

    Args:
        values: for two places the lines in which their parts can answer to each other, and the
            most that they weigh there.
    """
    by_a = [np.zeros(len(lines.pair), dtype=np.float32) for _ in lines.a]
    by_b = [np.zeros(len(lines.pair), dtype=np.float32) for _ in lines.b]
    for (i, j), each in values.items():
        for most in (by_a[i], by_b[j]):
            most[each.at] = np.maximum(most.take(each.at), each.values)
    found = np.minimum(_sum(by_a, len(lines.pair)), _sum(by_b, len(lines.pair)))
    found += FREE
    roles = [[table["role"].take(part) for part in side] for side in (lines.a, lines.b)]
    for role, code in _DIFFERS.items():
        one, other = (
            _unanswered([each == role for each in of_side], most)
            for of_side, most in zip(roles, (by_a, by_b), strict=True)
        )
        found[one & other] += np.float32(reason(code).bits)
    return found


def _sum(parts: Iterable[Weights], count: int) -> Weights:
    total = np.zeros(count, dtype=np.float32)
    for part in parts:
        total += part
    return total


def _unanswered(is_role: list[Mask], most: list[Weights]) -> Mask:
    """Names with parts in a role, of which none has an answer."""
    there = np.zeros(len(most[0]) if most else 0, dtype=np.bool_)
    answered = there.copy()
    for here, value in zip(is_role, most, strict=True):
        there |= here
        answered |= here & (value > 0)
    return there & ~answered
