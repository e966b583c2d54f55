"""Work on texts and names, in two processes where there is enough of it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
Given = TypeVar("Given")
Found = TypeVar("Found")


class Workers:
    """Two processes that start at once, or none: then the work is done here.

    They are copies of this one: start them before DuckDB or anything else has threads.
    """

    def __init__(self, processes: int) -> None:
        self.count = processes
        self._pool: ProcessPoolExecutor | None = None
        if processes > 1:
            way = "fork" if sys.platform == "linux" else "spawn"
            self._pool = ProcessPoolExecutor(
                processes,
                mp_context=multiprocessing.get_context(way),
                initializer=_end_with,
                initargs=(os.getpid(),),
            )
            self._pool.submit(_wake)  # all of them start now

    def map(self, work: Callable[[Given], Found], chunks: Iterable[Given]) -> Iterator[Found]:
        """The results in order; chunks are taken as fast as the processes are."""
        return map(work, chunks) if self._pool is None else self._pool.map(work, chunks)

    def close(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def _end_with(parent: int) -> None:
    """Let the system end this process when whoever started it is gone, killed or not."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # gone before we said so
            os._exit(1)


def _wake() -> None:
    import panah.engines.matching  # noqa: F401
