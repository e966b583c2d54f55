"""P2: names that went in are found in no dump, no archive of the log, and no backup."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.promises.centre import DATABASE, ROOT, Centre
from tests.promises.registering import everyone
from tests.promises.scanning import Needles, files_below

PEOPLE = 12
pytestmark = pytest.mark.xdist_group("copies")


def needles() -> Needles:
    """The names of everybody who was registered, as typed and as compared."""
    return Needles(name for one in everyone()[:PEOPLE] for name in one.needles)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre on SQLite with every copy that one can make of it."""
    centre = Centre(tmp_path_factory.mktemp("p02") / "centre")
    command = [sys.executable, "-m", "tests.promises.registering", str(centre.data)]
    registering = subprocess.Popen(
        command, env=centre.environment(), stdout=subprocess.PIPE, text=True
    )
    assert registering.stdout
    for _ in range(PEOPLE + 1):
        registering.stdout.readline()
    made = centre.panah("backup", "--data", centre.data, "--to", centre.home / "stick")
    (centre.home / "wal").mkdir()
    shutil.copy(centre.data / f"{DATABASE}-wal", centre.home / "wal")
    registering.kill()
    registering.wait()
    registering.stdout.close()
    with closing(sqlite3.connect(centre.data / DATABASE)) as connection:
        (centre.home / "dump.sql").write_text("\n".join(connection.iterdump()), encoding="utf-8")
    assert made.returncode == 0, made.stderr
    return centre.home


def test_no_name_is_in_a_dump_the_log_or_a_backup_of_sqlite(copies: Path) -> None:
    looked_at = [*files_below([copies / "stick", copies / "wal", copies / "data"])]
    looked_at.append(copies / "dump.sql")

    assert needles().found_in_files(looked_at) == {}
    assert (copies / "wal" / f"{DATABASE}-wal").stat().st_size > 100_000
    assert list((copies / "stick").rglob("*.pack"))


def test_a_backup_says_nothing_to_whoever_has_it_alone(copies: Path) -> None:
    (pack,) = (copies / "stick").rglob("*.pack")
    content = pack.read_bytes()

    assert not [
        word for word in (b"SQLite format", b"CREATE TABLE", b"journal_") if word in content
    ]


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("p02pg") / "home"
    home.mkdir()
    done = subprocess.run(
        [
            *(sys.executable, "tools/with_postgres.py"),
            *(sys.executable, "-m", "tests.promises.on_postgres", str(home)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout[done.stdout.index("{") :])


def test_no_name_is_in_a_dump_the_log_or_a_backup_of_postgresql(
    on_postgres: tuple[Path, dict[str, Any]],
) -> None:
    home, told = on_postgres

    assert needles().found_in_files(files_below([home])) == {}
    assert told["tables"] > 20
    assert any(path.stat().st_size >= 1 << 24 for path in (home / "wal").iterdir())


def test_postgresql_is_restored_row_by_row(on_postgres: tuple[Path, dict[str, Any]]) -> None:
    _, told = on_postgres

    assert told["differ"] == []
    assert told["told"].count("they agree") == 2
    assert len(told["sizes"]) == 2
    assert "empty" in told["again"]


def test_a_backup_of_postgresql_is_rehearsed_in_a_schema_that_is_gone_afterwards(
    on_postgres: tuple[Path, dict[str, Any]],
) -> None:
    _, told = on_postgres

    assert told["rehearsed"]["fault"] == ""
    assert told["rehearsed"]["entries"] > 0
    assert told["rehearsed"]["rows"] > 100
    assert told["rehearsed"]["schemas"] == []
