"""`panah backup`, `restore` and `upgrade` as somebody types them: real folders, real exit codes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from panah.backups import actions, queries, recovery, tasks
from panah.keeper.launch import start_keeper
from tests.builders import MORNING
from tests.cli.test_register import HEAD, panah, people_in
from tests.keepers import asking

pytestmark = pytest.mark.xdist_group("backups by command")

PHRASE = "six invented words stand in this place"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three people in it."""
    home = tmp_path_factory.mktemp("backups")
    rows = [f"a{n},,Оспан{n},Ерлан,199{n}-05-04,M,," for n in range(3)]
    (home / "list.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    done = panah("register", home / "list.csv", "--data", home / "data")
    assert done.returncode == 0, done.stderr
    return home / "data"


@pytest.fixture(scope="module")
def stick(data: Path) -> Path:
    """A stick with a backup, the keys in it too."""
    place = data.parent / "stick"
    done = panah("backup", "--data", data, "--to", place, "--keys-too", PHRASE)
    assert done.returncode == 0, done.stderr
    assert "whole copy" in done.stdout
    return place


def test_with_the_phrase_data_and_keys_come_back(data: Path, stick: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    wrong = panah("restore", "--from", stick, "--data", new, "--keys-too", PHRASE + " more")
    done = panah("restore", "--from", stick, "--data", new, "--keys-too", PHRASE)

    assert wrong.returncode == 2
    assert done.returncode == 0, done.stderr
    assert people_in(new) == 3
    for name in ("keyring.sealed", "unlock", "web.secret"):
        kept = (data.with_name("data.keys") / name).read_bytes()
        assert (new.with_name("new.keys") / name).read_bytes() == kept
    assert {path.stat().st_mode & 0o077 for path in tmp_path.rglob("*")} == {0}


def test_the_key_from_paper_opens_the_backup_and_a_slip_is_noticed(
    data: Path, stick: Path, tmp_path: Path
) -> None:
    key = panah("backup", "--data", data, "--show-key").stdout.strip()
    slip = key[:-1] + ("A" if key[-1] != "A" else "B")
    words = ("restore", "--from", stick, "--data", tmp_path / "new", "--recovery-key")

    assert panah(*words, key.lower().replace("-", " ")).returncode == 0
    assert len(key.split("-")) == 14
    with pytest.raises(recovery.NotAKey):
        recovery.read(slip)


def test_a_moment_by_this_machine_s_clock_chooses_what_comes_back(
    data: Path, tmp_path: Path
) -> None:
    centre, keys = tmp_path / "centre", data.with_name("data.keys")
    shutil.copytree(data, centre, ignore=shutil.ignore_patterns("*.sock", "keeper.path"))
    (tmp_path / "more.csv").write_text(f"{HEAD}\nb1,,Оспан,Дана,1988-05-04,F,,\n", encoding="utf-8")
    place = ("--from", tmp_path / "stick", "--keys", keys)
    panah("backup", "--data", centre, "--to", tmp_path / "stick", "--keys", keys)
    time.sleep(1.1)
    between = f"{datetime.now():%Y-%m-%dT%H:%M:%S}"
    time.sleep(1.1)
    panah("register", tmp_path / "more.csv", "--data", centre, "--keys", keys)
    panah("backup", "--data", centre, "--to", tmp_path / "stick", "--keys", keys)

    then = panah("restore", *place, "--data", tmp_path / "then", "--to", between)
    now = panah("restore", *place, "--data", tmp_path / "now")
    before_all = panah("restore", *place, "--data", tmp_path / "none", "--to", "2022-10-07")
    no_moment = panah("restore", *place, "--data", tmp_path / "none", "--to", "yesterday")

    assert (then.returncode, now.returncode) == (0, 0), (then.stderr, now.stderr)
    assert (people_in(tmp_path / "then"), people_in(tmp_path / "now")) == (3, 4)
    assert (before_all.returncode, no_moment.returncode) == (2, 2)
    assert "none from before then" in before_all.stderr
    assert "yesterday is no moment" in no_moment.stderr
    assert not (tmp_path / "none").exists()


def test_without_being_asked_no_key_is_in_a_backup(data: Path, tmp_path: Path) -> None:
    assert panah("backup", "--data", data, "--to", tmp_path / "stick").returncode == 0
    refused = panah("backup", "--data", data, "--to", tmp_path / "stick", "--keys-too", "short")

    assert refused.returncode == 2
    assert [path.suffix for path in (tmp_path / "stick").rglob("*") if path.is_file()] == [".pack"]
    assert "20 characters" in refused.stderr


def test_a_full_stick_and_a_place_inside_the_data_leave_nothing_behind(
    data: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "panah.cli.main", "backup", "--data", str(data), "--to"]
    limited = f"ulimit -f 100; trap '' XFSZ; exec {' '.join(command)} {tmp_path / 'stick'}"
    full = subprocess.run(
        ["bash", "-c", limited], capture_output=True, text=True, check=False, env=_environment()
    )
    inside = panah("backup", "--data", data, "--to", data / "stick")

    assert (full.returncode, inside.returncode) == (2, 2)
    assert "could not be written" in full.stderr
    assert not [path for path in (tmp_path / "stick").rglob("*") if path.is_file()]
    assert not (data / "stick").exists()


def test_interrupted_it_leaves_what_was_there(data: Path, stick: Path) -> None:
    before = sorted(path.name for path in stick.rglob("*"))
    command = [sys.executable, "-c", INTERRUPTED, "backup", "--data", data, "--to", stick]
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, check=False, env=_environment()
    )

    assert done.returncode == 130, done.stderr
    assert sorted(path.name for path in stick.rglob("*")) == before


INTERRUPTED = """
import os, signal
from panah.backups import packs
from panah.cli.main import app

finish = packs.PackWriter.finish
packs.PackWriter.finish = lambda *_: os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a background
app()
"""


def test_upgrading_makes_a_backup_and_then_the_changes(data: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(data, older, ignore=shutil.ignore_patterns("*.sock", "keeper.path"))
    shutil.copytree(data.with_name("data.keys"), tmp_path / "older.keys")
    with closing(sqlite3.connect(older / "panah.sqlite3")) as database, database:
        database.execute("DROP TRIGGER figures_release_never_updates")
        database.execute("DELETE FROM django_migrations WHERE name = '0002_releases_cannot_change'")
    served = panah("serve", "--data", older, "--port", "8996")
    done = panah("upgrade", "--data", older)
    restored = panah(
        *("restore", "--from", tmp_path / "older.before-upgrade", "--data", tmp_path / "back"),
        *("--keys", tmp_path / "older.keys"),
    )

    assert (done.returncode, restored.returncode) == (0, 0), (done.stdout, restored.stderr)
    assert served.returncode == 2
    assert "panah upgrade --data" in served.stderr
    assert "1 change was made" in done.stdout
    with closing(sqlite3.connect(tmp_path / "back" / "panah.sqlite3")) as database:
        found = database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        assert found.fetchone() < _triggers_in(older)


def test_the_worker_ships_what_is_new_and_rehearses_restoring(
    data: Path, tmp_path: Path, settings: Any
) -> None:
    settings.DATA, settings.PANAH_BACKUP_TO = data, str(tmp_path / "place")
    try:
        with start_keeper(data) as keeper, asking(keeper):
            tasks.rehearse(MORNING)
            assert queries.last_rehearsal() is None  # nothing is there that could be restored
            tasks.ship(MORNING)
            tasks.ship(MORNING)
            tasks.rehearse(MORNING)
            first = queries.last_rehearsal()
            tasks.rehearse(MORNING + timedelta(days=29))
            assert queries.last_rehearsal() == first
            shutil.move(tmp_path / "place", tmp_path / "away")
            (tmp_path / "place").write_text("a stick that is none")
            tasks.ship(MORNING)
            failing = queries.backup_state()
            tasks.rehearse(MORNING + timedelta(days=31))
    finally:
        actions.stop_shipping()
    second = queries.last_rehearsal()

    assert first
    assert first.went_well
    assert (first.entries, first.at) == (3, MORNING)
    assert first.rows > 10
    assert (failing.fault, failing.failing_since) == ("place", MORNING)
    assert failing.until == first.until
    assert second
    assert second.fault == "nothing"
    assert not list((data / "run").glob("rehearsal-*"))


def _triggers_in(folder: Path) -> tuple[int]:
    with closing(sqlite3.connect(folder / "panah.sqlite3")) as database:
        count = database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        found: tuple[int] = count.fetchone()
    return found


def _environment() -> dict[str, str]:
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    return ours | {"LC_ALL": "C.UTF-8"}
