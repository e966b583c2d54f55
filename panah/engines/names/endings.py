"""Endings that tell a woman from a man, or that make a father's name of a given name."""

from __future__ import annotations

import re

from panah.engines.names.tables import table

_ENDINGS = table("endings")
_SURNAME: dict[str, str] = _ENDINGS["surname"]
_PATRONYMIC: dict[str, list[str]] = _ENDINGS["patronymic"]


_CERTAIN = tuple(sorted(_PATRONYMIC["certain"], key=len, reverse=True))
_ANY = tuple(sorted(_PATRONYMIC["certain"] + _PATRONYMIC["possible"], key=len, reverse=True))
_TELLING = tuple(_ENDINGS["telling"]["surname"])
_SHORTEST_STEM = 2
_SHORTEST_ROOT = 3
_AFFIXES = tuple(sorted(_ENDINGS["affix"]["given"], key=len, reverse=True))
_HOUSES = tuple(sorted(_ENDINGS["house"]["surname"], key=len, reverse=True))
_SURNAME_LENGTHS = sorted({len(ending) for ending in _SURNAME}, reverse=True)
_APART: dict[str, str] = _ENDINGS["apart"]
_BEFORE = frozenset(_ENDINGS["before"]["words"])
_JOINED = _BEFORE | _APART.keys()
_TWICE = re.compile(r"(.)\1")


def joined(folds: list[str]) -> list[str]:
    """The parts with `ұлы`, `oğlu` joined to the father's name before, `Abdul` to the next."""
    if _JOINED.isdisjoint(folds):
        return folds
    found = folds[:1]
    for folded in folds[1:]:
        if folded in _APART:
            found[-1] += _APART[folded]
        elif found[-1] in _BEFORE:
            found[-1] = _TWICE.sub(r"\1", found[-1] + folded)
        else:
            found.append(folded)
    return found


def surname_stem(folded: str) -> str:
    """The surname as a man of the family bears it."""
    for length in _SURNAME_LENGTHS:
        mans = _SURNAME.get(folded[-length:])
        if mans is not None and len(folded) >= length + _SHORTEST_STEM:
            return folded[:-length] + mans
    return folded


def is_patronymic(folded: str) -> bool:
    """Whether the ending says so by itself."""
    return folded.endswith(_CERTAIN) and len(father(folded)) < len(folded)


def is_surname(folded: str) -> bool:
    """Whether the ending is one that surnames have and given names hardly ever."""
    return folded.endswith(_TELLING)


def father(folded: str) -> str:
    """The father's name, from a patronymic."""
    if folded.endswith(_ANY):
        for ending in _ANY:
            if folded.endswith(ending) and len(folded) >= len(ending) + _SHORTEST_STEM:
                return folded[: -len(ending)]
    return folded


def without_affix(folded: str) -> str:
    """The given name without what is added to it in affection or respect: Азизҷон, Асқарбек."""
    if folded.endswith(_AFFIXES):
        for affix in _AFFIXES:
            if folded.endswith(affix) and len(folded) >= len(affix) + _SHORTEST_ROOT:
                return folded[: -len(affix)]
    return folded


def house(stem: str) -> str:
    """The forefather's name in a surname: one in Дулатов, Dulatuly, Дулатзода."""
    if stem.endswith(_HOUSES):
        for ending in _HOUSES:
            if stem.endswith(ending) and len(stem) >= len(ending) + _SHORTEST_ROOT:
                return stem[: -len(ending)]
    return stem
