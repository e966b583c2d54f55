"""How alike parts of names are, for many pairs of parts at once: what numbers alone can tell.

`matching.parts.likeness` decides. Where its answer follows from equal or unequal texts it is given
here; where letters have to be looked at, the pair of parts is `ASKED`. A test holds the two
together.
"""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.bounds import Answers, Lines, Place
from panah.engines.linkage.clusters import clusters
from panah.engines.linkage.forms import Forms
from panah.engines.linkage.hashes import first_places
from panah.engines.linkage.sources import Ids
from panah.engines.linkage.vocabulary import Table
from panah.engines.matching.spelling import ALIKE_BITS, least_bits
from panah.engines.names import Role

Places = NDArray[np.integer]
Mask = NDArray[np.bool_]
Relation = NDArray[np.uint8]

NONE, DIFFERENT, NEAR, ASKED, EQUAL, NATIONAL = range(6)
"""No part on one side; nothing in common; to be asked if few letters differ; to be asked; equal;
two spellings of a known name."""
KIND = 7
"""The bits of a number that say which of these; those above say in half bits what it costs at the
least that letters differ, where only few may."""
AS_LONG_AS = 3  # as in matching.spelling
MOST_KEPT = 2_048
"""Of so many parts in a role it is kept what every two are to each other."""
_NOT_KEPT = 255
_SHIFT = KIND.bit_length()
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


def half_bits_of(relations: NDArray[np.integer]) -> NDArray[np.integer]:
    """What differences cost at the least, in half bits."""
    return relations >> _SHIFT


class Alike:
    """How the parts of names are to each other."""

    def __init__(self, forms: Forms) -> None:
        self._table = forms.table
        self._roles = [self._roles_in(column) for column in forms.parts.T]
        self.families = families(forms.table)
        self._strangers = self.families.copy()
        self.families[0], self._strangers[0] = -1, -2  # where there is no part
        self._few = {
            int(role): FewParts(np.flatnonzero(self._table["role"] == role), len(self._table))
            for role in (Role.GIVEN, Role.PATRONYMIC)
            if np.count_nonzero(self._table["role"] == role) <= MOST_KEPT
        }

    def _roles_in(self, column: Ids) -> frozenset[int]:
        there = np.bincount(self._table["role"][column[column > 0]], minlength=len(Role))
        return frozenset(np.flatnonzero(there).tolist())

    def answers(self, lines: Lines) -> dict[Place, Answers]:
        """Where two parts may answer to each other, and what they are to each other."""
        return {place: self._between(lines, place) for place in lines.places()}

    def _between(self, lines: Lines, place: Place) -> Answers:
        a, b = lines.a[place[0]], lines.b[place[1]]
        roles = self._roles[place[0]], self._roles[place[1]]
        at = np.flatnonzero(self._may_answer(a, b, roles))
        a, b = a.take(at), b.take(at)
        few = self._few.get(min(roles[0], default=0)) if _is_one_role(*roles) else None
        found = few.found(a, b, self.relation) if few else self.relation(a, b)
        return Answers(at, found).where(found > DIFFERENT)

    def _may_answer(self, a: Ids, b: Ids, roles: tuple[frozenset[int], frozenset[int]]) -> Mask:
        """Parts of one role, and those of two that have a text in common."""
        there = (a > 0) & (b > 0)
        if _is_one_role(*roles):
            return there
        found: Mask = self.families.take(a) == self._strangers.take(b)
        if not roles[0].isdisjoint(roles[1]) or Role.UNKNOWN in roles[0] | roles[1]:
            role_a, role_b = self._table["role"].take(a), self._table["role"].take(b)
            found |= there & ((role_a == role_b) | (role_a == 0) | (role_b == 0))
        return found

    def relation(self, a: Places, b: Places) -> Relation:
        """What two parts that stand in two names are to each other, whatever else is in these.

        Parts of two roles answer to each other only as far as `matching` lets them.
        """
        role = self._table["role"]
        role_a, role_b = role.take(a), role.take(b)
        if (role_a == role_b).all():
            return self._of_one_role(a, b)
        found = np.full(len(a), DIFFERENT, dtype=np.uint8)
        full = (role_a == role_b) | (role_a == Role.UNKNOWN) | (role_b == Role.UNKNOWN)
        of_fathers = (role_a == Role.PATRONYMIC) ^ (role_b == Role.PATRONYMIC)
        at = np.flatnonzero(full & ~of_fathers)
        found[at] = self._of_one_role(a[at], b[at])
        at = np.flatnonzero(of_fathers)
        at = at[self._same("fold", a[at], b[at])]  # Stepan is no patronymic beside Степанович
        found[at] = np.where(self._either("is_initial", a[at], b[at]), ASKED, EQUAL)
        at = np.flatnonzero(~full & ~of_fathers)
        found[at] = self._exchanged(a[at], b[at])
        return found

    def _same(self, name: str, a: Places, b: Places) -> Mask:
        column = self._table[name]
        same: Mask = column.take(a) == column.take(b)
        return same

    def _either(self, name: str, a: Places, b: Places) -> Mask:
        column = self._table[name]
        either: Mask = column.take(a) | column.take(b)
        return either

    def _of_one_role(self, a: Places, b: Places) -> Relation:
        found = np.full(len(a), DIFFERENT, dtype=np.uint8)
        equal = self._same("stem", a, b)
        if self._table.has_unknown:  # of one role those of one fold are one part
            equal |= self._same("fold", a, b)
        found[equal] = EQUAL
        found[self._either("is_initial", a, b)] = ASKED
        at = np.flatnonzero(found == DIFFERENT)
        found[at] = self._of_unequal(a.take(at), b.take(at))
        return found

    def _of_unequal(self, a: Places, b: Places) -> Relation:
        names, known = self._table["name"], self._table["is_known"]
        found = self._perhaps_near(a, b)
        are_known = known.take(a) & known.take(b)
        at = np.flatnonzero(~are_known & self._same("start", a, b))
        found[at[self._begin_alike(a.take(at), b.take(at))]] = ASKED
        found[are_known] = DIFFERENT  # two known names are two, however alike
        found[self._is_short_for(a, b)] = ASKED
        name = names.take(a)
        found[(name > 0) & (name == names.take(b))] = NATIONAL
        return found

    def _perhaps_near(self, a: Places, b: Places) -> Relation:
        """Near where their letters leave it possible that few of them differ, and at what cost."""
        length, letters = self._table["length"], self._table["letters"]
        found = np.full(len(a), DIFFERENT, dtype=np.uint8)
        long_a, long_b = (length.take(side).astype(np.int16) for side in (a, b))
        most = 1 + np.maximum(long_a, long_b) // AS_LONG_AS
        at = np.flatnonzero(np.abs(long_a - long_b) <= most)
        in_a, in_b = letters.take(a.take(at)), letters.take(b.take(at))
        cost = np.maximum(_least(in_a & ~in_b), _least(in_b & ~in_a)) - np.float32(_ROUNDED)
        near = np.flatnonzero(cost <= ALIKE_BITS)
        half_bits = np.maximum(2 * cost[near], 0).astype(np.uint8)
        found[at[near]] = half_bits << _SHIFT | NEAR
        return found

    def _is_short_for(self, a: Places, b: Places) -> Mask:
        found = np.zeros(len(a), dtype=np.bool_)
        is_short, full, kin = (self._table[name] for name in ("is_short", "full", "kin"))
        for one, other in ((a, b), (b, a)):
            at = np.flatnonzero(is_short.take(one))
            found[at] |= (full[one[at]] == kin[other[at]][:, None]).any(axis=1)
        return found

    def _begin_alike(self, a: Places, b: Places) -> Mask:
        """Whether their consonants are the same, or are but for an ending."""
        found = self._same("kin", a, b) | self._same("begin", a, b) | self._same("house", a, b)
        skeleton, root, root_d = (self._table[name] for name in ("skeleton", "root", "root_d"))
        for one, other in ((a, b), (b, a)):
            sound = skeleton.take(one)
            found |= (sound == root.take(other)) | (sound == root_d.take(other))
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


