"""Log files never grow: each is turned at its size, and the oldest go. Their owner alone reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from panah.web import logs

BYTES, FILES = 20_000, 3
WRITES = """
import logging, os, sys
os.umask(0o022)
from panah.web import logs
most, kept, lines = map(int, sys.argv[1:])
if most:
    logs.MOST_BYTES, logs.KEPT_FILES = most, kept
logs.configure({})
for number in range(lines):
    logging.getLogger("panah.worker").info("line %s %s", number, "x" * 200)
logging.getLogger("panah.worker").error("something failed")
"""


def written(folder: Path, *words: int) -> dict[str, list[str]]:
    """The lines of each file that a process of a centre leaves."""
    named = {"PANAH_LOGS": str(folder), "PANAH_PROCESS": "worker"}
    subprocess.run(
        [sys.executable, "-c", WRITES, *map(str, words)],
        env=os.environ | named,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return {file.name: file.read_text().splitlines() for file in folder.iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("centre") / "logs"


@pytest.fixture(scope="module")
def turned(folder: Path) -> dict[str, list[str]]:
    """What is left of 1000 lines, where 240 have room."""
    return written(folder, BYTES, FILES, 1000)


def test_a_log_is_turned_at_its_size_and_only_so_many_files_stay(
    folder: Path, turned: dict[str, list[str]]
) -> None:
    old = [f"worker.log.{number}" for number in range(1, FILES + 1)]
    sizes = {name: (folder / name).stat().st_size for name in turned}

    assert set(turned) == {"worker.log", "worker-errors.log", *old}
    assert max(sizes.values()) <= BYTES
    assert min(sizes[name] for name in old) > BYTES - 1000  # each was full before it was turned


def test_the_newest_lines_are_those_that_stay_and_none_is_cut(
    turned: dict[str, list[str]],
) -> None:
    names = [f"worker.log.{number}" for number in range(FILES, 0, -1)]
    said = [json.loads(line)["event"] for name in [*names, "worker.log"] for line in turned[name]]
    numbers = [int(event.split()[1]) for event in said[:-1]]

    assert said[-1] == "something failed"
    assert numbers == list(range(numbers[0], 1000))
    assert numbers[0] > 0
    assert [json.loads(line)["event"] for line in turned["worker-errors.log"]] == said[-1:]


def test_nobody_but_its_owner_reads_a_log_old_or_new(
    folder: Path, turned: dict[str, list[str]]
) -> None:
    modes = {file.stat().st_mode & 0o777 for file in folder.iterdir()}

    assert len(turned) > FILES
    assert modes == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_as_it_is_installed_a_log_stays_below_what_a_small_disk_can_give(tmp_path: Path) -> None:
    left = written(tmp_path / "logs", 0, 0, 10)

    assert set(left) == {"worker.log", "worker-errors.log"}
    assert logs.MOST_BYTES * (logs.KEPT_FILES + 1) <= 30_000_000
