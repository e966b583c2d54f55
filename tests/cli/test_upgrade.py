"""A register of an earlier version: what `panah upgrade` says, and what the worker then does."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from panah.engines.matching import KEYS_VERSION
from panah.keeper.launch import start_keeper
from tests.cli.test_register import HEAD, a_name, panah

PEOPLE, PATIENCE_SECONDS = 450, 60.0


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A data folder whose records all have keys of an earlier version, which nobody knows."""
    rows = [
        f"a{n},,{a_name(n)},{a_name(n * 7)},19{50 + n % 50}-0{1 + n % 9}-11,M,,"
        for n in range(PEOPLE)
    ]
    (tmp_path / "list.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    done = panah("register", tmp_path / "list.csv", "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    with _database(tmp_path / "data") as database:
        database.execute(
            "UPDATE vault_sealedidentity SET canonical_version = ?", [KEYS_VERSION - 1]
        )
        database.execute("UPDATE vault_blindkey SET key = randomblob(16)")
        database.execute("DELETE FROM vault_renewal")
    return tmp_path / "data"


@contextmanager
def _database(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(data / "panah.sqlite3", timeout=30)) as database, database:
        yield database


def _left(data: Path) -> int:
    with _database(data) as database:
        found = database.execute(
            "SELECT count(*) FROM vault_sealedidentity WHERE canonical_version < ?", [KEYS_VERSION]
        )
        return int(found.fetchone()[0])


@contextmanager
def _a_worker(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    with start_keeper(data) as keeper:
        environment = kept | keeper.environment() | {"PANAH_DATA": str(data)}
        command = [sys.executable, "-m", "panah.cli.worker"]
        worker = subprocess.Popen(command, env=environment)
        try:
            yield worker
        finally:
            worker.kill()
            worker.wait()


def _wait_until_fewer(data: Path, than: int) -> int:
    end = time.monotonic() + PATIENCE_SECONDS
    while (left := _left(data)) >= than:
        assert time.monotonic() < end, f"{left} are left"
        time.sleep(0.02)
    return left


def test_the_worker_gives_new_keys_by_itself_and_goes_on_after_it_was_killed(
    earlier: Path, tmp_path: Path
) -> None:
    upgraded = panah("upgrade", "--data", earlier)
    with _a_worker(earlier) as worker:
        _wait_until_fewer(earlier, PEOPLE)
        os.kill(worker.pid, signal.SIGKILL)
    halfway = _left(earlier)
    doctor = panah("doctor", "--data", earlier, "--json")
    registered = panah("register", tmp_path / "list.csv", "--data", earlier)
    with _a_worker(earlier):
        _wait_until_fewer(earlier, 1)

    assert f"{PEOPLE} records have keys of earlier rules of comparing" in upgraded.stdout
    assert 0 < halfway < PEOPLE
    told = [one["values"] for one in json.loads(doctor.stdout)["findings"]]
    assert {"renewed": PEOPLE - halfway, "to_renew": PEOPLE} in told
    assert f"{halfway} records have keys of earlier rules" in registered.stderr
    with _database(earlier) as database:
        (keys,) = database.execute("SELECT count(*) FROM vault_blindkey").fetchone()
        (people,) = database.execute("SELECT count(*) FROM desk_individual").fetchone()
    assert people == PEOPLE
    assert 6 * PEOPLE < keys < 12 * PEOPLE
