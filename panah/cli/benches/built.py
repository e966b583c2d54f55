"""A register of invented people, sealed as the keeper seals, kept between two measurements."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from panah.cli import centre
from panah.cli.benches import crowd
from panah.keeper import keyfolder

FOLDER = Path("var") / "bench"
_SHAPED_BY = ("panah.engines.names", "panah.engines.matching", "panah.engines.crypto")

_IDENTITY = """
    INSERT INTO vault_sealedidentity (number, blob, wrapped_key, key_version, canonical_version,
        fingerprint, is_withheld, is_erased) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_KEY = "INSERT INTO vault_blindkey (kind, key, identity_id) VALUES (?, ?, ?)"

Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]


def register_of(size: int, *, seed: int, say: Any) -> Path:
    """The data folder of a register of this size; built when there is none of today's code."""
    data = FOLDER / f"check-{size}-{seed}-{_shape()}"
    if (data / "whole").exists():
        centre.set_up_django(data)
        centre.migrate()  # its tables may be older than today's code
        return data
    data.parent.mkdir(parents=True, exist_ok=True)
    keys = keyfolder.default_folder(data)
    centre.make_ready(data, keys)
    centre.set_up_django(data)
    centre.migrate()
    centre.ensure_site()
    _fill(data / centre.DATABASE, keys, size=size, seed=seed, say=say)
    (data / "whole").touch()
    return data


def _fill(database: Path, keys: Path, *, size: int, seed: int, say: Any) -> None:
    """Seal in several processes and insert in this one, without waiting for the disk."""
    connection = sqlite3.connect(database, isolation_level=None)
    for setting in ("synchronous=OFF", "cache_size=-2000000", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {setting}")
    chunks = [(str(keys), seed, chunk, size) for chunk in range(-(-size // crowd.AT_A_TIME))]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for done, (people, blind_keys) in enumerate(pool.imap(_sealed, chunks), 1):
            connection.execute("BEGIN")
            connection.executemany(_IDENTITY, people)
            connection.executemany(_KEY, blind_keys)
            connection.execute("COMMIT")
            if done % 50 == 0:
                say(f"{done * crowd.AT_A_TIME} of {size} sealed")
    connection.execute("ANALYZE")
    connection.close()


def _sealed(asked: tuple[str, int, int, int]) -> Rows:
    """The rows of one chunk, made by the keeper's own function with the folder's keys."""
    folder, seed, chunk, size = asked
    from panah.keeper.answers import QUESTIONS
    from panah.keeper.values import Sealed

    keys = keyfolder.load(Path(folder))
    assert keys is not None
    people = crowd.people(seed, chunk)[: size - chunk * crowd.AT_A_TIME]
    plain = [[number, identity.to_plain(), False] for number, identity in people]
    answer = QUESTIONS["seal"].answer(keys, {"people": plain})
    sealed = [Sealed.from_plain(one) for one in answer]
    return list(map(_row, sealed)), [row for one in sealed for row in _keys(one)]


def _row(sealed: Any) -> tuple[Any, ...]:
    return (
        sealed.number,
        sealed.blob,
        sealed.wrapped_key,
        sealed.key_version,
        sealed.keys_version,
        sealed.fingerprint,
        False,
        False,
    )


def _keys(sealed: Any) -> Iterator[tuple[Any, ...]]:
    return ((key.kind, key.digest, sealed.number) for key in sealed.blind_keys if key.stored)


def _shape() -> str:
    """A mark of the code that shapes keys and blobs: other code, another register."""
    mark = hashlib.sha256()
    for package in _SHAPED_BY:
        for name, content in _contents(files(package)):
            mark.update(name.encode() + content)
    for own in ("crowd.py", "crowd_names.py"):
        mark.update((files("panah.cli.benches") / own).read_bytes())
    return mark.hexdigest()[:8]


def _contents(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    # Weights are asked when two records are compared, not when one is sealed.
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _contents(entry)
        elif entry.name.endswith((".py", ".toml")) and not entry.name.startswith("weights"):
            yield entry.name, entry.read_bytes()
