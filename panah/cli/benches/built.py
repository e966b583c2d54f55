"""A register of invented people, sealed as the keeper seals, kept between two measurements.

Built in layers: a process that ends before the last one goes on from the layer that is whole.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from multiprocessing.pool import AsyncResult, Pool
from pathlib import Path
from typing import Any

from panah.cli import centre
from panah.cli.benches import crowd
from panah.keeper import keyfolder

FOLDER = Path("var") / "bench"
LAYER = 2_000_000
"""After so many people the file is whole: what a layer changes is written once, in order."""
_SHAPED_BY = ("panah.engines.names", "panah.engines.matching", "panah.engines.crypto")
_TOLD = 50_000
_AHEAD = 8
_HELD_BYTES_A_PERSON = 700
"""What the indexes of one person take: held in memory, as keys come in no order."""
_MOST_HELD_BYTES = 6 << 30

_IDENTITY = """
    INSERT INTO vault_sealedidentity (number, blob, wrapped_key, key_version, canonical_version,
        fingerprint, is_withheld, is_erased) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_KEY = "INSERT INTO vault_blindkey (kind, key, identity_id) VALUES (?, ?, ?)"

Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]
Asked = tuple[str, int, int, int]
"""Of a chunk: the key folder, the seed, which one, and how many people there are in all."""
Say = Callable[[str], None]


def register_of(size: int, *, seed: int, say: Say, kept: Path = FOLDER) -> Path:
    """The data folder of a register of this size; built when there is none of today's code.

    Args:
        kept: the folder under which registers are built and found again.
    """
    data = kept / f"check-{size}-{seed}-{_shape()}"
    keys = keyfolder.default_folder(data)
    begun = data / "begun"
    if begun.exists() and begun.read_text() == "":  # it ended within a layer
        shutil.rmtree(data)
        shutil.rmtree(keys)
    data.parent.mkdir(parents=True, exist_ok=True)
    centre.make_ready(data, keys)
    centre.set_up_django(data)
    centre.migrate()  # its tables may be older than today's code
    centre.ensure_site()
    if not (data / "whole").exists():
        _fill(data, keys, size=size, seed=seed, say=say)
        (data / "whole").touch()
    return data


def _fill(data: Path, keys: Path, *, size: int, seed: int, say: Say) -> None:
    """Seal in several processes and insert in this one, without waiting for the disk."""
    begun = data / "begun"
    done = int(begun.read_text()) if begun.exists() else 0
    connection = _quick(data / centre.DATABASE, size)
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for first in range(done, size, LAYER):
            begun.write_text("")
            after = min(size, first + LAYER)
            chunks = range(first // crowd.AT_A_TIME, -(-after // crowd.AT_A_TIME))
            asked = [(str(keys), seed, chunk, size) for chunk in chunks]
            connection.execute("BEGIN")
            _insert(connection, _in_turn(pool, asked), first, size=size, say=say)
            connection.execute("COMMIT")
            begun.write_text(str(after))
    connection.close()


def _in_turn(pool: Pool, asked: Sequence[Asked]) -> Iterator[Rows]:
    """The rows of the chunks in order, never many more at once than are being inserted."""
    waiting: deque[AsyncResult[Rows]] = deque()
    for one in asked:
        waiting.append(pool.apply_async(_sealed, (one,)))
        if len(waiting) > _AHEAD:
            yield waiting.popleft().get()
    while waiting:
        yield waiting.popleft().get()


def _quick(database: Path, size: int) -> sqlite3.Connection:
    """A connection that keeps nothing for the case that the machine stops."""
    from django.db import connections

    connections.close_all()  # the kind of journal is changed while nobody else has the file
    connection = sqlite3.connect(database, isolation_level=None)
    held = min(_MOST_HELD_BYTES, size * _HELD_BYTES_A_PERSON) >> 10
    for setting in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{held}"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _insert(
    connection: sqlite3.Connection, sealed: Iterator[Rows], first: int, *, size: int, say: Say
) -> None:
    began, done = time.monotonic(), first
    for people, blind_keys in sealed:
        connection.executemany(_IDENTITY, people)
        connection.executemany(_KEY, blind_keys)
        done += len(people)
        if done % _TOLD == 0:
            minutes = (time.monotonic() - began) / (done - first) * (size - done) / 60
            say(f"{done} of {size} sealed, {minutes:.0f} minutes more at this pace")


def _sealed(asked: Asked) -> Rows:
    """The rows of one chunk, made by the keeper's own function with the folder's keys."""
    folder, seed, chunk, size = asked
    from panah.keeper.answers import seal_one

    keys = keyfolder.load(Path(folder))
    assert keys is not None
    people = crowd.people(seed, chunk)[: size - chunk * crowd.AT_A_TIME]
    sealed = [seal_one(keys, number, identity, to_ask=False) for number, identity in people]
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
