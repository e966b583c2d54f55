"""Signing papers and journal checkpoints. For certificates and the journal alone."""

from __future__ import annotations

from typing import Literal

from panah.keeper.client.connection import ask
from panah.keeper.values import Signature

Purpose = Literal["paper", "checkpoint"]


def sign(content: bytes, *, purpose: Purpose) -> Signature:
    """Sign bytes with Ed25519, by the key that is kept for this purpose."""
    key_id, signature = ask("sign", purpose=purpose, content=content)
    return Signature(key_id, signature)
