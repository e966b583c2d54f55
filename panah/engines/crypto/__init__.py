"""Seal, open, hash blindly, commit and sign. Keys and randomness come in as arguments.

Built on AES-256-GCM, HMAC-SHA-256, HKDF and Ed25519 from `cryptography`, and on libsodium's
sealed boxes; nothing here is a cipher of our own.
"""

from panah.engines.crypto.custody import combine, open_withheld, seal_withheld, split
from panah.engines.crypto.hashing import blind_index, commit, derive, fingerprint
from panah.engines.crypto.sealing import Bound, CannotUnseal, SealedBlob, lock, seal, unlock, unseal
from panah.engines.crypto.signing import key_id_of, public_key_of, sign, verify

__all__ = [
    "Bound",
    "CannotUnseal",
    "SealedBlob",
    "blind_index",
    "combine",
    "commit",
    "derive",
    "fingerprint",
    "key_id_of",
    "lock",
    "open_withheld",
    "public_key_of",
    "seal",
    "seal_withheld",
    "sign",
    "split",
    "unlock",
    "unseal",
    "verify",
]
