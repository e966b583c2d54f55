"""How alike parts of names are, for many pairs of parts at once: what numbers alone can tell.

`matching.parts.likeness` decides. Where its answer follows from equal or unequal texts it is given
here; where letters have to be looked at, the pair of parts is `ASKED`. A test holds the two
together.
"""

from __future__ import annotations

from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.vocabulary import Table
from panah.engines.matching.spelling import ALIKE_BITS, least_bits
from panah.engines.names import Role

Places = NDArray[np.integer]
Mask = NDArray[np.bool_]
Relation = NDArray[np.uint8]

NONE, DIFFERENT, NEAR, ASKED, EQUAL, NATIONAL = range(6)
"""No part on one side; nothing in common; to be asked if few letters differ; to be asked; equal;
two spellings of a known name."""
AS_LONG_AS = 3  # as in matching.spelling
_ROUNDED = 0.25
"""By so much a cost may be rounded down."""


def _least_costs() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The least that letters cost together, by the lower and the upper half of their bits."""
    letters = [""] * 32
    for letter in ascii_lowercase:
        letters[ord(letter) & 31] = letter
    each = [least_bits(letter or "?") for letter in letters]
    masks = np.arange(1 << 16)
    lower, upper = (
        sum((masks >> at & 1) * np.float32(bits) for at, bits in enumerate(half))
        for half in (each[:16], each[16:])
    )
    return np.asarray(lower, dtype=np.float32), np.asarray(upper, dtype=np.float32)


_LOWER, _UPPER = _least_costs()


class Alike:
    """How the parts of a table are to each other."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def relation(self, a: Places, b: Places) -> Relation:
        """What two parts that stand in two names are to each other, whatever else is in these.

        Parts of two roles answer to each other only as far as `matching` lets them.
        """
        role = self._table["role"]
        role_a, role_b = role[a], role[b]
        found = np.where((a > 0) & (b > 0), DIFFERENT, NONE).astype(np.uint8)
        full = (role_a == role_b) | (role_a == Role.UNKNOWN) | (role_b == Role.UNKNOWN)
        of_fathers = (role_a == Role.PATRONYMIC) ^ (role_b == Role.PATRONYMIC)
        at = np.flatnonzero(full & ~of_fathers & (found > 0))
        found[at] = self._of_one_role(a[at], b[at])
        at = np.flatnonzero(of_fathers & (found > 0))
        at = at[self._same("fold", a[at], b[at])]  # Stepan is no patronymic beside Степанович
        found[at] = self._of_one_role(a[at], b[at])
        at = np.flatnonzero(~full & ~of_fathers & (found > 0))
        found[at] = self._exchanged(a[at], b[at])
        return found

    def _same(self, name: str, a: Places, b: Places) -> Mask:
        column = self._table[name]
        same: Mask = column[a] == column[b]
        return same

    def _either(self, name: str, a: Places, b: Places) -> Mask:
        column = self._table[name]
        either: Mask = column[a] | column[b]
        return either

    def _of_one_role(self, a: Places, b: Places) -> Relation:
        found = np.full(len(a), DIFFERENT, dtype=np.uint8)
        equal = self._same("stem", a, b) | self._same("fold", a, b)
        found[equal] = EQUAL
        found[self._either("is_initial", a, b)] = ASKED
        at = np.flatnonzero(found == DIFFERENT)
        found[at] = self._of_unequal(a[at], b[at])
        return found

    def _of_unequal(self, a: Places, b: Places) -> Relation:
        names, known = self._table["name"], self._table["is_known"]
        found = np.where(self._may_be_near(a, b), NEAR, DIFFERENT).astype(np.uint8)
        at = np.flatnonzero(~(known[a] & known[b]))
        found[at[self._begin_alike(a[at], b[at])]] = ASKED
        found[known[a] & known[b]] = DIFFERENT  # two known names are two, however alike
        found[self._is_short_for(a, b)] = ASKED
        found[(names[a] > 0) & (names[a] == names[b])] = NATIONAL
        return found

    def _may_be_near(self, a: Places, b: Places) -> Mask:
        """Whether their letters leave it possible that few of them differ."""
        length, letters = self._table["length"].astype(np.int16), self._table["letters"]
        long_a, long_b, in_a, in_b = length[a], length[b], letters[a], letters[b]
        cost = np.maximum(_least(in_a & ~in_b), _least(in_b & ~in_a))
        most = 1 + np.maximum(long_a, long_b) // AS_LONG_AS
        found: Mask = (cost <= ALIKE_BITS + _ROUNDED) & (np.abs(long_a - long_b) <= most)
        return found

    def _is_short_for(self, a: Places, b: Places) -> Mask:
        found = np.zeros(len(a), dtype=np.bool_)
        is_short, full, kin = (self._table[name] for name in ("is_short", "full", "kin"))
        for one, other in ((a, b), (b, a)):
            at = np.flatnonzero(is_short[one])
            found[at] |= (full[one[at]] == kin[other[at]][:, None]).any(axis=1)
        return found

    def _begin_alike(self, a: Places, b: Places) -> Mask:
        """Whether their consonants are the same, or are but for an ending."""
        found = self._same("kin", a, b) | self._same("begin", a, b) | self._same("house", a, b)
        skeleton, root, root_d = (self._table[name] for name in ("skeleton", "root", "root_d"))
        for one, other in ((a, b), (b, a)):
            sound = skeleton[one]
            found |= (sound == root[other]) | (sound == root_d[other])
        return found

    def _exchanged(self, a: Places, b: Places) -> Relation:
        """A surname beside a given name: they have to be spellings of one, or a short form."""
        found = np.full(len(a), DIFFERENT, dtype=np.uint8)
        names = self._table["name"]
        whole = ~self._either("is_initial", a, b)
        asked = self._same("kin", a, b) | self._is_short_for(a, b)
        found[asked & whole] = ASKED
        found[(names[a] > 0) & (names[a] == names[b]) & whole] = NATIONAL
        found[(self._same("stem", a, b) | self._same("fold", a, b)) & whole] = EQUAL
        return found


def _least(letters: NDArray[np.uint32]) -> NDArray[np.float32]:
    """What these letters cost at the least, which one spelling has and the other has not."""
    cost: NDArray[np.float32] = _LOWER[letters & 0xFFFF] + _UPPER[letters >> 16]
    return cost
