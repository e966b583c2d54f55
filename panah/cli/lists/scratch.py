"""The folder beside a result in which lists lie meanwhile, and how it goes away."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import secrets
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console

from panah.cli.endings import INTERRUPTED
from panah.engines.linkage import unfinished

LEAVES_WITHIN_SECONDS = 10.0
PREFIX, LETTERS = ".panah-lists-", 12


@contextmanager
def scratch(results: Sequence[Path]) -> Iterator[Path]:
    """A folder beside the first result that goes away, whatever happens.

    What a killed run left goes, too: its folder, and results of these names that were unfinished.
    """
    parent = results[0].resolve().parent
    folder = parent / f"{PREFIX}{secrets.token_hex(LETTERS // 2)}"
    made = folder.with_suffix(".new")
    goes = [folder, made, *map(unfinished, results)]
    with _gone_when_stopped(goes):  # before it is there: a signal may come at any moment
        _remove([*goes, *filter(_is_nobodys, parent.glob(PREFIX + "?" * LETTERS))])
        made.mkdir(mode=0o700)
        held = os.open(made, os.O_RDONLY)
        try:
            with suppress(OSError):  # where nobody can hold it, nobody takes it for left, either
                fcntl.flock(held, fcntl.LOCK_EX)
            made.rename(folder)  # not before it is held
            yield folder
        finally:
            _remove(goes)
            os.close(held)


def _is_nobodys(folder: Path) -> bool:
    """Whether no process is left of the run that made the folder."""
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:  # it is somebody else's, or gone
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(held)
    return True


@contextmanager
def _gone_when_stopped(goes: Sequence[Path]) -> Iterator[None]:
    """Let a signal end everything where it stands, and leave nothing of the lists behind.

    Nothing is wound up: processes and threads that are just being started could wait for ever.
    """

    def leave(*_: object) -> None:
        for process in multiprocessing.active_children():
            process.kill()
        until = time.monotonic() + LEAVES_WITHIN_SECONDS
        while any(path.exists() for path in goes) and time.monotonic() < until:
            _remove(goes)  # threads may still write there
        Console(stderr=True).show_cursor()
        os._exit(INTERRUPTED)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)  # a folder, or nothing
        with suppress(OSError):
            path.unlink()
