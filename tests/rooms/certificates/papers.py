"""Tokens signed with a key of the test's own, for tests that need no keeper."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from panah.certificates import token
from panah.engines.crypto import key_id_of, public_key_of, sign

ISSUED = datetime(2022, 10, 6, 18, 0, tzinfo=UTC)  # midnight in Almaty, which was UTC+6 then
CLAIMS = token.Claims(
    issuer="ALA",
    issued_at=ISSUED,
    valid_before=datetime(2022, 11, 5, 18, 0, tzinfo=UTC),
    token_id=bytes.fromhex("0a1b2c3d4e5f6071"),
)


class Signer:
    """An Ed25519 key that is the same in every run."""

    def __init__(self, seed: str = "a paper's key") -> None:
        self.private_key = hashlib.sha256(seed.encode()).digest()
        self.public_key = public_key_of(self.private_key)
        self.key_id = key_id_of(self.public_key)

    @property
    def keys(self) -> dict[bytes, bytes]:
        return {self.key_id: self.public_key}

    def token(self, claims: token.Claims = CLAIMS, **changes: object) -> str:
        changed = replace(claims, **changes)  # type: ignore[arg-type]
        signature = sign(self.private_key, token.to_be_signed(changed, key_id=self.key_id))
        return token.assemble(changed, key_id=self.key_id, signature=signature)
