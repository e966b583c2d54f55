"""The key folder: everything that opens, in one place that is never beside the lock.

While it holds the unlock file, whoever has the folder has everything: evaluation mode. The
custodians' shares are written here once, to be handed out; the keeper never reads them.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2
from nacl.public import PrivateKey

from panah.engines.crypto import (
    CannotUnseal,
    derive,
    key_id_of,
    lock,
    public_key_of,
    split,
    unlock,
)
from panah.keeper.errors import KeysExist, KeysInsideData, KeysMissing
from panah.keeper.publickeys import BACKUP, written
from panah.keeper.values import PublicKey

KEYRING = "keyring.sealed"
UNLOCK = "unlock"
PUBLIC = "public.json"
WEB_SECRET = "web.secret"  # noqa: S105 - a file's name
OPERATOR_TOKEN = "operator.token"  # noqa: S105 - a file's name
SHARES = ("custodians/share-1", "custodians/share-2", "custodians/share-3")
SIGNED_PURPOSES = ("paper", "checkpoint")

_NEEDED = (KEYRING, PUBLIC, WEB_SECRET, OPERATOR_TOKEN)
_FORMAT = b"panah keyring 1"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The keys of one site, opened. `site` is by key version; the newest key signs."""

    site: Mapping[int, bytes]
    key_version: int
    blind: bytes
    tags: bytes
    fingerprints: bytes
    commitments: bytes
    drafts: bytes
    recovery: bytes
    signing: Mapping[str, tuple[bytes, ...]]
    custodian_public: bytes

    def public_keys(self) -> list[PublicKey]:
        """The keys that check what these sign, oldest first; and the one that backups go to."""
        signing = [
            PublicKey(purpose, key_id_of(public), public)
            for purpose, seeds in self.signing.items()
            for public in map(public_key_of, seeds)
        ]
        recovery = bytes(PrivateKey(self.recovery).public_key)
        return [*signing, PublicKey(BACKUP, key_id_of(recovery), recovery)]


def default_folder(data: Path) -> Path:
    """Where the keys of a data folder are kept unless said otherwise: `DIR.keys`, beside it."""
    data = data.absolute()
    return data.with_name(data.name + ".keys")


def create(folder: Path, *, data: Path | None = None) -> None:
    """Make a new key folder, whole or not at all.

    Raises:
        KeysExist: something is there already.
        KeysInsideData: it would lie inside the data folder.
    """
    if data is not None:
        refuse_inside(folder, data)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise KeysExist(f"{folder} is there already; a key folder is never overwritten")
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = folder.with_name(f".{folder.name}.making-{secrets.token_hex(4)}")
    making.mkdir(mode=0o700)
    try:
        _fill(making)
        making.rename(folder)  # onto nothing or an empty folder: another maker's is not replaced
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
        if folder.is_dir() and any(folder.iterdir()):
            raise KeysExist(f"{folder} was made by somebody else just now") from None
        raise
    _sync(folder.parent)


def refuse_inside(folder: Path, data: Path) -> None:
    """Raise KeysInsideData when a key folder would lie inside the data folder, or be it."""
    if folder.resolve().is_relative_to(data.resolve()):
        raise KeysInsideData(f"the key folder {folder} must not lie inside the data folder")


def load(folder: Path) -> Keys | None:
    """Open the keys; None when the folder holds no unlock file, so that custodians are needed.

    Raises:
        KeysMissing: no folder, or it is not whole; the message names what is missing.
    """
    whole(folder)
    if not (folder / UNLOCK).exists():
        return None
    try:
        secret = bytes.fromhex((folder / UNLOCK).read_text().strip())
        ring = cbor2.loads(
            unlock((folder / KEYRING).read_bytes(), derive(secret, "keyring"), _FORMAT)
        )
    except (CannotUnseal, ValueError):
        raise KeysMissing(f"{folder / UNLOCK} does not open {KEYRING}") from None
    return _keys(ring)


def whole(folder: Path) -> None:
    """Raise KeysMissing unless every file that is always needed is there."""
    if not folder.is_dir():
        raise KeysMissing(f"there is no key folder at {folder}")
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise KeysMissing(f"the key folder {folder} is not whole: {', '.join(missing)} missing")


def is_evaluation(folder: Path) -> bool:
    """Whether whoever has this folder has everything: the unlock file lies in it."""
    return (folder / UNLOCK).is_file()


def web_secret(folder: Path) -> str:
    """The web process's own secret; a launcher hands it on through the environment."""
    whole(folder)
    return (folder / WEB_SECRET).read_text().strip()


def operator_token(folder: Path) -> str:
    """What a client shows to be answered at bulk pace: list import, demo seeding."""
    whole(folder)
    return (folder / OPERATOR_TOKEN).read_text().strip()


def _fill(folder: Path) -> None:
    custodian, unlocking = PrivateKey.generate(), secrets.token_bytes(32)
    ring = {
        "site": {1: secrets.token_bytes(32)},
        "master": secrets.token_bytes(32),
        "signing": {purpose: [secrets.token_bytes(32)] for purpose in SIGNED_PURPOSES},
        "custodian": bytes(custodian.public_key),
    }
    sealed = lock(cbor2.dumps(ring), derive(unlocking, "keyring"), _FORMAT)
    (folder / "custodians").mkdir(mode=0o700)
    for name, share in zip(SHARES, split(bytes(custodian)), strict=True):
        _write(folder / name, share.hex().encode() + b"\n")
    _write(folder / KEYRING, sealed)
    _write(folder / WEB_SECRET, secrets.token_urlsafe(50).encode())
    _write(folder / OPERATOR_TOKEN, secrets.token_urlsafe(32).encode())
    _write(folder / PUBLIC, written(_keys(ring).public_keys()))
    _write(folder / UNLOCK, unlocking.hex().encode() + b"\n")
    _sync(folder / "custodians")
    _sync(folder)


def _keys(ring: dict[str, Any]) -> Keys:
    master = ring["master"]
    return Keys(
        site=ring["site"],
        key_version=max(ring["site"]),
        blind=derive(master, "blind keys"),
        tags=derive(master, "reference tags"),
        fingerprints=derive(master, "fingerprints"),
        commitments=derive(master, "commitments"),
        drafts=derive(master, "drafts"),
        recovery=derive(master, "recovery"),
        signing={purpose: tuple(seeds) for purpose, seeds in ring["signing"].items()},
        custodian_public=ring["custodian"],
    )


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