class FewParts:
    """What the parts of a role are to each other, kept where there are few of them."""

    def __init__(self, parts: Places, of_all: int) -> None:
        self._count = len(parts)
        self._numbers = np.zeros(of_all, dtype=np.int32)
        self._numbers[parts] = np.arange(len(parts), dtype=np.int32)
        self._kept = np.full(len(parts) ** 2, _NOT_KEPT, dtype=np.uint8)

    def found(
        self, a: Places, b: Places, relation: Callable[[Places, Places], Relation]
    ) -> Relation:
        """What these are to each other, looked at once for every two."""
        pairs = self._numbers.take(a) * np.int32(self._count) + self._numbers.take(b)
        found: Relation = self._kept.take(pairs)
        new = np.flatnonzero(found == _NOT_KEPT)
        if len(new):
            distinct, first = np.unique(pairs[new], return_index=True)
            self._kept[distinct] = relation(a[new[first]], b[new[first]])
            found = self._kept.take(pairs)
        return found


def families(table: Table) -> Ids:
    """Numbers for parts, one for all that share a text, or share one with another that does.

    Parts of two roles answer to each other only within these.
    """
    everybody = np.arange(len(table), dtype=np.int32)
    left, right = [], []
    for name in ("stem", "fold", "name", "kin"):
        of_name = np.flatnonzero(table[name])
        numbers = table[name].take(of_name)
        left.append(of_name.take(first_places(numbers, numbers)))
        right.append(of_name)
    short = np.flatnonzero(table["is_short"])
    kins, first = np.unique(table["kin"], return_index=True)
    for names in table["full"][short].T:
        places = np.minimum(np.searchsorted(kins, names), len(kins) - 1)
        there = kins[places] == names
        left.append(first[places[there]])
        right.append(short[there])
    one, other = (np.concatenate(side).astype(np.int32) for side in (left, right))
    return clusters(len(everybody), one, other)


def _is_one_role(one: frozenset[int], other: frozenset[int]) -> bool:
    return one == other and len(one) == 1


def _least(letters: NDArray[np.uint32]) -> NDArray[np.float32]:
    """What these letters cost at the least, which one spelling has and the other has not."""
    cost: NDArray[np.float32] = _LOWER.take(letters & 0xFFFF) + _UPPER.take(letters >> 16)
    return cost
