"""Which keys to look for, given the keys that are stored: what `seal` said, from the rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from panah.engines.matching import SIDES, KeyKind
from panah.keeper.values import BlindKey

BUCKETS = frozenset({int(KeyKind.NAMES_OF_THE_DATED), int(KeyKind.NAMES_OF_THE_UNDATED)})
"""Kinds of key that many people share by intention."""
ASKED_WITHOUT_A_DATE = int(KeyKind.NAMES_OF_THE_DATED)
"""The kind that only those ask who have no birth date."""
_OTHER_SIDE = {int(known): int(unknown) for known, unknown in SIDES.items()}
_BACK = {unknown: known for known, unknown in _OTHER_SIDE.items()}


def with_asked(stored: Iterable[BlindKey]) -> tuple[BlindKey, ...]:
    """The stored keys, and beside them those that are only asked and can be told from them.

    The two sides of a look-up are hashed alike: whoever stands among the ones looks among the
    others by the same digest. The days next to a birth date cannot be told; they are asked when
    somebody arrives, and not when a stored record is looked at again.
    """
    return tuple(key for one in stored for key in _both_sides(one))


def _both_sides(key: BlindKey) -> Iterator[BlindKey]:
    yield BlindKey(key.kind, key.digest, stored=True, asked=key.kind not in _OTHER_SIDE)
    other = _OTHER_SIDE.get(key.kind) or _BACK.get(key.kind)
    if other is not None:
        yield BlindKey(other, key.digest, stored=False, asked=True)
