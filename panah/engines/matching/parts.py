"""The parts of a name with everything that comparing them needs, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import OSA

from panah.engines.names import CanonicalName, Role, Token, kin_of, rarity, short_for

_SOUND = str.maketrans("oiwxgjc", "aesshzt")

_ALSO_WRITTEN = {"h": "k", "q": "kt", "z": "d"}

NEAR = 0.75
"""From which share of sounds in common two parts are alike; found by trying."""


class Likeness(IntEnum):
    """How alike two parts of a name are."""

    DIFFERENT = 0
    INITIAL = 1
    ALIKE = 2
    SHORT_FORM = 3
    SPELT_OTHERWISE = 4
    EQUAL = 5


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One part of a name, ready to compare. `bits` says how rare it is, by `Role`."""

    role: Role
    fold: str
    stem: str
    sound: str
    kin: str
    full_names: frozenset[str]
    is_initial: bool
    starts: frozenset[str]
    bits: tuple[int, int, int, int]


Form = tuple[Part, ...]


def forms_of(name: CanonicalName) -> tuple[Form, ...]:
    """The forms of a name, its parts made ready."""
    return tuple(tuple(_part(token) for token in form) for form in name.forms)


def _part(token: Token) -> Part:
    kin = token.skeleton if token.role is Role.SURNAME else kin_of(token.skeleton)
    sound = token.stem.translate(_SOUND)
    surname, given = rarity(token.skeleton, Role.SURNAME), rarity(kin, Role.GIVEN)
    return Part(
        role=token.role,
        fold=token.fold,
        stem=token.stem,
        sound=sound,
        kin=kin,
        full_names=short_for(token.fold),
        is_initial=token.initial,
        starts=_starts(sound, kin),
        bits=(min(surname, given), surname, given, rarity(kin, Role.PATRONYMIC)),
    )


def _starts(sound: str, kin: str) -> frozenset[str]:
    """What an initial of this part may be: Х is K in Kh, Ч is C in Ch, Ц is T in Ts."""
    first = sound[:1]
    return frozenset(first + kin[:1] + _ALSO_WRITTEN.get(first, ""))


def likeness(a: Part, b: Part) -> Likeness:
    """How alike two parts are, whatever their roles."""
    if a.is_initial or b.is_initial:
        return Likeness.INITIAL if a.starts & b.starts else Likeness.DIFFERENT
    if a.stem == b.stem or a.fold == b.fold:
        return Likeness.EQUAL
    if a.kin == b.kin and len(a.kin) > 1:
        return Likeness.SPELT_OTHERWISE
    if b.kin in a.full_names or a.kin in b.full_names:
        return Likeness.SHORT_FORM
    return _by_distance(a.sound, b.sound)


def _by_distance(a: str, b: str) -> Likeness:
    if OSA.normalized_similarity(a, b) >= NEAR or (
        min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a))
    ):
        return Likeness.ALIKE
    return Likeness.DIFFERENT
