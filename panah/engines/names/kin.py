"""Given names that are one name in two languages, and the short forms of everyday speech."""

from __future__ import annotations

from panah.engines.names.letters import folds, skeleton
from panah.engines.names.tables import table

_EQUIVALENTS: dict[str, list[list[str]]] = table("equivalents")


def _fold(name: str) -> str:
    return folds(name)[0]


def _sound(name: str) -> str:
    return skeleton(_fold(name))


def _national() -> dict[str, str]:
    kin: dict[str, str] = {}
    for first, *others in _EQUIVALENTS["national"]:
        for other in others:
            kin.setdefault(_sound(other), _sound(first))
    return {sound: first for sound, first in kin.items() if sound != first and len(sound) > 1}


def _short() -> dict[str, frozenset[str]]:
    full: dict[str, set[str]] = {}
    for first, *others in _EQUIVALENTS["short"]:
        for other in others:
            full.setdefault(_fold(other), set()).add(kin_of(_sound(first)))
    return {short: frozenset(names) for short, names in full.items()}


_NATIONAL = _national()


def kin_of(sound: str) -> str:
    """The skeleton of the form that this given name's skeleton is counted as, often itself."""
    return _NATIONAL.get(sound, sound)


_SHORT = _short()
_NONE: frozenset[str] = frozenset()


def short_for(folded: str) -> frozenset[str]:
    """Skeletons of the names that this fold is a short form of."""
    return _SHORT.get(folded, _NONE)
