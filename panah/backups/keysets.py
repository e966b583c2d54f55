"""The key folder inside a backup, for whoever asked for it: encrypted under a phrase of their own.

The phrase is stretched by Argon2id. Whoever has the backup and the phrase has everything, withheld
identities too while the custodians' shares still lie in the key folder.
"""

from __future__ import annotations

import os
from pathlib import Path

import cbor2
from argon2.low_level import Type, hash_secret_raw

from panah.backups.packs import sync_folder
from panah.engines.crypto import CannotUnseal, lock, unlock

FILE = "keys.sealed"
SHORTEST_PHRASE = 20
_SALT_BYTES = 16
_ASSOCIATED = b"panah backup keys 1"
_MEMORY_KIB, _TIMES = 256 << 10, 4


class PhraseTooShort(Exception):
    """A phrase that can be tried out protects nothing."""


class WrongPhrase(Exception):
    """Another phrase, or the file was changed."""


def seal_keys(keys: Path, target: Path, phrase: str) -> None:
    """Write the key folder's files into one file, whole or not at all. The access log stays.

    Raises:
        PhraseTooShort: fewer than 20 characters.
    """
    refuse_short(phrase)
    content = {str(path.relative_to(keys)): path.read_bytes() for path in _files(keys)}
    salt = os.urandom(_SALT_BYTES)
    sealed = salt + lock(cbor2.dumps(content), _stretched(phrase, salt), _ASSOCIATED)
    fresh = target.with_name(target.name + ".part")
    with fresh.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
    sync_folder(target.parent)


def refuse_short(phrase: str) -> None:
    """Raise PhraseTooShort for fewer than 20 characters."""
    if len(phrase) < SHORTEST_PHRASE:
        raise PhraseTooShort


def open_keys(sealed: Path, folder: Path, phrase: str) -> None:
    """Write the key folder again, where nothing is yet.

    Raises:
        WrongPhrase: it does not open.
        FileExistsError: something is there already.
    """
    content = sealed.read_bytes()
    key = _stretched(phrase, content[:_SALT_BYTES])
    try:
        files = cbor2.loads(unlock(content[_SALT_BYTES:], key, _ASSOCIATED))
    except CannotUnseal:
        raise WrongPhrase from None
    folder.mkdir(mode=0o700, parents=True)
    for name, written in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(written)
            file.flush()
            os.fsync(handle)
    sync_folder(folder)


def _files(keys: Path) -> list[Path]:
    found = (path for path in sorted(keys.rglob("*")) if path.is_file())
    return [path for path in found if path.relative_to(keys).parts[0] != "access"]


def _stretched(phrase: str, salt: bytes) -> bytes:
    words = " ".join(phrase.split()).encode()
    return hash_secret_raw(
        words,
        salt,
        time_cost=_TIMES,
        memory_cost=_MEMORY_KIB,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )
