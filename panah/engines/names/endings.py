"""Endings that tell a woman from a man, or that make a father's name of a given name."""

from __future__ import annotations

import re

from panah.engines.names.tables import table

_ENDINGS = table("endings")
_SURNAME: dict[str, str] = _ENDINGS["surname"]
_PATRONYMIC: dict[str, list[str]] = _ENDINGS["patronymic"]


def _at_the_end(endings: list[str] | dict[str, str], *, after: int) -> re.Pattern[str]:
    longest_first = sorted(endings, key=len, reverse=True)
    return re.compile(f"(?<=.{{{after}}})(?:{'|'.join(longest_first)})$")


_SURNAME_END = _at_the_end(_SURNAME, after=2)
_CERTAIN_END = _at_the_end(_PATRONYMIC["certain"], after=2)
_ANY_END = _at_the_end(_PATRONYMIC["certain"] + _PATRONYMIC["possible"], after=2)
_TELLING = _at_the_end(_ENDINGS["telling"]["surname"], after=2)
_APART: dict[str, str] = _ENDINGS["apart"]


def joined(folds: list[str]) -> list[str]:
    """The parts with `ұлы`, `oğlu` and their like joined to the father's name before them."""
    if _APART.keys().isdisjoint(folds):
        return folds
    found = folds[:1]
    for folded in folds[1:]:
        if folded in _APART:
            found[-1] += _APART[folded]
        else:
            found.append(folded)
    return found


def surname_stem(folded: str) -> str:
    """The surname as a man of the family bears it."""
    return _SURNAME_END.sub(lambda end: _SURNAME[end.group()], folded)


def is_patronymic(folded: str) -> bool:
    """Whether the ending says so by itself."""
    return _CERTAIN_END.search(folded) is not None


def is_surname(folded: str) -> bool:
    """Whether the ending is one that surnames have and given names hardly ever."""
    return _TELLING.search(folded) is not None


def father(folded: str) -> str:
    """The father's name, from a patronymic."""
    return _ANY_END.sub("", folded)
