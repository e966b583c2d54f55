"""The recovery key as people write it down: letters and digits in groups, with a check."""

from __future__ import annotations

import hashlib
from base64 import b32decode, b32encode
from collections.abc import Callable

from nacl.public import PrivateKey

from panah.engines.crypto import Bound, CannotUnseal, key_id_of, open_withheld

KEY_BYTES = 32
CHECK_BYTES = 3
GROUP = 4

OpenKey = Callable[[bytes, str], bytes]
"""Given a sealed key and its generation, the key."""


class NotAKey(Exception):
    """What was typed is no recovery key, or has a slip in it."""


class CannotOpenBackup(Exception):
    """The key at hand is not the one that this backup was sealed to, or something was changed."""


def written(private: bytes) -> str:
    """The key for paper: 14 groups of four, letters and digits that are not mistaken."""
    text = b32encode(private + _check(private)).decode()
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def read(text: str) -> bytes:
    """The key that somebody typed from paper; spaces, hyphens and small letters do not matter.

    Raises:
        NotAKey: with a slip in it, or something else.
    """
    letters = "".join(text.upper().replace("-", " ").split())
    letters = letters.replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        content = b32decode(letters)
    except ValueError:
        raise NotAKey from None
    private, check = content[:KEY_BYTES], content[KEY_BYTES:]
    if len(private) != KEY_BYTES or check != _check(private):
        raise NotAKey
    return private


def opening_with(private: bytes) -> OpenKey:
    """Open keys with the private half of the recovery key."""

    def open_key(sealed: bytes, generation: str) -> bytes:
        try:
            return open_withheld(sealed, private, bound_to(generation))
        except CannotUnseal:
            raise CannotOpenBackup from None

    return open_key


def key_id_for(private: bytes) -> bytes:
    """The id of the recovery key's public half, by which a site's backups are named."""
    return key_id_of(bytes(PrivateKey(private).public_key))


def bound_to(generation: str) -> Bound:
    """The place that a generation's keys are bound to; the keeper says the same."""
    return Bound("backup", generation, "key", 1)


def _check(private: bytes) -> bytes:
    return hashlib.sha256(b"panah recovery key" + private).digest()[:CHECK_BYTES]
