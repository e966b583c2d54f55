"""What a backup was made of, so that the next one holds only what is new: hashes, no content.

It lies in the data folder, one file for each place. Lost or stale, it costs a whole copy, never a
wrong one: a pack names the pack that it goes on from.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import cbor2

from panah.backups.heaps import HASH_BYTES, Heap
from panah.backups.packs import sync_folder

_FIELDS = ("generation", "parent", "parent_digest", "first_bytes", "later_bytes", "packs", "key")


@dataclass(slots=True)
class Remembered:
    """Where the chain stands, and a keyed hash of each page, or what is held of each table."""

    generation: str
    parent: str = ""
    parent_digest: bytes = b""
    first_bytes: int = 0
    later_bytes: int = 0
    packs: int = 0
    key: bytes = field(default_factory=lambda: os.urandom(16))
    hashes: bytearray = field(default_factory=bytearray)
    tables: dict[str, Heap] = field(default_factory=dict)

    def hash_of(self, content: bytes) -> bytes:
        """The keyed hash of some content."""
        return blake2b(content, digest_size=HASH_BYTES, key=self.key).digest()

    def is_new(self, place: int, content: bytes) -> bool:
        """Whether the content at a place (from 1 on) is another than before; remember it."""
        start, made = (place - 1) * HASH_BYTES, self.hash_of(content)
        if self.hashes[start : start + HASH_BYTES] == made:
            return False
        if len(self.hashes) < start:
            self.hashes.extend(bytes(start - len(self.hashes)))
        self.hashes[start : start + HASH_BYTES] = made
        return True

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        content: dict[str, Any] = {name: getattr(self, name) for name in _FIELDS}
        tables = [heap.to_plain() for heap in self.tables.values()]
        with fresh.open("wb") as file:
            cbor2.dump(content | {"hashes": bytes(self.hashes), "tables": tables}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)

    @classmethod
    def load(cls, path: Path) -> Remembered | None:
        """What was saved; None when there is nothing that can be used."""
        try:
            with path.open("rb") as file:
                told = cbor2.load(file)
            hashes = bytearray(told.pop("hashes"))
            tables = {one["name"]: Heap.from_plain(one) for one in told.pop("tables")}
            return cls(**told, hashes=hashes, tables=tables)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
