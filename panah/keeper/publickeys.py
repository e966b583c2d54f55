"""The keys that check papers and checkpoints, and the one that backups are sealed to.

Together they are a file that anyone may read. The keeper puts a copy into the data folder, so that
papers are checked while no keeper runs, and so that a data folder is noticed when it meets the keys
of another site.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from panah.keeper.errors import KeysOfAnotherSite
from panah.keeper.values import PublicKey

FILE = "public-keys.json"
BACKUP = "backup"
"""The purpose of the one key that signs nothing: backups are sealed to it."""


def read(data: Path) -> list[PublicKey]:
    """The public keys of a data folder; none before a keeper has run for it."""
    path = data / FILE
    return parsed(path.read_bytes()) if path.exists() else []


def parsed(content: bytes) -> list[PublicKey]:
    """The public keys in a file's content.

    Raises:
        ValueError, KeyError, TypeError: it is not such a file.
    """
    return [
        PublicKey(key["purpose"], bytes.fromhex(key["key_id"]), bytes.fromhex(key["public_key"]))
        for key in json.loads(content)["keys"]
    ]


def written(keys: Sequence[PublicKey]) -> bytes:
    """The file's content for these keys."""
    plain = [
        {
            "purpose": key.purpose,
            "algorithm": "X25519" if key.purpose == BACKUP else "Ed25519",
            "key_id": key.key_id.hex(),
            "public_key": key.public_key.hex(),
        }
        for key in keys
    ]
    return json.dumps({"keys": plain}, indent=1).encode() + b"\n"


def pin(data: Path, keys: Sequence[PublicKey]) -> None:
    """Leave a copy in the data folder.

    Raises:
        KeysOfAnotherSite: the data folder was made with other keys.
    """
    if not {key.key_id for key in read(data)} <= {key.key_id for key in keys}:
        raise KeysOfAnotherSite(f"these are not the keys that {data} was made with")
    fresh = data / (FILE + ".new")
    with fresh.open("wb") as file:
        file.write(written(keys))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(data / FILE)
