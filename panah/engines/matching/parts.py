"""The parts of a name with everything that comparing them needs, worked out once."""

from __future__ import annotations

from enum import IntEnum
from math import inf
from typing import NamedTuple

from panah.engines.matching.spelling import (
    AFFIX_BITS,
    ALIKE_BITS,
    BARE_HOUSE_BITS,
    CUT_BITS,
    HOUSE_BITS,
    NATIONAL_BITS,
    SPELT_OTHERWISE_BITS,
    cost_bits,
)
from panah.engines.names import (
    CanonicalName,
    Role,
    Token,
    endings,
    is_known,
    kin_of,
    name_of,
    rarity,
    short_for,
)
from panah.engines.names.letters import skeleton

_SOUND = str.maketrans("oiwxgjc", "aesshzt")

_CUT = 6
"""A line of a passport's zone ends after this many letters of a name or more, if it cuts it."""
_FEW = 2
"""So few consonants are those of many names."""

_ALSO_WRITTEN = {"h": "k", "q": "kt", "z": "d"}


class Likeness(IntEnum):
    """How alike two parts of a name are."""

    DIFFERENT = 0
    INITIAL = 1
    ALIKE = 2
    SHORT_FORM = 3
    SPELT_OTHERWISE = 4
    EQUAL = 5


class Part(NamedTuple):
    """One part of a name, ready to compare.

    `name` is the known given name that it is a spelling of, `bits` says how rare it is, by `Role`.
    """

    role: Role
    fold: str
    stem: str
    skeleton: str
    kin: str
    name: str
    full_names: frozenset[str]
    is_initial: bool
    is_known: bool
    bits: tuple[int, int, int, int]

    def __repr__(self) -> str:
        """Nothing of the name."""
        return object.__repr__(self)


Form = tuple[Part, ...]


def forms_of(name: CanonicalName) -> tuple[Form, ...]:
    """The forms of a name, its parts made ready."""
    return tuple(tuple(_part(token) for token in form) for form in name.forms)


def _part(token: Token) -> Part:
    kin, name, known = token.skeleton, "", False
    if token.role is not Role.SURNAME:
        # Where no role is known, what looks like a surname's ending may be a given name's: Марина.
        spelling = token.stem if token.role is Role.PATRONYMIC else token.fold
        sound = token.skeleton if spelling == token.stem else skeleton(spelling)
        kin, name, known = kin_of(token.skeleton), name_of(spelling, sound), is_known(spelling)
    return Part(
        role=token.role,
        fold=token.fold,
        stem=token.stem,
        skeleton=token.skeleton,
        kin=kin,
        name=name,
        full_names=short_for(token.fold),
        is_initial=token.initial,
        is_known=known,
        bits=_rarities(token, name),
    )


def _rarities(token: Token, name: str) -> tuple[int, int, int, int]:
    """How rare the part is, by role: where none is known, as its most common use."""
    surname, given = rarity(token.skeleton, Role.SURNAME), rarity(name, Role.GIVEN)
    return min(surname, given), surname, given, rarity(name or token.stem, Role.PATRONYMIC)


def _starts(part: Part) -> set[str]:
    """What an initial of this part may be: Х is K in Kh, Ч is C in Ch, Ц is T in Ts."""
    first = part.stem[:1].translate(_SOUND)
    return {first, part.kin[:1], *_ALSO_WRITTEN.get(first, "")}


def likeness(a: Part, b: Part) -> tuple[Likeness, float]:
    """How alike two parts are, whatever their roles, and the bits that their differences cost."""
    if a.is_initial or b.is_initial:
        return (Likeness.DIFFERENT if _starts(a).isdisjoint(_starts(b)) else Likeness.INITIAL), 0.0
    if a.stem == b.stem or a.fold == b.fold:
        return Likeness.EQUAL, 0.0
    if a.name and a.name == b.name:
        return Likeness.SPELT_OTHERWISE, NATIONAL_BITS
    if b.kin in a.full_names or a.kin in b.full_names:
        return Likeness.SHORT_FORM, 0.0
    if a.is_known and b.is_known:  # two known names are two, however alike
        return Likeness.DIFFERENT, 0.0
    cost = cost_bits(a.stem, b.stem)
    if a.kin == b.kin and len(a.kin) > 1:
        most = SPELT_OTHERWISE_BITS if len(a.kin) > _FEW else ALIKE_BITS
        return Likeness.SPELT_OTHERWISE, min(cost, most)
    cost = min(cost, _ending_bits(a, b))
    return (Likeness.ALIKE, cost) if cost <= ALIKE_BITS else (Likeness.DIFFERENT, 0.0)


def _ending_bits(a: Part, b: Part) -> float:
    """What it costs that two parts begin alike and end otherwise: Aziz, Azizjon; -ov, -uly."""
    if a.kin[:1] != b.kin[:1]:
        return inf
    is_surname = Role.SURNAME in (a.role, b.role)
    found = inf
    if len(a.stem) <= len(b.stem):
        found = _longer_bits(a.stem, b.stem, is_surname=is_surname)
    if len(b.stem) <= len(a.stem):
        found = min(found, _longer_bits(b.stem, a.stem, is_surname=is_surname))
    return found


def _longer_bits(one: str, other: str, *, is_surname: bool) -> float:
    if not is_surname:
        root = endings.without_affix(other)
        # ДЖ is one letter: Махмуд, Махмуджон.
        if root != other and skeleton(one) in (skeleton(root), skeleton(root + "d")):
            return AFFIX_BITS
    if len(one) >= _CUT and other.startswith(one):
        return CUT_BITS
    root_one, root_other = endings.house(one), endings.house(other)
    if root_other == other or skeleton(root_one) != skeleton(root_other):
        return inf
    return HOUSE_BITS if root_one != one else BARE_HOUSE_BITS
