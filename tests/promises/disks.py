"""A disk that forgets what was not synced, and one that fails when it is told to.

    python -m tests.promises.disks BACKING MOUNT

Mounts itself, says `ready`, and then obeys lines on its standard input, answering each with `done`:

    power off drop SEED     everything that was not synced is gone
    power off half SEED     of what was not synced, each page is there or is not
    fail NAME AFTER         from so many writes on, all fail: ENOSPC, EROFS or EIO
    well                    nothing fails any more
    count                   answers how many writes there were
"""

from __future__ import annotations

import errno
import os
import random
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.promises.kernel import Mounted, unmount

PAGE = 4096


@dataclass(slots=True)
class Unsynced:
    """What a file holds in memory alone: pages, and how long it is."""

    pages: dict[int, bytes] = field(default_factory=dict)
    size: int | None = None


class Forgetful:
    """Files whose pages stay in memory until somebody syncs them. Names are kept at once."""

    def __init__(self, backing: Path) -> None:
        self.backing = backing
        self.writes, self.failing, self.left = 0, 0, 0
        self._unsynced: dict[Path, Unsynced] = {}
        self._lock = threading.RLock()

    def read(self, path: Path, size: int, at: int) -> bytes:
        with self._lock:
            end = min(at + size, self.size(path))
            first, last = at // PAGE, -(-end // PAGE)
            content = b"".join(self._page(path, number) for number in range(first, last))
            return content[at - first * PAGE : max(end - first * PAGE, 0)] if end > at else b""

    def write(self, path: Path, content: bytes, at: int) -> None:
        with self._lock:
            self._may_write()
            held, end = self._held(path), at + len(content)
            size = max(self.size(path), end)
            for number in range(at // PAGE, -(-end // PAGE)):
                page, start = bytearray(self._page(path, number)), number * PAGE
                low, high = max(at, start), min(end, start + PAGE)
                page[low - start : high - start] = content[low - at : high - at]
                held.pages[number] = bytes(page)
            held.size = size

    def resize(self, path: Path, size: int) -> None:
        with self._lock:
            self._may_write()
            held, before = self._held(path), self.size(path)
            held.size = size
            if size < before:
                rest = size % PAGE
                last = self._page(path, size // PAGE)[:rest] + bytes(PAGE - rest)
                for number in [n for n in held.pages if n * PAGE >= size]:
                    del held.pages[number]
                held.pages |= {n: bytes(PAGE) for n in range(-(-size // PAGE), -(-before // PAGE))}
                if rest:
                    held.pages[size // PAGE] = last

    def sync(self, path: Path) -> None:
        with self._lock:
            self._may_write()
            if held := self._unsynced.pop(path, None):
                _put(path, held, set(held.pages))

    def size(self, path: Path) -> int:
        held = self._unsynced.get(path)
        return path.stat().st_size if held is None or held.size is None else held.size

    def create(self, path: Path) -> None:
        self._may_write()
        path.touch(mode=0o600)

    def remove(self, path: Path) -> None:
        self._may_write()
        self._unsynced.pop(path, None)
        path.rmdir() if path.is_dir() else path.unlink()

    def rename(self, path: Path, to: Path) -> None:
        self._may_write()
        path.rename(to)
        self._unsynced.pop(to, None)
        if held := self._unsynced.pop(path, None):
            self._unsynced[to] = held

    def make_folder(self, path: Path) -> None:
        self._may_write()
        path.mkdir(mode=0o700)

    def power_off(self, *, half: bool, seed: int) -> None:
        """Lose what was not synced: all of it, or each page by chance."""
        drawn = random.Random(seed)
        with self._lock:
            for path, held in self._unsynced.items():
                if half and path.exists():
                    kept = {number for number in held.pages if drawn.random() < 0.5}
                    if drawn.random() < 0.5:
                        held.size = None
                    _put(path, held, kept)
            self._unsynced.clear()

    def fail(self, code: int, after: int) -> None:
        """Let every write fail after so many; 0 as the code lets them succeed."""
        with self._lock:
            self.failing, self.left = code, after

    def _may_write(self) -> None:
        with self._lock:
            self.writes += 1
            self.left -= 1
            if self.failing and self.left < 0:
                raise OSError(self.failing, os.strerror(self.failing))

    def _held(self, path: Path) -> Unsynced:
        return self._unsynced.setdefault(path, Unsynced())

    def _page(self, path: Path, number: int) -> bytes:
        held = self._unsynced.get(path)
        if held and number in held.pages:
            return held.pages[number]
        with path.open("rb") as file:
            return os.pread(file.fileno(), PAGE, number * PAGE).ljust(PAGE, b"\0")


def _put(path: Path, held: Unsynced, kept: set[int]) -> None:
    with path.open("r+b") as file:
        for number in sorted(kept):
            os.pwrite(file.fileno(), held.pages[number], number * PAGE)
        if held.size is not None:
            os.ftruncate(file.fileno(), held.size)


def main(backing: Path, at: Path) -> None:
    """Serve until the input ends."""
    disk = Forgetful(backing)
    unmount(at)
    mounted = Mounted(disk, at)
    threading.Thread(target=mounted.serve, daemon=True).start()
    _say("ready")
    try:
        for line in sys.stdin:
            _say(_obey(disk, line.split()))
    finally:
        mounted.unmount()


def _obey(disk: Forgetful, words: list[str]) -> str:
    match words:
        case ["power", "off", how, seed]:
            disk.power_off(half=how == "half", seed=int(seed))
        case ["fail", name, after]:
            disk.fail(getattr(errno, name), int(after))
        case ["well"]:
            disk.fail(0, 0)
        case ["count"]:
            return str(disk.writes)
    return "done"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
