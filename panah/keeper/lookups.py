"""Which keys to look for, given the keys that are stored: what `seal` said, from the rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from panah.engines.matching import KeyKind
from panah.keeper.values import BlindKey

_DATED, _UNDATED = int(KeyKind.NAMES_OF_THE_DATED), int(KeyKind.NAMES_OF_THE_UNDATED)


def with_asked(stored: Iterable[BlindKey]) -> tuple[BlindKey, ...]:
    """The stored keys, and beside them those that are only asked.

    Names without a date are hashed alike for people with and without a birth date: whoever
    stands among the ones looks among the others by the same digest.
    """
    return tuple(key for one in stored for key in _both_sides(one))


def _both_sides(key: BlindKey) -> Iterator[BlindKey]:
    yield BlindKey(key.kind, key.digest, stored=True, asked=key.kind != _DATED)
    if key.kind == _DATED:
        yield BlindKey(_UNDATED, key.digest, stored=False, asked=True)
    if key.kind == _UNDATED:
        yield BlindKey(_DATED, key.digest, stored=False, asked=True)
