"""The most that two names can weigh, from numbers alone: pairs that cannot reach are not opened."""

from __future__ import annotations

from dataclasses import dataclass

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
_FREE = max(0.0, reason(ReasonCode.NAME_ORDER_EXCHANGED).bits)
_ONE_SIDED = max(0.0, *(reason(c).bits for c in _OF_NAMES if c.endswith("_one_side_only")))


def _most() -> Weights:
    """The most that a likeness weighs in any role, by the rarity of the name."""
    found = np.zeros((len(Likeness), len(_RARITIES)), dtype=np.float32)
    for alike, ending in _ENDINGS.items():
        codes = [code for code in _OF_NAMES if code.endswith(ending)]
        bits = [max(0.0, *(reason(code, rare).bits for code in codes)) for rare in _RARITIES]
        found[alike] = np.maximum.accumulate(bits)
    return found


MOST = _most()


@dataclass(frozen=True, slots=True)
class Lines:
    """Pairs of forms: which pair of names each belongs to, and its parts on both sides."""

    pair: Places
    a: list[Ids]
    b: list[Ids]

    @classmethod
    def of(cls, forms: Forms, left: Ids, right: Ids) -> Lines:
        """Every form of the one name with every form of the other."""
        pair, line_left, line_right = forms.line_pairs(left, right)
        width = min(forms.width, MOST_PARTS)
        a, b = (
            [forms.parts[lines, at] for at in range(width)] for lines in (line_left, line_right)
        )
        return cls(pair, a, b)

    def places(self) -> list[tuple[int, int]]:
        """Every place of the one side with every place of the other."""
        return [(i, j) for i in range(len(self.a)) for j in range(len(self.b))]

    def only(self, kept: Mask) -> Lines:
        """Some of the lines."""
        return Lines(self.pair[kept], [p[kept] for p in self.a], [p[kept] for p in self.b])


def rarity(table: Table, a: Ids, b: Ids) -> NDArray[np.uint8]:
    """How rare two parts that answer to each other are, each in its role or in the other's."""
    role, bits = table["role"], table["bits"]
    role_a, role_b = role[a], role[b]
    of_a = bits[a, np.where(role_a > 0, role_a, role_b)]
    of_b = bits[b, np.where(role_b > 0, role_b, role_a)]
    rarest: NDArray[np.uint8] = np.minimum(of_a, of_b)
    return rarest


def alone(forms: Forms) -> Weights:
    """The most that the name of each row can weigh against any other."""
    table = forms.table
    of_role = np.take_along_axis(table["bits"], table["role"][:, None].astype(np.intp), 1)[:, 0]
    bits = np.where(table["role"] > 0, of_role, table["bits"].max(axis=1))
    most = MOST.max(axis=0)[bits]
    most[0] = 0.0
    of_lines = most[forms.parts].sum(axis=1)
    found = np.zeros(len(forms.first) - 1, dtype=np.float32)
    np.maximum.at(found, forms.rows, of_lines)
    return found + np.float32(_FREE + _ONE_SIDED * MOST_PARTS)


def most_of_lines(table: Table, lines: Lines, values: dict[tuple[int, int], Weights]) -> Weights:
    """The most that each pair of forms can weigh, from the most of every two of its parts.

    Args:
        values: for two places the most that their parts weigh, 0 where they cannot answer to
            each other.
    """
    by_a = [np.zeros(len(lines.pair), dtype=np.float32) for _ in lines.a]
    by_b = [np.zeros(len(lines.pair), dtype=np.float32) for _ in lines.b]
    for (i, j), value in values.items():
        np.maximum(by_a[i], value, out=by_a[i])
        np.maximum(by_b[j], value, out=by_b[j])
    found = np.minimum(_sum(by_a, len(lines.pair)), _sum(by_b, len(lines.pair)))
    found += np.float32(_FREE + _ONE_SIDED * MOST_PARTS)
    for role, code in _DIFFERS.items():
        sides = ((lines.a, by_a), (lines.b, by_b))
        one, other = (
            _unanswered([table["role"][part] == role for part in parts], most)
            for parts, most in sides
        )
        differs = one & other
        found += np.where(differs, np.float32(reason(code).bits), np.float32(0))
    return found


def _sum(parts: list[Weights], count: int) -> Weights:
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
