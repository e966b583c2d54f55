"""Making one backup after the other: what changed since the last one goes into a new pack."""

from __future__ import annotations

import fcntl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from panah import __version__
from panah.backups.packs import PackKey, PackWriter
from panah.backups.pages import Follower, every_page
from panah.backups.places import Pack, Place, is_old, next_pack, packs_in
from panah.backups.remembered import Remembered
from panah.keeper import publickeys
from panah.keeper.values import PublicKey

DATABASE = "panah.sqlite3"
PAGES_A_PART = 256
GENERATION_DAYS, GENERATION_PACKS, GENERATION_GROWS_BYTES = 7, 10_000, 64 << 20
"""When a new whole copy is made, or when the later packs outgrow the first and that many bytes."""
COUNTED_BELOW_PAGES = 25_000
"""Up to 100 MB every pack says how many rows each table has; beyond, those that look at all."""
FILES = (publickeys.FILE,)

Progress = Callable[[int, int], None]
"""Called with how much was looked at, and how much there is."""

Clock = Callable[[], datetime]


class NoRecoveryKey(Exception):
    """No keeper has left its recovery key in the data folder yet."""


class AlreadyRunning(Exception):
    """Another process makes a backup to the same place now."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """What one run did; `pack` is None when nothing had changed."""

    at: datetime
    pack: Pack | None
    size: int = 0
    is_whole: bool = False


class Source(Protocol):
    """A database of which one state after the other is written down."""

    count_now: bool
    """Say how many rows each table has, whether anything is new or not."""

    def ship(self, pack: PackWriter, known: Remembered, *, progress: Progress) -> dict[str, Any]:
        """Write what is not known into a pack; what the last part is to tell."""

    def look(self, clock: Clock, *, whole: bool) -> datetime | None:
        """Hold a new state in place; its moment, or None when nothing has changed.

        Args:
            whole: what was seen before does not count.
        """

    def close(self) -> None:
        """Let go of the database."""


class Pages:
    """A SQLite database as a source: its pages."""

    def __init__(self, database: Path) -> None:
        self._follower = Follower(database)
        self._seen: tuple[bytes, int] | None = None
        self.count_now = False

    def look(self, clock: Clock, *, whole: bool) -> datetime | None:
        """Hold a new state; the moment is taken before, so that nothing after it is promised."""
        at = clock()
        self._state = self._follower.look(whole=whole)
        mark = self._state.mark
        seen, self._seen = self._seen, (mark.salt, mark.frames)
        return None if seen == self._seen and not whole and not self.count_now else at

    def ship(self, pack: PackWriter, known: Remembered, *, progress: Progress) -> dict[str, Any]:
        """Write the pages that are other than before."""
        state, follower = self._state, self._follower
        pages = every_page(state) if state.changed is None else iter(sorted(state.changed))
        total = state.pages if state.changed is None else len(state.changed)
        batch: list[tuple[int, bytes]] = []
        for done, page in enumerate(pages, 1):
            content = follower.read(state, page)
            if page <= state.pages and known.is_new(page, content):
                batch.append((page, content))
            if len(batch) == PAGES_A_PART:
                _add_pages(pack, batch)
            if done % PAGES_A_PART == 0:
                progress(done, total)
        _add_pages(pack, batch)
        del known.hashes[state.pages * 16 :]
        progress(total, total)
        counted = state.changed is None or state.pages < COUNTED_BELOW_PAGES or self.count_now
        return {
            "kind": "sqlite",
            "page_bytes": state.mark.page_bytes,
            "pages": state.pages,
            "counts": counts_of(follower.ask) if counted else {},
        }

    def close(self) -> None:
        """Let go of the database."""
        self._follower.close()


class Shipper:
    """Makes backups of one data folder to one place."""

    def __init__(self, data: Path, folder: Path, source: Source, *, clock: Clock) -> None:
        self.data, self._source, self._clock = data, source, clock
        self._recovery = recovery_key_of(data)
        self.place = Place(folder, self._recovery.key_id)
        self._memory = data / "backups" / f"{_mark_of(folder)}.state"
        self._known = Remembered.load(self._memory)
        self._is_sure = False
        self._key: PackKey | None = None

    def ship(self, *, progress: Progress = lambda _done, _total: None) -> Shipped:
        """Make one backup. Left half-way, for any reason, it leaves nothing at the place.

        Raises:
            AlreadyRunning: another process is at it.
            OSError: the place cannot be written; what was there before is as it was.
            sqlite3.Error: the database cannot be read.
        """
        self.place.own.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self.data, self.place.folder):
            generation = self._generation(self._clock())
            whole = generation is None or not self._is_sure
            at = self._source.look(self._clock, whole=whole)
            if at is None:
                return Shipped(self._clock(), None)
            try:
                shipped = self._write(generation or self._begin(at), at, progress=progress)
            except BaseException:
                self._go_back()
                raise
            self._is_sure = True
            return shipped

    def save(self) -> None:
        """Remember what was shipped beyond the end of this process."""
        if self._known is not None:
            self._known.save(self._memory)

    def forget_older_than(self, moment: datetime) -> int:
        """Remove generations that ended before a moment; how many."""
        return self.place.forget_before(moment)

    def _write(self, generation: Path, at: datetime, *, progress: Progress) -> Shipped:
        known = self._known
        if known is None or self._key is None:
            raise AssertionError("a generation was begun")
        target = next_pack(generation, at)
        is_whole = not known.parent
        with PackWriter(target.path, self._key) as pack:
            told = self._source.ship(pack, known, progress=progress)
            digest = pack.finish(told | self._head(known, at))
        known.parent, known.parent_digest = target.path.name, digest
        known.packs += 1
        if is_whole:
            known.first_bytes = pack.size
            self.save()
        else:
            known.later_bytes += pack.size
        return Shipped(at, target, pack.size, is_whole)

    def _head(self, known: Remembered, at: datetime) -> dict[str, Any]:
        files = {name: (self.data / name).read_bytes() for name in FILES}
        return {
            "at": at.astimezone(UTC).isoformat(),
            "parent": known.parent,
            "parent_digest": known.parent_digest,
            "version": __version__,
            "files": files,
        }

    def _generation(self, at: datetime) -> Path | None:
        """The generation to go on with; None when a new one is to begin."""
        known = self._known
        if known is None or not known.parent:
            return None
        path = self.place.own / known.generation
        if not (path / known.parent).is_file() or is_old(path, at, days=GENERATION_DAYS):
            return None
        grown = known.later_bytes > max(known.first_bytes, GENERATION_GROWS_BYTES)
        if grown or known.packs >= GENERATION_PACKS:
            return None
        self._key = self._key or PackKey.drawn(self._recovery.public_key, known.generation)
        return path

    def _begin(self, at: datetime) -> Path:
        path = self.place.begin(at)
        self._known = Remembered(path.name)
        self._key = PackKey.drawn(self._recovery.public_key, path.name)
        return path

    def _go_back(self) -> None:
        # The hashes have gone ahead of the packs: what was saved is true, and all is compared.
        self._known, self._is_sure, self._key = Remembered.load(self._memory), False, None
        for generation in self.place.generations():
            if not packs_in(generation):
                with suppress(OSError):
                    generation.rmdir()


def recovery_key_of(data: Path) -> PublicKey:
    """The public key that backups of a data folder are sealed to.

    Raises:
        NoRecoveryKey: no keeper has run for this folder yet.
    """
    for key in publickeys.read(data):
        if key.purpose == publickeys.BACKUP:
            return key
    raise NoRecoveryKey


def counts_of(ask: Callable[[str], list[tuple[object, ...]]]) -> dict[str, int]:
    """How many rows each table has."""
    named = ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    counted = {str(name): ask(f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in named}  # noqa: S608
    return {name: int(str(count)) for name, count in sorted(counted.items())}


def _add_pages(pack: PackWriter, batch: list[tuple[int, bytes]]) -> None:
    if batch:
        numbers = struct.pack(f">{len(batch)}I", *(page for page, _ in batch))
        pack.add(["pages", numbers, b"".join(content for _, content in batch)])
        batch.clear()


def _mark_of(folder: Path) -> str:
    """A short name for a place, without its path in it."""
    import hashlib

    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


@contextmanager
def _alone(data: Path, folder: Path) -> Iterator[None]:
    run = data / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    with (run / f"backup-{_mark_of(folder)}.lock").open("a") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


__all__ = ["AlreadyRunning", "NoRecoveryKey", "Pages", "Shipped", "Shipper"]
