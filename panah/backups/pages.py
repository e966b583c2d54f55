"""What changed in a SQLite database, page by page, while others write to it.

A read transaction keeps one state of the database in place: whoever writes or tidies up meanwhile
cannot touch what that state is made of (https://www.sqlite.org/walformat.html). The state is the
newest frame of each page in the write-ahead log, up to the reader's mark, and the database file for
all other pages. The transaction stays open until the next look, so that the log cannot
begin anew unnoticed, and what was appended to it in between is what changed.

The process must not use the database in any other way: closing a file drops every lock that the
process has on it, whoever took them.
"""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LOG_HEAD_BYTES, FRAME_HEAD_BYTES = 32, 24
TURN_OVER_BYTES = 16 << 20
"""From so long a log on, it is brought into the database, so that it begins anew."""
WRITE_LOCK_SECONDS = 10.0

_FRAMES = struct.Struct("=I")
_FRAME = struct.Struct(">II8s8x")


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of the database: which log, and how many of its frames."""

    salt: bytes
    frames: int
    page_bytes: int

    def is_followed_by(self, later: Mark) -> bool:
        """Whether the later state's log is this one, or the very next one."""
        ours, theirs = int.from_bytes(self.salt[:4]), int.from_bytes(later.salt[:4])
        return self.salt == later.salt or theirs == (ours + 1) % (1 << 32)


@dataclass(slots=True)
class State:
    """One state, kept in place as long as its reader is open."""

    mark: Mark
    pages: int
    newest: dict[int, int] = field(default_factory=dict)
    """Page to its newest frame in the log."""
    changed: set[int] | None = None
    """Pages that may differ from the state before; None when that is not known."""


class Follower:
    """Looks at a database again and again; says what changed since the last look."""

    def __init__(self, database: Path) -> None:
        self._path = database
        self._database = os.open(database, os.O_RDONLY)
        self._writer, self._reader = self._connect(), self._connect()
        self._writer.execute(
            "SELECT count(*) FROM sqlite_master"
        ).fetchone()  # the log is there now
        self._index = os.open(f"{database}-shm", os.O_RDONLY)
        self._log = os.open(f"{database}-wal", os.O_RDONLY)
        self._page_bytes = int(self._writer.execute("PRAGMA page_size").fetchone()[0])
        self._last: Mark | None = None

    def close(self) -> None:
        """Let go, connections first."""
        for connection in (self._reader, self._writer):
            connection.close()
        for handle in (self._database, self._index, self._log):
            os.close(handle)

    def look(self, *, whole: bool = False) -> State:
        """A new state, held in place until the next look.

        Args:
            whole: take every page as changed.

        Raises:
            sqlite3.OperationalError: somebody has been writing for ten seconds.
        """
        self._writer.execute("BEGIN IMMEDIATE")
        try:  # nobody appends a frame now: the reader begins exactly at this mark
            mark = self._mark()
            since = self._since(mark)
            self._hold(turn_over=mark.frames * mark.page_bytes > TURN_OVER_BYTES)
        finally:
            self._writer.execute("ROLLBACK")
        pages = self._reader.execute("PRAGMA page_count").fetchone()[0]
        state = State(mark, pages, *since)
        if whole or state.changed is None:
            state.changed = None
            state.newest = self._frames(mark, 0) or {}
        self._last = mark
        return state

    def read(self, state: State, page: int) -> bytes:
        """One page as it is in a state."""
        frame = state.newest.get(page)
        found = self._framed(state.mark, frame, page) if frame else None
        if found is None:
            found = os.pread(
                self._database, state.mark.page_bytes, (page - 1) * state.mark.page_bytes
            )
        return found

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """Ask the database as it is in the last state."""
        return self._reader.execute(question).fetchall()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=WRITE_LOCK_SECONDS, isolation_level=None)
        connection.execute("PRAGMA wal_autocheckpoint=0")
        return connection

    def _hold(self, *, turn_over: bool) -> None:
        """Let the old state go and keep the present one."""
        with suppress(sqlite3.OperationalError):
            self._reader.execute("ROLLBACK")
        if turn_over:
            # Nobody reads the log for us now, and nobody writes: all of it goes into the database,
            # and the next one who writes begins a new log.
            self._reader.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._reader.execute("BEGIN")
        self._reader.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def _mark(self) -> Mark:
        head = os.pread(self._index, 48, 0)
        (frames,) = _FRAMES.unpack_from(head, 16)
        return Mark(head[32:40], frames, self._page_bytes)

    def _since(self, mark: Mark) -> tuple[dict[int, int], set[int] | None]:
        """The frames that came since the last look, and the pages that they change."""
        last = self._last
        if last is None or not last.is_followed_by(mark):
            return {}, None
        newest = self._frames(mark, last.frames if last.salt == mark.salt else 0)
        return (newest, set(newest)) if newest is not None else ({}, None)

    def _frames(self, mark: Mark, first: int) -> dict[int, int] | None:
        """Page to newest frame, for the frames after the first so many; None: it began anew."""
        newest: dict[int, int] = {}
        for number in range(first + 1, mark.frames + 1):
            head = os.pread(self._log, FRAME_HEAD_BYTES, _offset(mark, number))
            if len(head) < FRAME_HEAD_BYTES:
                return None
            page, _, salt = _FRAME.unpack(head)
            if salt != mark.salt:
                return None
            newest[page] = number
        return newest

    def _framed(self, mark: Mark, frame: int, page: int) -> bytes | None:
        """A page from the log; None when that log is over, and the page is in the database."""
        at = _offset(mark, frame)
        content = os.pread(self._log, FRAME_HEAD_BYTES + mark.page_bytes, at)
        again = os.pread(self._log, FRAME_HEAD_BYTES, at)  # a head is written before its page
        if len(content) < FRAME_HEAD_BYTES + mark.page_bytes or len(again) < FRAME_HEAD_BYTES:
            return None
        same = all(
            _FRAME.unpack(head[:FRAME_HEAD_BYTES])[::2] == (page, mark.salt)
            for head in (content, again)
        )
        return content[FRAME_HEAD_BYTES:] if same else None


def _offset(mark: Mark, frame: int) -> int:
    return LOG_HEAD_BYTES + (frame - 1) * (FRAME_HEAD_BYTES + mark.page_bytes)


def every_page(state: State) -> Iterator[int]:
    """Every page of a state, in order."""
    return iter(range(1, state.pages + 1))
