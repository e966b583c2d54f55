"""Given names that are one name in two languages, and the short forms of everyday speech."""

from __future__ import annotations

from collections.abc import Iterator

from panah.engines.names.letters import folds, skeleton
from panah.engines.names.tables import table

_EQUIVALENTS: dict[str, list[list[str]]] = table("equivalents")


def _fold(name: str) -> str:
    return folds(name)[0]


def _sound(name: str) -> str:
    return skeleton(_fold(name))


def other_forms() -> Iterator[tuple[str, str]]:
    """Folds of the forms in the table, and of the form that each is counted as."""
    for first, *others in _EQUIVALENTS["national"]:
        counted_as = _fold(first)
        yield from ((_fold(form), counted_as) for form in (first, *others))


def _national() -> dict[str, str]:
    kin: dict[str, str] = {}
    for form, first in other_forms():
        kin.setdefault(skeleton(form), first)
    return {sound: first for sound, first in kin.items() if len(sound) > 1}


NATIONAL = _national()
"""By skeleton, the fold of the name that a form is counted as."""


def kin_of(sound: str) -> str:
    """The skeleton of the form that this given name's skeleton is counted as, often itself."""
    first = NATIONAL.get(sound)
    return skeleton(first) if first else sound


def _short() -> dict[str, frozenset[str]]:
    full: dict[str, set[str]] = {}
    for first, *others in _EQUIVALENTS["short"]:
        for other in others:
            full.setdefault(_fold(other), set()).add(kin_of(_sound(first)))
    return {short: frozenset(names) for short, names in full.items()}


_SHORT = _short()
_NONE: frozenset[str] = frozenset()


def short_for(folded: str) -> frozenset[str]:
    """Skeletons of the names that this fold is a short form of."""
    return _SHORT.get(folded, _NONE)
