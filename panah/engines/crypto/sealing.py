"""Sealing a record: AES-256-GCM under a data key of its own, which the site key wraps.

What is sealed is bound to its place: moved to another row, field or table, or said to be of
another key version, it does not open. Erasing a record is destroying its data key.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
PADDED_TO_BYTES = 512

RandomBytes = Callable[[int], bytes]


class CannotUnseal(Exception):
    """Another key, another place, or something was changed: it cannot be told which."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The place that a sealed thing belongs to."""

    table: str
    row: str
    field: str
    key_version: int

    def encoded(self) -> bytes:
        """Bytes that differ for different places: each part goes with its length."""
        parts = (self.table, self.row, self.field, str(self.key_version))
        written = [part.encode() for part in parts]
        return b"".join(len(part).to_bytes(4) + part for part in written)


@dataclass(frozen=True, slots=True, repr=False)
class SealedBlob:
    """A ciphertext and its wrapped data key."""

    ciphertext: bytes
    wrapped_key: bytes


def seal(
    plain: bytes, site_key: bytes, bound: Bound, *, random_bytes: RandomBytes = os.urandom
) -> SealedBlob:
    """Seal bytes to a place; their length shows only in steps of 512 bytes.

    Args:
        site_key: 32 bytes, wraps the new data key.
        random_bytes: gives that many fresh bytes; replaced in tests only.
    """
    place = bound.encoded()
    data_key = random_bytes(KEY_BYTES)
    return SealedBlob(
        lock(pad(plain), data_key, b"content" + place, random_bytes=random_bytes),
        lock(data_key, site_key, b"data key" + place, random_bytes=random_bytes),
    )


def unseal(sealed: SealedBlob, site_key: bytes, bound: Bound) -> bytes:
    """The bytes that were sealed to this place.

    Raises:
        CannotUnseal: another key or place, or something was changed.
    """
    place = bound.encoded()
    data_key = unlock(sealed.wrapped_key, site_key, b"data key" + place)
    return unpad(unlock(sealed.ciphertext, data_key, b"content" + place))


def lock(
    plain: bytes, key: bytes, associated: bytes, *, random_bytes: RandomBytes = os.urandom
) -> bytes:
    """Encrypt and authenticate under one key: the nonce, then ciphertext and tag."""
    nonce = random_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, associated)


def unlock(locked: bytes, key: bytes, associated: bytes) -> bytes:
    """What was locked under this key with this associated data.

    Raises:
        CannotUnseal: another key or other associated data, or something was changed.
    """
    try:
        return AESGCM(key).decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], associated)
    except (InvalidTag, ValueError):  # ValueError: shorter than a nonce, or an impossible key
        raise CannotUnseal from None


def pad(plain: bytes) -> bytes:
    """Fill up to the next step, as ISO/IEC 7816-4 does: one bit, then zeros."""
    missing = PADDED_TO_BYTES - (len(plain) + 1) % PADDED_TO_BYTES
    return plain + b"\x80" + bytes(missing % PADDED_TO_BYTES)


def unpad(padded: bytes) -> bytes:
    """What was filled up.

    Raises:
        CannotUnseal: the filling is not there.
    """
    plain = padded.rstrip(b"\x00")
    if not plain.endswith(b"\x80"):
        raise CannotUnseal
    return plain[:-1]
