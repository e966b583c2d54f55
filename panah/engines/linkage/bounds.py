"""The most that two names can weigh, from numbers alone: pairs that cannot reach are not opened."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.forms import WIDTH, Forms
from panah.engines.linkage.sources import Ids
from panah.engines.matching import ReasonCode
from panah.engines.matching.weighing import reason

Weights = NDArray[np.float64]
Parts = NDArray[np.void]
Mask = NDArray[np.bool_]

_RARITIES = range(32)
_OF_NAMES = [code for code in ReasonCode if code.startswith(("surname", "given", "patr", "name"))]
_SAME = [code for code in _OF_NAMES if code.endswith(("_equal", "_spelt_otherwise"))]
_SIMILAR = [code for code in _OF_NAMES if code not in _SAME]
_FREE = max(0.0, reason(ReasonCode.NAME_ORDER_EXCHANGED).bits)


def _most(codes: list[ReasonCode]) -> Weights:
    """The most that one of these findings weighs, by the rarity of the name."""
    return np.array([max(reason(code, bits).bits for code in codes) for bits in _RARITIES])


_MOST_SAME = np.maximum.accumulate(_most(_SAME))
_MOST_SIMILAR = np.maximum.accumulate(_most(_SIMILAR))
_LEFT_OVER = max(
    0.0,
    *(reason(c).bits for c in _SIMILAR if c.endswith(("_differs", "_one_side_only"))),
)


def _rarity(table: NDArray[np.void]) -> NDArray[np.uint8]:
    """How rare each part is in its role, at the most where the role is not known."""
    of_role = np.take_along_axis(table["bits"], table["role"][:, None].astype(np.intp), 1)[:, 0]
    return np.where(table["role"] > 0, of_role, table["bits"].max(axis=1))


_LOOKED_AT = ["kin", "stem", "fold", "name", "letters", "two", "length", "is_plain"]
_AS_LONG_AS = 3  # as in matching.spelling


def cannot_be_alike(a: Parts, b: Parts) -> Mask:
    """Parts whose letters alone say that `matching` calls them different.

    One has more letters that the other lacks than may differ, the first consonants differ, neither
    is an initial or a short form, nor are both spellings of one name.
    """
    most = 1 + np.maximum(a["length"], b["length"]) // _AS_LONG_AS
    only_a = np.bitwise_count(a["letters"] & ~b["letters"])
    only_b = np.bitwise_count(b["letters"] & ~a["letters"])
    found: Mask = np.maximum(only_a, only_b) > most
    found &= a["is_plain"] & b["is_plain"] & (a["two"] != b["two"])
    found &= (a["name"] == 0) | (a["name"] != b["name"])
    return found


class Bounds:
    """Upper bounds of name weights, for the rows of `forms`."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        bits = _rarity(forms.table)
        self._same = np.maximum(_MOST_SAME[bits], 0.0).astype(np.float32)
        self._similar = np.maximum(_MOST_SIMILAR[bits], 0.0).astype(np.float32)
        self._same[0] = self._similar[0] = 0.0
        self._width = forms.width
        self._parts = forms.table[_LOOKED_AT].copy()
        of_lines = np.maximum(self._same, self._similar)[forms.parts].sum(axis=1)
        most = np.zeros(len(forms.first) - 1, dtype=np.float32)
        np.maximum.at(most, forms.rows, of_lines)
        free = _FREE + _LEFT_OVER * WIDTH
        self.alone = most + np.float32(free)
        """The most that the name of each row can weigh against any other."""

    def between(self, left: Ids, right: Ids) -> Weights:
        """The most that the names of these pairs can weigh."""
        pair, line_left, line_right = self._forms.line_pairs(left, right)
        found = np.zeros(len(left))
        np.maximum.at(found, pair, self._of_lines(line_left, line_right))
        return found + _FREE + _LEFT_OVER * WIDTH

    @staticmethod
    def _same_text(a: Parts, b: Parts) -> Mask:
        same: Mask = (a["kin"] == b["kin"]) | (a["stem"] == b["stem"]) | (a["fold"] == b["fold"])
        return same

    def _of_lines(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> Weights:
        width = self._width
        a = [self._forms.parts[left, at] for at in range(width)]
        b = [self._forms.parts[right, at] for at in range(width)]
        same_a = [np.zeros(len(left), dtype=np.bool_) for _ in range(width)]
        same_b = [np.zeros(len(left), dtype=np.bool_) for _ in range(width)]
        near_a = [np.zeros(len(left), dtype=np.bool_) for _ in range(width)]
        near_b = [np.zeros(len(left), dtype=np.bool_) for _ in range(width)]
        of_a, of_b = [self._parts[part] for part in a], [self._parts[part] for part in b]
        for i in range(width):
            for j in range(width):
                same = self._same_text(of_a[i], of_b[j])
                near = ~cannot_be_alike(of_a[i], of_b[j])
                same_a[i] |= same
                same_b[j] |= same
                near_a[i] |= near
                near_b[j] |= near
        least: Weights = np.minimum(self._most(a, same_a, near_a), self._most(b, same_b, near_b))
        return least

    def _most(self, parts: list[Ids], same: list[Mask], near: list[Mask]) -> Weights:
        """The most that the parts of one side can weigh together."""
        most: Weights = np.zeros(len(parts[0]) if parts else 0)
        for part, is_same, is_near in zip(parts, same, near, strict=True):
            similar = np.where(is_near, self._similar[part], 0.0)
            most += np.where(is_same, self._same[part], similar)
        return most
