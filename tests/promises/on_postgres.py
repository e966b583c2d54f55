"""A centre on PostgreSQL: people, backups, a dump, the log, and the same restored beside it.

    python tools/with_postgres.py python -m tests.promises.on_postgres HOME

Prints one JSON object; what is to be looked through lies in HOME.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from panah.keeper.launch import start_keeper

FIRST, MORE = 12, 2


def main(home: Path) -> dict[str, Any]:
    """Do all of it."""
    address = os.environ["PANAH_DATABASE_URL"]
    data, stick = home / "data", home / "stick"
    _run("tests.promises.registering", data, FIRST)
    _give_places(data)
    _run("panah.cli.main", "backup", "--data", data, "--to", stick)
    _run("tests.promises.registering", data, MORE)
    _run("panah.cli.main", "backup", "--data", data, "--to", stick)
    rehearsed = _rehearsed(data, stick)
    sizes = [path.stat().st_size for path in sorted(stick.rglob("*.pack"))]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
        before = _dumped(connection, home / "dump")
        _archive(connection, home / "wal")
    other = address.replace("/postgres?", "/restored?")
    assert other != address, address
    words = ("restore", "--from", stick, "--data", home / "new", "--keys", home / "data.keys")
    told = _run("panah.cli.main", *words, address=other)
    again = _run("panah.cli.main", *words[:4], home / "again", *words[5:], address=other, code=2)
    with psycopg.connect(other) as connection:
        after = _dumped(connection, home / "restored-dump")
    differ = sorted(name for name in before | after if before.get(name) != after.get(name))
    told_of = {"rehearsed": rehearsed, "tables": len(before)}
    return told_of | {"sizes": sizes, "told": told, "again": again, "differ": differ}


def _give_places(data: Path) -> None:
    """What the worker does with the journal."""
    code = (
        "import django; django.setup(); from panah.journal.actions import sequence_pending; "
        "from panah.web.clock import real_now; sequence_pending(at=real_now())"
    )
    more = {"PANAH_DATA": str(data), "DJANGO_SETTINGS_MODULE": "panah.config.settings"}
    subprocess.run([sys.executable, "-c", code], env=os.environ | more, check=True)


def _rehearsed(data: Path, stick: Path) -> dict[str, Any]:
    """A rehearsal as the worker starts it, and which schemas are left afterwards."""
    with start_keeper(data) as keeper:
        more = keeper.environment() | {"PANAH_DATA": str(data), "PANAH_BACKUP_TO": str(stick)}
        more |= {"DJANGO_SETTINGS_MODULE": "panah.config.settings"}
        command = [sys.executable, "-m", "panah.backups.rehearsing"]
        done = subprocess.run(
            command, env=os.environ | more, capture_output=True, text=True, check=True
        )
    with psycopg.connect(os.environ["PANAH_DATABASE_URL"]) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'panah%'")
        return json.loads(done.stdout) | {"schemas": found.fetchall()}


def _run(module: str, *words: object, address: str = "", code: int = 0) -> str:
    more = {"PANAH_DATABASE_URL": address} if address else {}
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, words)],
        env=os.environ | more | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, (words, done.returncode, done.stderr)
    return done.stdout + done.stderr


def _dumped(connection: psycopg.Connection[Any], folder: Path) -> dict[str, bytes]:
    """Every table as text, in a file each."""
    folder.mkdir()
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    written = {name: b"".join(sorted(_rows(connection, name))) for (name,) in found.fetchall()}
    for name, content in written.items():
        (folder / name).write_bytes(content)
    return written


def _rows(connection: psycopg.Connection[Any], name: str) -> Iterator[bytes]:
    with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copied:
        yield from (bytes(row) for row in copied)


def _archive(connection: psycopg.Connection[Any], folder: Path) -> None:
    connection.execute("SELECT pg_switch_wal()")
    row = connection.execute("SHOW data_directory").fetchone()
    assert row
    ignored = shutil.ignore_patterns("archive_status", "summaries")
    shutil.copytree(Path(row[0]) / "pg_wal", folder, ignore=ignored)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
