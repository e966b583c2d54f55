"""A centre's processes are stopped with all that they have started."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from panah.cli import processes
from panah.cli.listening import Listening
from panah.cli.processes import Centre

STARTS_A_WORKER = """
import os, pathlib, signal, sys, time
told, folder = [], pathlib.Path(sys.argv[1])

def hear(*_):
    told.append(1)
    if len(told) == int(sys.argv[2]):
        (folder / "heard").touch()
        os._exit(0)

signal.signal(signal.SIGTERM, lambda *_: None)
if worker := os.fork():
    os.waitpid(worker, 0)
else:
    signal.signal(signal.SIGTERM, hear)
    (folder / "ready").touch()
    while True:
        time.sleep(60)
"""
"""A server that was told while it started: it waits for its worker, and never told it."""


@pytest.fixture
def centre() -> Centre:
    return Centre(Listening())


def a_server(centre: Centre, folder: Path, *, hears: int) -> int:
    """Start one whose worker ends when it is told so many times; their group."""
    command = [sys.executable, "-c", STARTS_A_WORKER, str(folder), str(hears)]
    centre.start("web", command, {})
    end = time.monotonic() + 60
    while not (folder / "ready").exists() and time.monotonic() < end:
        time.sleep(0.01)
    return centre.children["web"].process.pid


def living(group: int) -> list[str]:
    """The states of those in a group who are not dead; the first process may bury them late."""
    states = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                states.append(state)
    return states


def ends(group: int) -> bool:
    """Whether all of a group die; a signal takes a moment."""
    end = time.monotonic() + 60
    while living(group) and time.monotonic() < end:
        time.sleep(0.01)
    return not living(group)


def test_a_worker_that_was_not_told_is_told_again(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 600)
    monkeypatch.setattr(processes, "ASK_AGAIN_SECONDS", 0.05)
    group = a_server(centre, tmp_path, hears=2)

    centre.stop()

    assert (tmp_path / "heard").exists()
    assert ends(group)


def test_whoever_hears_nothing_is_ended_with_all_it_has_started(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.1)
    monkeypatch.setattr(processes, "ASK_AGAIN_SECONDS", 0.05)
    group = a_server(centre, tmp_path, hears=1_000_000)

    centre.stop()

    assert not (tmp_path / "heard").exists()
    assert ends(group)
