"""The parts of a name and what each is: the values that `canonical` gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Role(IntEnum):
    """What a part of a name is to its bearer."""

    UNKNOWN = 0
    SURNAME = 1
    GIVEN = 2
    PATRONYMIC = 3


class Token(NamedTuple):
    """One part of a name.

    `fold` is the spelling common to all scripts; `stem` the same without an ending that tells
    the gender, or, of a patronymic, the father's name; `skeleton` the consonants of the stem.
    """

    role: Role
    fold: str
    stem: str
    skeleton: str
    initial: bool = False

    def __repr__(self) -> str:
        """Nothing of the name."""
        return object.__repr__(self)


@dataclass(frozen=True, slots=True, repr=False)
class CanonicalName:
    """A name in its forms: one, or two where it was written in two scripts that differ."""

    forms: tuple[tuple[Token, ...], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the name could be read."""
        return not self.forms
