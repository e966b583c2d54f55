"""Ed25519 signatures (RFC 8032), with short ids for the keys."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_ID_BYTES = 8


def public_key_of(private_key: bytes) -> bytes:
    """The 32 bytes that check what this key signs."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def key_id_of(public_key: bytes) -> bytes:
    """Eight bytes that name a public key: the start of its SHA-256."""
    return hashlib.sha256(public_key).digest()[:KEY_ID_BYTES]


def sign(private_key: bytes, content: bytes) -> bytes:
    """The signature of the content, 64 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(content)


def verify(public_key: bytes, signature: bytes, content: bytes) -> bool:
    """Whether this key signed this content. Malformed keys and signatures are simply not valid."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
