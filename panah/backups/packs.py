"""One file of a backup: a sealed key, encrypted parts, and a last part that tells what it is.

A pack without its last part is no backup: it is written beside its name and takes the name when all
of it is on the disk. Each part is bound to the pack's name and to its own place, so that nothing is
moved, left out or put elsewhere unnoticed; the chain from pack to pack is by digest.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import cbor2

from panah.backups.recovery import CannotOpenBackup, OpenKey, bound_to
from panah.engines.crypto import CannotUnseal, lock, seal_withheld, unlock

MAGIC = b"panah backup 1\n"
LONGEST_PART = 64 << 20


class Damaged(Exception):
    """A pack is cut short or was changed. Carries its name."""


@dataclass(frozen=True, slots=True)
class PackKey:
    """A key for packs of one generation, and the same sealed to the recovery key."""

    key: bytes
    sealed: bytes

    @classmethod
    def drawn(cls, recovery_public: bytes, generation: str) -> PackKey:
        """A new one; whoever forgets `key` cannot open what was written with it."""
        key = os.urandom(32)
        return cls(key, seal_withheld(key, recovery_public, bound_to(generation)))


class PackWriter:
    """Writes one pack; left without `finish`, it leaves nothing behind."""

    def __init__(self, path: Path, key: PackKey) -> None:
        self.path, self._key = path, key
        self._part = path.with_name(path.name + ".part")
        self._parts, self._digest = 0, hashlib.sha256()
        self.size = 0
        self._file: BinaryIO = os.fdopen(_private_file(self._part), "wb")
        self._put(MAGIC + len(key.sealed).to_bytes(4) + key.sealed)

    def __enter__(self) -> PackWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What is still in the buffer may not fit on a full disk either: it is not wanted.
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def add(self, content: object) -> None:
        """Encrypt one part."""
        self._add(content, is_last=False)

    def finish(self, told: dict[str, Any]) -> bytes:
        """Write the last part, see everything onto the disk, take the name; return the digest."""
        self._add(told, is_last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.rename(self.path)
        sync_folder(self.path.parent)
        return self._digest.digest()

    def _add(self, content: object, *, is_last: bool) -> None:
        place = _place(self.path, self._parts, is_last=is_last)
        locked = lock(cbor2.dumps(content), self._key.key, place)
        self._put(len(locked).to_bytes(4) + locked)
        self._parts += 1

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self.size += len(content)


class PackReader:
    """Reads one pack from its beginning, every part authenticated."""

    def __init__(self, path: Path, open_key: OpenKey) -> None:
        self.path = path
        self.digest = b""
        self.told: dict[str, Any] = {}
        self._open_key = open_key

    def parts(self) -> Iterator[tuple[int, Any]]:
        """Each part with where it begins; afterwards `told` and `digest` are known.

        Raises:
            Damaged: it is cut short, or a bit was changed.
            CannotOpenBackup: it was sealed to another recovery key.
        """
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            key, head = self._key(file)
            digest.update(head)
            number, locked = 0, self._next(file)
            while locked is not None:
                digest.update(len(locked).to_bytes(4) + locked)
                at, following = file.tell() - len(locked), self._next(file)
                opened = self._opened(locked, key, _place(self.path, number, is_last=not following))
                number += 1
                if following is None:
                    self.told, self.digest = opened, digest.digest()
                else:
                    yield at, opened
                locked = following
        if not self.told:
            raise Damaged(self.path.name)

    def part_at(self, at: int, number: int) -> Any:
        """One part again, by where it begins and its number in the pack; never the last one."""
        with self.path.open("rb") as file:
            key, _ = self._key(file)
            file.seek(at - 4)
            locked = self._next(file) or b""
        return self._opened(locked, key, _place(self.path, number, is_last=False))

    def _key(self, file: BinaryIO) -> tuple[bytes, bytes]:
        head = file.read(len(MAGIC) + 4)
        if not head.startswith(MAGIC):
            raise Damaged(self.path.name)
        sealed = file.read(int.from_bytes(head[len(MAGIC) :]) % LONGEST_PART)
        return self._open_key(sealed, self.path.parent.name), head + sealed

    def _next(self, file: BinaryIO) -> bytes | None:
        length = file.read(4)
        if not length:
            return None
        locked = file.read(min(int.from_bytes(length), LONGEST_PART))
        if len(length) < 4 or len(locked) != int.from_bytes(length):
            raise Damaged(self.path.name)
        return locked

    def _opened(self, locked: bytes, key: bytes, place: bytes) -> Any:
        try:
            return cbor2.loads(unlock(locked, key, place))
        except CannotUnseal:
            raise Damaged(self.path.name) from None


def remembering(open_key: OpenKey) -> OpenKey:
    """Open each sealed key once: many packs have the same one."""
    known: dict[tuple[bytes, str], bytes] = {}

    def opened(sealed: bytes, generation: str) -> bytes:
        if (sealed, generation) not in known:
            known[sealed, generation] = open_key(sealed, generation)
        return known[sealed, generation]

    return opened


def _private_file(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def sync_folder(folder: Path) -> None:
    """See a folder's names onto the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _place(path: Path, number: int, *, is_last: bool) -> bytes:
    kind = "last" if is_last else "part"
    return f"panah backup/{path.parent.name}/{path.name}/{number}/{kind}".encode()


__all__ = [
    "CannotOpenBackup",
    "Damaged",
    "PackKey",
    "PackReader",
    "PackWriter",
    "remembering",
    "sync_folder",
]
