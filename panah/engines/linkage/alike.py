"""How alike parts of names are, for many pairs of parts at once: what numbers alone can tell.

`matching.parts.likeness` decides. Where its answer follows from equal or unequal texts it is given
here; where letters have to be looked at, the pair of parts is `ASKED`. A test holds the two
together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.vocabulary import Table
from panah.engines.names import Role

Places = NDArray[np.integer]
Mask = NDArray[np.bool_]
Relation = NDArray[np.uint8]

NONE, DIFFERENT, ASKED, EQUAL, NATIONAL = range(5)
"""No part on one side; nothing in common; to be asked; equal; two spellings of a known name."""
_AS_LONG_AS = 3  # as in matching.spelling


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
        found = np.where(self._may_be_near(a, b), ASKED, DIFFERENT).astype(np.uint8)
        names = self._table["name"]
        known = self._table["is_known"]
        found[known[a] & known[b]] = DIFFERENT  # two known names are two, however alike
        found[self._either("is_short", a, b)] = ASKED
        found[(names[a] > 0) & (names[a] == names[b])] = NATIONAL
        return found

    def _may_be_near(self, a: Places, b: Places) -> Mask:
        """Whether letters, consonants or beginnings leave it possible that they are near."""
        length, letters = self._table["length"].astype(np.int16), self._table["letters"]
        long_a, long_b, in_a, in_b = length[a], length[b], letters[a], letters[b]
        only = np.maximum(np.bitwise_count(in_a & ~in_b), np.bitwise_count(in_b & ~in_a))
        most = 1 + np.maximum(long_a, long_b) // _AS_LONG_AS
        found: Mask = (only <= most) & (np.abs(long_a - long_b) <= most)
        at = np.flatnonzero(~found)
        found[at] = self._begin_alike(a[at], b[at])
        return found

    def _begin_alike(self, a: Places, b: Places) -> Mask:
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
        asked = self._same("kin", a, b) | self._either("is_short", a, b)
        found[asked & whole] = ASKED
        found[(names[a] > 0) & (names[a] == names[b]) & whole] = NATIONAL
        found[(self._same("stem", a, b) | self._same("fold", a, b)) & whole] = EQUAL
        return found
