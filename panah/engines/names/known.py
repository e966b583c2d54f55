"""Given names that are known as such: which of them a spelling is one of."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from panah.engines.names.kin import NATIONAL, other_forms
from panah.engines.names.letters import skeleton
from panah.engines.names.tables import table

_SOUND = str.maketrans("oiwxgjc", "aesshzt")
_SHORT = 4
_ONE_IN = 3
"""Of how many letters one may sound otherwise in another spelling of a known name."""


def _listed() -> Iterator[tuple[str, str]]:
    """Spellings and the names that they are of, each in its fold."""
    yield from other_forms()
    for bits, names in table("frequencies")["given"].items():
        if bits != "rare":
            yield from ((name, name) for name in names.split())


def _by_fold() -> dict[str, str]:
    found: dict[str, str] = {}
    for spelling, name in _listed():
        found.setdefault(spelling, name)
    return found


_BY_FOLD = _by_fold()


def _by_skeleton() -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for spelling, name in _BY_FOLD.items():
        listed = (spelling.translate(_SOUND), spelling, name)
        found.setdefault(skeleton(spelling), []).append(listed)
    return found


_BY_SKELETON = _by_skeleton()


def is_known(folded: str) -> bool:
    """Whether a table lists this very spelling."""
    return folded in _BY_FOLD


def name_of(folded: str, sound: str) -> str:
    """The known name that a fold with this skeleton is a spelling of; empty for none."""
    exact = _BY_FOLD.get(folded)
    if exact is not None:
        return exact
    near = _BY_SKELETON.get(sound)
    return _nearest(folded, near) if near else NATIONAL.get(sound, "")


def _nearest(folded: str, listed: list[tuple[str, str, str]]) -> str:
    heard = folded.translate(_SOUND)
    distance, _, name = min(
        (Levenshtein.distance(heard, sound), Levenshtein.distance(folded, spelling), name)
        for sound, spelling, name in listed
    )
    most = len(folded) // _ONE_IN if len(folded) > _SHORT else 0
    return name if distance <= most else ""
