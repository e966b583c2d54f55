"""The secret of a ticket: 128 bits that only its holder has; we keep its hash.

A form to take a number carries a token, and the secret is made from the token: whoever presses
twice, or again after a bad connection, gets the same ticket, and nothing is remembered for it.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode

from django.core import signing
from django.utils.crypto import salted_hmac

SECRET_BYTES = 16
TOKEN_HOURS = 24

_signer = signing.TimestampSigner(salt="panah.line.form")


def new_secret() -> str:
    """A secret of 128 random bits, as it stands in the address of the phone page."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> bytes:
    """What is stored of a secret. It is random and long, so it needs no salt."""
    return hashlib.sha256(secret.encode()).digest()


def new_token() -> str:
    """A token for one form to take one number."""
    return _signer.sign(secrets.token_urlsafe(SECRET_BYTES))


def secret_from(token: str) -> str:
    """The secret that belongs to a form's token; a new one when the token is not ours or old."""
    try:
        nonce = _signer.unsign(token, max_age=TOKEN_HOURS * 3600)
    except signing.BadSignature:
        return new_secret()
    made = salted_hmac("panah.line.secret", nonce, algorithm="sha256").digest()[:SECRET_BYTES]
    return urlsafe_b64encode(made).rstrip(b"=").decode()
