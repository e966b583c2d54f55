"""A PostgreSQL database as a source of backups: what changed is found, and nothing else is read."""

from __future__ import annotations

import random
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from panah.backups import scans
from panah.backups.remembered import Remembered
from panah.backups.tables import Tables

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2022, 10, 7, 9, tzinfo=UTC)
ROWS = 4000
pytestmark = pytest.mark.xdist_group("tables of postgresql")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a PostgreSQL of these tests' own."""
    say = "import os, sys; print(os.environ['PANAH_DATABASE_URL'], flush=True); sys.stdin.read()"
    command = [sys.executable, "tools/with_postgres.py", sys.executable, "-c", say]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdin
        assert running.stdout
        yield running.stdout.readline().strip()
        running.stdin.close()


@dataclass
class Backup:
    """A backup in memory: what was added last, and everything that is held."""

    source: Tables
    known: Remembered = field(default_factory=lambda: Remembered("generation"))
    added: list[Any] = field(default_factory=list)
    held: dict[tuple[bytes, int], bytes] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)

    def add(self, part: Any) -> None:
        _, mark, run, content = part
        self.added.append(part)
        self.held[mark, run] = zlib.decompress(content)

    def make(self) -> bool:
        """Make one backup; whether anything was new."""
        self.added = []
        if self.source.look(lambda: NOW, whole=False) is None:
            return False
        pack: Any = self
        self.told = self.source.ship(pack, self.known, progress=lambda _done, _total: None)
        return True

    def rows(self, table: str) -> list[bytes]:
        """The rows of a table, as restoring would write them."""
        (told,) = [one for one in self.told["tables"] if one["name"] == table]
        runs = (self.held[told["mark"], run] for run in range(told["runs"]))
        return sorted(b"".join(runs).splitlines())


@dataclass
class Centre:
    """A database with a table of rows, and a backup of it."""

    writer: psycopg.Connection[Any]
    backup: Backup

    def run(self, *questions: str) -> None:
        for question in questions:
            self.writer.execute(question)

    def rows(self) -> list[bytes]:
        with self.writer.cursor().copy("COPY people TO STDOUT") as copied:
            return sorted(bytes(row).rstrip(b"\n") for row in copied)


@pytest.fixture
def centre(server: str) -> Iterator[Centre]:
    with psycopg.connect(server, autocommit=True) as writer:
        writer.execute("DROP TABLE IF EXISTS people")
        writer.execute("CREATE TABLE people (id bigserial PRIMARY KEY, said text, times int)")
        writer.execute(
            "INSERT INTO people (said, times) "
            f"SELECT md5(n::text) || repeat('x', 100), 0 FROM generate_series(1, {ROWS}) n"
        )
        source = Tables(server)
        yield Centre(writer, Backup(source))
        source.close()


def test_after_the_first_time_only_runs_that_changed_are_read(centre: Centre) -> None:
    centre.backup.make()
    first = len(centre.backup.added)
    centre.run("UPDATE people SET times = 1 WHERE id = 17", "DELETE FROM people WHERE id = 3000")
    centre.backup.make()

    assert first > 8
    assert 1 <= len(centre.backup.added) <= 4
    assert centre.backup.rows("people") == centre.rows()
    assert centre.backup.told["counts"]["people"] == ROWS - 1


def test_what_did_not_change_is_neither_read_nor_written(centre: Centre) -> None:
    centre.backup.make()
    centre.backup.make()  # whatever was young is settled now
    centre.run("CREATE TABLE IF NOT EXISTS elsewhere (a int)", "INSERT INTO elsewhere VALUES (1)")
    centre.backup.make()

    assert [run for _, _, run, _ in centre.backup.added] == [0]


@pytest.mark.parametrize(
    "changes",
    [
        ("VACUUM FULL people",),
        ("TRUNCATE people",),
        ("DELETE FROM people WHERE id > 100", "VACUUM people"),
        ("ALTER TABLE people ADD COLUMN later int DEFAULT 7",),
        ("ALTER TABLE people RENAME COLUMN said TO told",),
        ("BEGIN", "UPDATE people SET times = 9", "ROLLBACK"),
        (
            "DELETE FROM people WHERE id = 5",
            "VACUUM people",
            "INSERT INTO people VALUES (5, '', 3)",
        ),
        ("VACUUM FREEZE people", "UPDATE people SET times = 2 WHERE id = 2"),
    ],
    ids=lambda changes: changes[0],
)
def test_whatever_a_table_goes_through_is_in_the_backup(
    centre: Centre, changes: tuple[str, ...]
) -> None:
    centre.backup.make()
    centre.run(*changes)
    centre.backup.make()

    assert centre.backup.rows("people") == centre.rows()


def test_what_was_not_over_in_one_backup_is_in_the_next(centre: Centre, server: str) -> None:
    with psycopg.connect(server) as slow:
        slow.execute("UPDATE people SET times = 1 WHERE id < 10")  # older than what follows
        centre.run("UPDATE people SET times = 2 WHERE id = 20", "DELETE FROM people WHERE id = 21")
        centre.backup.make()
        centre.run("DELETE FROM people WHERE id = 20")  # young in the last backup, gone now
        slow.commit()
    centre.backup.make()

    assert centre.backup.rows("people") == centre.rows()


def test_two_hundred_random_changes_are_all_found(centre: Centre) -> None:
    draw = random.Random(29)
    for _ in range(20):
        for _ in range(10):
            which = draw.randrange(1, ROWS + 200)
            centre.run(
                draw.choice(
                    [
                        f"UPDATE people SET times = times + 1 WHERE id = {which}",
                        f"DELETE FROM people WHERE id BETWEEN {which} AND {which + 3}",
                        f"INSERT INTO people (said, times) VALUES ('{which}', 1)",
                        "VACUUM people",
                    ]
                )
            )
        centre.backup.known = _again(centre.backup.known)
        centre.backup.make()

        assert centre.backup.rows("people") == centre.rows()


def test_a_change_that_is_not_looked_for_is_missed(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.backup.make()
    centre.run("DELETE FROM people WHERE id = 3000")
    monkeypatch.setattr(scans.Scan, "_changed", lambda *_, **__: set())
    centre.backup.make()

    assert centre.backup.rows("people") != centre.rows()


def _again(known: Remembered) -> Remembered:
    """What the next process reads of what this one remembered."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state"
        known.save(path)
        loaded = Remembered.load(path)
    assert loaded
    return loaded
