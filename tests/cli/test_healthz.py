"""`/healthz` of a data folder, asked in a process of its own: its database, and its worker."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.promises.centre import ROOT

PATIENCE_SECONDS = 60.0
DATABASE = "panah.sqlite3"
READY = """
import sys
from pathlib import Path
from panah.cli import centre
centre.set_up_django(Path(sys.argv[1]))
centre.migrate()
centre.ensure_site("ALA", desks=3)
"""
HANGS = """
import sys
from pathlib import Path
from panah.cli import centre
centre.set_up_django(Path(sys.argv[1]))
from tests.cli.hanging import hang
hang.enqueue()
"""
ASKED = """
import json, sys
from pathlib import Path
from panah.cli import centre
centre.set_up_django(Path(sys.argv[1]))
from django.test import Client
answer = Client(raise_request_exception=False).get("/healthz")
print(json.dumps([answer.status_code, answer.content.decode()]))
"""


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    nobody = {"PANAH_KEEPER_SOCKET": "/nowhere/keeper.sock"}
    return kept | nobody | {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)} | more


def python(program: str, data: Path) -> str:
    command = [sys.executable, "-c", program, str(data)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment(), check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def asked(data: Path) -> tuple[int, dict[str, Any]]:
    """The status, and what is said of each part."""
    status, told = json.loads(python(ASKED, data))
    return status, json.loads(told)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its tables."""
    data = tmp_path_factory.mktemp("centre") / "data"
    data.mkdir()
    python(READY, data)
    return data


@pytest.fixture
def data(ready: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready, tmp_path / "data"))


def test_a_database_that_answers_is_told_apart_from_one_that_does_not(data: Path) -> None:
    before = asked(data)
    found = []
    for break_it in (overwrite, remove):
        break_it(data)
        status, told = asked(data)
        found.append((status, told["ok"], told["database"], told["worker"], told["tasks"]))

    assert (before[0], before[1]["database"], before[1]["worker"]) == (503, "ok", "silent")
    assert found == [(503, False, "silent", "unknown", "unknown")] * 2


def overwrite(data: Path) -> None:
    """As a disk does that loses what was written."""
    for file in data.glob(f"{DATABASE}*"):
        file.write_bytes(b"nothing that was ever a database " * 200)


def remove(data: Path) -> None:
    """As when the disk is not there; nothing can be made in its place."""
    shutil.rmtree(data)
    data.symlink_to(data.with_name("gone"))


@contextmanager
def working(data: Path) -> Iterator[None]:
    """A worker for the folder."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "panah.cli.worker"],
        env=environment(PANAH_DATA=str(data)),
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        worker.kill()
        worker.wait()


def pulses(data: Path) -> set[str]:
    """Who has beaten."""
    with closing(sqlite3.connect(data / DATABASE, timeout=20)) as database:
        return {name for (name,) in database.execute("SELECT process FROM sites_pulse")}


def taken(data: Path) -> int:
    """How many tasks somebody has begun with."""
    with closing(sqlite3.connect(data / DATABASE, timeout=20)) as database:
        asked = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
        return int(database.execute(asked).fetchone()[0])


def test_a_task_that_hangs_is_noticed_while_the_rest_of_the_worker_beats(data: Path) -> None:
    python(HANGS, data)
    end = time.monotonic() + PATIENCE_SECONDS
    with working(data):
        while not (pulses(data) and taken(data)):
            assert time.monotonic() < end, "the task was not taken"
            time.sleep(0.1)
        time.sleep(1)  # three rounds of a worker whose tasks do not hang
        status, told = asked(data)

    assert (status, told["worker"], told["tasks"]) == (503, "ok", "silent")
    assert told["tasks_done_at"] is None


def test_control_a_worker_with_nothing_that_hangs_is_well(data: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    with working(data):
        while pulses(data) != {"worker", "tasks"}:
            assert time.monotonic() < end, "it did not beat"
            time.sleep(0.1)
        told = asked(data)[1]

    assert (told["worker"], told["tasks"], told["keeper"]) == ("ok", "ok", "silent")
