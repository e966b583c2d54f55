"""What the web process keeps secret for its staff: keyed hashes of codes, sealed secrets of apps.

The keys are made from the web process's own secret, which lies in the key folder. A copy of the
database alone gives nobody a second factor. It opens no identity: those are the keeper's.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class CannotOpen(ValueError):
    """It was sealed for somebody else, by another secret, or changed since."""


def keyed_hash(purpose: str, value: str) -> bytes:
    """Thirty-two bytes from which the value cannot be guessed without our secret."""
    return hmac.digest(_key(purpose), value.encode(), "sha256")


def token_hash(token: str) -> bytes:
    """A token's plain hash; a token is random enough to need no key."""
    return hashlib.sha256(f"panah-staff-link:{token}".encode()).digest()


def seal(secret: bytes, *, purpose: str, bound_to: str) -> bytes:
    """The secret as ciphertext that opens for the same purpose and owner only."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, secret, bound_to.encode())


def unseal(sealed: bytes, *, purpose: str, bound_to: str) -> bytes:
    """The secret again.

    Raises:
        CannotOpen: it is not ours, not for this, or not whole.
    """
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(_key(purpose)).decrypt(nonce, rest, bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(purpose) from error


def _key(purpose: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"panah.staff:{purpose}".encode(), "sha256")
