"""Keyed hashes, all HMAC-SHA-256, and the keys for them, by HKDF (RFC 5869).

Every use has a domain of its own inside the hash, so that an answer for one use says nothing
about another.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BLIND_KEY_BYTES = 16


def derive(secret: bytes, purpose: str, *, length: int = 32) -> bytes:
    """A key for one purpose, from a secret that serves several."""
    return HKDF(SHA256(), length=length, salt=None, info=b"panah/" + purpose.encode()).derive(
        secret
    )


def blind_index(key: bytes, kind: str, text: str, *, keys_version: int) -> bytes:
    """The blind key of a text: 16 bytes, equal for equal texts of one kind and version."""
    return _mac(key, f"blind/{keys_version}/{kind}", text.encode())[:BLIND_KEY_BYTES]


def commit(key: bytes, domain: str, value: bytes) -> bytes:
    """A commitment to a value: 32 bytes that fix it and do not tell it."""
    return _mac(key, f"commit/{domain}", value)


def fingerprint(key: bytes, content: bytes) -> bytes:
    """32 bytes that are equal for equal content."""
    return _mac(key, "fingerprint", content)


def _mac(key: bytes, domain: str, text: bytes) -> bytes:
    mac = _begun(key, domain).copy()
    mac.update(text)
    return mac.finalize()


@lru_cache(maxsize=256)
def _begun(key: bytes, domain: str) -> HMAC:
    """A hash that has taken in its key and domain: copying it costs a third of beginning anew."""
    mac, head = HMAC(key, SHA256()), domain.encode()
    mac.update(len(head).to_bytes(2) + head)
    return mac
