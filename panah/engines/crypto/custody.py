"""Withheld identities: sealed to a public key whose private half is shared among custodians.

The box is libsodium's sealed box (X25519, XSalsa20-Poly1305). The private half is split by
replicated exclusive-or sharing (Ito, Saito and Nishizeki, 1987): it is the sum of three random
parts, and each of three shares lacks another one. Any two shares have all parts; one alone says
nothing about the key, whatever its reader can compute.
"""

from __future__ import annotations

import os

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from panah.engines.crypto.sealing import Bound, CannotUnseal, RandomBytes, pad, unpad

SHARES = 3
SHARES_NEEDED = 2


def seal_withheld(plain: bytes, custodian_public: bytes, bound: Bound) -> bytes:
    """Seal bytes to the custodians and to a place; who seals cannot open it again."""
    place = bound.encoded()
    inside = len(place).to_bytes(2) + place + plain  # a sealed box has no associated data
    return SealedBox(PublicKey(custodian_public)).encrypt(pad(inside))


def open_withheld(sealed: bytes, custodian_private: bytes, bound: Bound) -> bytes:
    """The bytes that were sealed to the custodians for this place.

    Raises:
        CannotUnseal: another key or place, or something was changed.
    """
    try:
        inside = unpad(SealedBox(PrivateKey(custodian_private)).decrypt(sealed))
    except CryptoError:
        raise CannotUnseal from None
    length = int.from_bytes(inside[:2])
    if inside[2 : 2 + length] != bound.encoded():
        raise CannotUnseal
    return inside[2 + length :]


def split(secret: bytes, *, random_bytes: RandomBytes = os.urandom) -> tuple[bytes, bytes, bytes]:
    """Split a secret into three shares, any two of which give it back."""
    first, second = random_bytes(len(secret)), random_bytes(len(secret))
    third = _xor(_xor(secret, first), second)
    return (b"\x01" + second + third, b"\x02" + third + first, b"\x03" + first + second)


def combine(one: bytes, other: bytes) -> bytes:
    """The secret, from two different shares of it.

    Raises:
        ValueError: not two different shares of one secret.
    """
    mine, yours = _parts(one), _parts(other)
    (common,) = mine.keys() & yours.keys() if one[:1] != other[:1] else (0,)
    if not common or mine[common] != yours[common]:
        raise ValueError("these are not two different shares of one secret")
    parts = mine | yours
    return _xor(_xor(parts[1], parts[2]), parts[3])


def _parts(share: bytes) -> dict[int, bytes]:
    if share[:1] not in (b"\x01", b"\x02", b"\x03") or len(share) % 2 == 0:
        raise ValueError("this is not a share")
    half, number = len(share) // 2, share[0]
    return {
        number % SHARES + 1: share[1 : 1 + half],
        (number + 1) % SHARES + 1: share[1 + half :],
    }


def _xor(one: bytes, other: bytes) -> bytes:
    if len(one) != len(other):
        raise ValueError("these are not two different shares of one secret")
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
