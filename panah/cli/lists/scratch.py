"""The folder beside a result in which lists lie meanwhile, and how it goes away."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from panah.cli.endings import INTERRUPTED

LEAVES_WITHIN_SECONDS = 10.0


@contextmanager
def scratch(out: Path) -> Iterator[Path]:
    """A folder beside the result that goes away, whatever happens."""
    folder = out.resolve().parent / f".panah-lists-{secrets.token_hex(6)}"
    with _gone_when_stopped(folder):  # before it is there: a signal may come at any moment
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _gone_when_stopped(folder: Path) -> Iterator[None]:
    """Let a signal end everything where it stands, and leave nothing of the lists behind.

    Nothing is wound up: processes and threads that are just being started could wait for ever.
    """

    def leave(*_: object) -> None:
        for process in multiprocessing.active_children():
            process.kill()
        until = time.monotonic() + LEAVES_WITHIN_SECONDS
        while folder.exists() and time.monotonic() < until:  # threads may still write there
            shutil.rmtree(folder, ignore_errors=True)
        Console(stderr=True).show_cursor()
        os._exit(INTERRUPTED)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
