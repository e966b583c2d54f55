"""Which version of Panah may use a data folder: a real folder, every command, real exit codes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.test_register import HEAD, panah
from tests.promises.centre import ROOT

pytestmark = pytest.mark.xdist_group("backups by command")

NEWER = "INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '0999_x', '2031-01-01')"
LEFT_OUT = "DELETE FROM django_migrations WHERE name = '0002_releases_cannot_change'"
NO_GUARD = "DROP TRIGGER figures_release_never_updates"
COMMANDS = {
    "serve": ("serve", "--port", "8997"),
    "upgrade": ("upgrade",),
    "backup": ("backup", "--to", "stick"),
    "invite": ("invite",),
    "doctor": ("doctor",),
    "register": ("register", "list.csv"),
    "certificate": ("certificate", "check", "PNH1:X"),
    "journal": ("journal", "verify"),
    "prepare": ("prepare",),
    "prepare without keys": ("prepare", "--no-keys"),
    "web": ("web",),
    "worker": ("worker",),
}
FOR_PEOPLE = ("serve", "register", "prepare", "prepare without keys", "web", "worker")
AS_IF_NOT_NEWER = """
import sys
from panah.cli import versions
versions.unknown_changes = lambda applied: []
from panah.cli.main import app
app()
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one person in it, and the list that they stood in."""
    home = tmp_path_factory.mktemp("versions")
    (home / "list.csv").write_text(f"{HEAD}\na1,,Оспан,Ерлан,1991-05-04,M,,\n", encoding="utf-8")
    done = panah("register", home / "list.csv", "--data", home / "data")
    assert done.returncode == 0, done.stderr
    return home / "data"


def copied(data: Path, home: Path, *changes: str) -> Path:
    """The folder and its keys at another place, with something changed in its database."""
    shutil.copytree(data, home / "data", ignore=shutil.ignore_patterns("*.sock", "keeper.path"))
    shutil.copytree(data.with_name("data.keys"), home / "data.keys")
    shutil.copy(data.with_name("list.csv"), home)
    with closing(sqlite3.connect(home / "data" / "panah.sqlite3")) as database, database:
        for change in changes:
            database.execute(change)
    return home / "data"


def typed(words: tuple[str, ...], data: Path) -> subprocess.CompletedProcess[str]:
    """A command as the units type it, beside a keeper that is somewhere."""
    more = {"PANAH_KEEPER_SOCKET": str(data.parent / "no.sock"), "PANAH_SECRET_KEY": "x" * 50}
    command = [sys.executable, "-m", "panah.cli.main", *words, "--data", str(data)]
    return subprocess.run(
        command,
        cwd=data.parent,
        env=_clean() | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_folder_that_a_newer_version_used_is_refused_by_every_command(
    data: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = typed(words, copied(data, tmp_path, NEWER))

    assert done.returncode == 2, (done.stdout, done.stderr)
    assert "newer version of Panah" in done.stderr
    assert "desk 0999_x" in done.stderr
    assert not (tmp_path / "stick").exists()


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_a_folder_that_an_older_version_used_waits_for_its_backup(
    data: Path, tmp_path: Path, name: str
) -> None:
    older = copied(data, tmp_path, LEFT_OUT, NO_GUARD)

    done = typed(COMMANDS[name], older)

    assert done.returncode == 2, (done.stdout, done.stderr)
    assert f"panah upgrade --data {older}" in done.stderr
    assert "0002_releases_cannot_change" not in _changes_of(older)


def test_a_backup_that_a_newer_version_made_is_not_restored(data: Path, tmp_path: Path) -> None:
    newer, stick, new = copied(data, tmp_path, NEWER), tmp_path / "stick", tmp_path / "new"
    words = ["backup", "--data", newer, "--to", stick]
    subprocess.run(
        [sys.executable, "-c", AS_IF_NOT_NEWER, *words], cwd=ROOT, check=True, capture_output=True
    )

    done = panah("restore", "--from", stick, "--data", new, "--keys", newer.with_name("data.keys"))

    assert done.returncode == 2, (done.stdout, done.stderr)
    assert "newer version of Panah" in done.stderr
    assert not new.exists()


def test_on_postgresql_an_older_centre_is_brought_to_this_version_with_a_backup_before(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.cli.upgrading", str(tmp_path / "home")]
    done = subprocess.run(
        [sys.executable, "tools/with_postgres.py", *command],
        cwd=ROOT,
        env=_clean(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout[done.stdout.index("{") :])

    assert "panah upgrade --data" in told["prepared"]
    assert "still runs" in told["beside_a_keeper"]
    assert "1 change was made" in told["upgraded"]
    assert told["guards"] == {"older": 0, "upgraded": 1, "before": 0}
    assert told["people"] == 1
    assert "newer version of Panah" in told["newer"]


def _clean() -> dict[str, str]:
    theirs = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    return theirs | {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def _changes_of(data: Path) -> set[str]:
    with closing(sqlite3.connect(data / "panah.sqlite3")) as database:
        return {name for (name,) in database.execute("SELECT name FROM django_migrations")}
