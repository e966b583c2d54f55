"""A centre on PostgreSQL that lacks one change of its tables, and what is done about it.

    python tools/with_postgres.py python -m tests.cli.upgrading HOME

Prints one JSON object of what each command said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from panah.keeper.launch import start_keeper
from tests.cli.test_register import HEAD

GUARDS = "SELECT count(*) FROM pg_trigger WHERE tgname = 'figures_release_never_updates'"
OLDER = (
    "DROP TRIGGER figures_release_never_updates ON figures_release",
    "DROP FUNCTION figures_release_refused()",
    "DELETE FROM django_migrations WHERE name = '0002_releases_cannot_change'",
)
NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '0999_x', now())"


def main(home: Path) -> dict[str, Any]:
    """Do all of it."""
    address = os.environ["PANAH_DATABASE_URL"]
    home.mkdir()
    data, before = home / "data", home / "before"
    (home / "list.csv").write_text(f"{HEAD}\na1,,Оспан,Ерлан,1991-05-04,M,,\n", encoding="utf-8")
    _panah("register", home / "list.csv", "--data", data)
    _execute(address, *OLDER)
    told: dict[str, Any] = {"guards": {"older": _asked(address, GUARDS)}}
    told["prepared"] = _panah("prepare", "--data", data, "--no-keys", code=2)
    upgrade = ("upgrade", "--data", data, "--to", before)
    with start_keeper(data) as keeper:
        theirs = {"PANAH_KEEPER_SOCKET": str(keeper.socket)}
        elsewhere = ("upgrade", "--data", home / "elsewhere", "--to", before)
        told["beside_a_keeper"] = _panah(*elsewhere, more=theirs, code=2)
    told["upgraded"] = _panah(*upgrade)
    told["guards"]["upgraded"] = _asked(address, GUARDS)
    _execute(address, "CREATE DATABASE restored")
    other = {"PANAH_DATABASE_URL": address.replace("/postgres?", "/restored?")}
    place = ("--from", before, "--data", home / "new", "--keys", home / "data.keys")
    _panah("restore", *place, more=other)
    told["guards"]["before"] = _asked(other["PANAH_DATABASE_URL"], GUARDS)
    told["people"] = _asked(other["PANAH_DATABASE_URL"], "SELECT count(*) FROM desk_individual")
    _execute(address, NEWER)
    told["newer"] = _panah("worker", "--data", data, more={"PANAH_KEEPER_SOCKET": "x"}, code=2)
    return told


def _panah(*words: object, more: dict[str, str] | None = None, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "panah.cli.main", *map(str, words)],
        env=os.environ | (more or {}) | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def _execute(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _asked(address: str, question: str) -> int:
    with psycopg.connect(address) as connection:
        found = connection.execute(question.encode()).fetchone()
    assert found
    return int(found[0])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
