"""Work in two processes: a copy of this one beside it, with everything that is in memory.

Nothing is handed over to the copy: it has what there was when it was made. What it finds comes
back through a pipe.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, TypeVar

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
IS_POSSIBLE = sys.platform == "linux"
"""Whether a process may be copied while it has threads that the copy does without."""
_DONE = "done"
_GO = "go"

Found = TypeVar("Found")
Given = TypeVar("Given")
Stage = Callable[[], Iterable[Any]]


class CopyEnded(Exception):
    """The copy is gone before its work was done: killed, most often for want of memory."""


class Turns:
    """Numbers from 0 on, each given once, to whichever process asks first."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._next = multiprocessing.get_context("fork").Value("l", 0) if IS_POSSIBLE else None
        self._given = 0

    def __iter__(self) -> Iterator[int]:
        while (number := self._taken()) < self._count:
            yield number

    def _taken(self) -> int:
        if self._next is None:
            self._given += 1
            return self._given - 1
        with self._next.get_lock():
            self._next.value += 1
            return int(self._next.value) - 1


class Together:
    """Goes through stages of work in this process and in a copy of it.

    Each stage is begun when both have ended the one before it. Which part of a stage is whose they
    settle by `Turns`.
    """

    def __init__(self, stages: Sequence[Stage], *, processes: int) -> None:
        self._stages = list(stages)
        self._next = 0
        self._copy = _Copy(self._work) if processes > 1 and IS_POSSIBLE else None

    def stage(self) -> Iterator[Any]:
        """What the next stage gives in either process, as it comes; the copy begins at once."""
        stage = self._stages[self._next]
        self._next += 1
        if self._copy:
            self._copy.send(_GO)
        return self._found(stage)

    def _found(self, stage: Stage) -> Iterator[Any]:
        if self._copy is None:
            yield from stage()
            return
        for each in stage():
            yield each
            yield from self._copy.so_far()
        yield from self._copy.until_done()

    def _work(self, line: Connection) -> None:
        for stage in self._stages:
            line.recv()
            for each in stage():
                line.send((None, each))
            line.send((_DONE, None))

    def __enter__(self) -> Together:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        if self._copy:
            self._copy.close()


def in_two(
    work: Callable[[Given], Found], chunks: Iterable[Given], *, processes: int
) -> list[Found]:
    """The results in order, some of them from a copy of this process."""
    given = list(chunks)
    turns = Turns(len(given))

    def stage() -> Iterator[tuple[int, Found]]:
        for at in turns:
            yield at, work(given[at])

    with Together([stage], processes=min(processes, len(given))) as together:
        found = dict(together.stage())
    return [found[at] for at in range(len(given))]


class _Copy:
    """A copy of this process at work, and what it has said."""

    def __init__(self, work: Callable[[Connection], None]) -> None:
        ours, theirs = multiprocessing.Pipe()
        parent = os.getpid()

        def run() -> None:
            ours.close()
            _end_with(parent)
            _work_and_leave(work, theirs)

        self._process = multiprocessing.get_context("fork").Process(target=run, daemon=True)
        self._process.start()
        theirs.close()
        self._line = ours
        self._is_done = True
        self._said: SimpleQueue[tuple[Any, Any]] = SimpleQueue()
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        """Take what it says when it says it, so that it never waits for us."""
        try:
            while True:
                self._said.put(self._line.recv())
        except (EOFError, OSError):
            self._said.put((CopyEnded(), None))

    def send(self, word: str) -> None:
        """Tell it something."""
        self._is_done = False
        try:
            self._line.send(word)
        except OSError:
            raise CopyEnded from None

    def so_far(self) -> Iterator[Any]:
        """What it has found by now."""
        while not self._is_done and not self._said.empty():
            yield from self._heard()

    def until_done(self) -> Iterator[Any]:
        """What else it finds in this stage."""
        while not self._is_done:
            yield from self._heard()

    def _heard(self) -> Iterator[Any]:
        kind, value = self._said.get()
        if isinstance(kind, BaseException):
            raise kind
        self._is_done = kind == _DONE
        if not self._is_done:
            yield value

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.join()
        self._listener.join()
        self._line.close()


def _work_and_leave(work: Callable[[Connection], None], line: Connection) -> None:
    # Nothing is wound up: other threads of the process that was copied may have held its locks.
    try:
        work(line)
    except (EOFError, BrokenPipeError):
        os._exit(1)
    except BaseException as error:
        line.send((error, None))
        os._exit(1)
    os._exit(0)


def _end_with(parent: int) -> None:
    """Let the system end this process when whoever started it is gone, killed or not."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # gone before we said so
        os._exit(1)
