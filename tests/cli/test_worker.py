"""The worker as it runs in a centre, and `panah journal` beside it: real processes."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from panah.keeper.launch import start_keeper

ROWS = [
    "client_id,family_name,given_names,birth_date,sex",
    *(f"r{n},Оспан{n}ов,Дәурен,19{60 + n}-03-0{1 + n % 9},M" for n in range(20)),
]
PATIENCE_SECONDS = 40.0


def _environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    return kept | {"LC_ALL": "C.UTF-8"} | more


def _panah(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "panah.cli.main", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)


def _one(data: Path, question: str) -> int:
    with sqlite3.connect(data / "panah.sqlite3", timeout=20) as database:
        return int(database.execute(question).fetchone()[0])


def _wait_for(claim: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not claim():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a list in it."""
    folder = tmp_path_factory.mktemp("centre")
    (folder / "list.csv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    done = _panah("register", folder / "list.csv", "--data", folder / "data")
    assert done.returncode == 0, done.stderr
    _take_places_away(folder / "data")
    _leave_a_second_look(folder / "data")
    return folder / "data"


def _leave_a_second_look(data: Path) -> None:
    """As if it had been killed before it looked at its people again."""
    said = (
        "import django; django.setup()\n"
        "from panah.duplicates.tasks import look_again_at_groups\n"
        "from panah.vault.models import SealedIdentity\n"
        "numbers = SealedIdentity.objects.values_list('pk', flat=True)\n"
        "look_again_at_groups.enqueue([[number] for number in numbers])\n"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "panah.config.settings", "PANAH_DATA": str(data)}
    subprocess.run([sys.executable, "-c", said], env=_environment(**settings), check=True)


def _take_places_away(data: Path) -> None:
    """As if the command had been killed after its last commit: events without places."""
    with sqlite3.connect(data / "panah.sqlite3") as database:
        guards = database.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'trigger' AND tbl_name LIKE 'journal%'"
        ).fetchall()
        for name, _sql in guards:
            database.execute(f"DROP TRIGGER {name}")
        database.execute(
            "INSERT INTO journal_pendingevent (id, log, body)"
            " SELECT lower(hex(randomblob(16))), log, body FROM journal_entry"
        )
        for table in ("journal_entry", "journal_tile", "journal_checkpoint"):
            database.execute(f"DELETE FROM {table}")
        for _name, sql in guards:
            database.execute(sql)


def _copied(data: Path, target: Path) -> Path:
    """A copy of a folder with its keys."""
    # The log of what is not in the file yet goes when the last one closes it, in the midst of this.
    _one(data, "PRAGMA wal_checkpoint(TRUNCATE)")
    left_out = shutil.ignore_patterns("*.sock", "*-wal", "*-shm")
    shutil.copytree(data, target / "data", ignore=left_out)
    shutil.copytree(data.with_name("data.keys"), target / "data.keys")
    return target / "data"


@pytest.fixture
def data(registered: Path, tmp_path: Path) -> Path:
    return _copied(registered, tmp_path)


@contextmanager
def _working(data: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A worker for the folder, killed at the end if it has not stopped."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "panah.cli.worker"],
        env=_environment(PANAH_DATA=str(data), **more),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.communicate()


@pytest.fixture(scope="module")
def worked(registered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after a worker with a keeper has been through it."""
    data = _copied(registered, tmp_path_factory.mktemp("worked"))
    with start_keeper(data) as keeper, _working(data, **keeper.environment()):
        _wait_for(lambda: _one(data, "SELECT count(*) FROM journal_checkpoint") > 0)
    return data


@pytest.fixture
def signed(worked: Path, tmp_path: Path) -> Path:
    return _copied(worked, tmp_path)


WAITING = (
    "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
)


def test_a_worker_places_signs_does_what_waits_and_stops_when_told(data: Path) -> None:
    assert _one(data, WAITING) > 0
    with start_keeper(data) as keeper, _working(data, **keeper.environment()) as worker:
        _wait_for(lambda: _one(data, "SELECT count(*) FROM journal_entry") == 20)
        _wait_for(lambda: _one(data, "SELECT count(*) FROM journal_checkpoint") == 1)
        _wait_for(lambda: _one(data, WAITING) == 0)
        asked = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(PATIENCE_SECONDS)

    assert code == 0
    assert time.monotonic() - asked < 10  # two seconds on a quiet machine
    assert (
        _one(data, "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status='FAILED'")
        == 0
    )


def test_without_a_keeper_the_journal_goes_on_and_tasks_wait(data: Path) -> None:
    with _working(data, PANAH_KEEPER_SOCKET="/nowhere/keeper.sock") as worker:
        _wait_for(lambda: _one(data, "SELECT count(*) FROM journal_entry") == 20)
        _wait_for(
            lambda: (
                _one(
                    data,
                    "SELECT count(*) FROM django_tasks_database_dbtaskresult"
                    " WHERE exception_class_path LIKE '%Keeper%'",
                )
                > 0
            )
        )
        assert worker.poll() is None

    assert _one(data, WAITING) > 0
    assert _one(data, "SELECT count(*) FROM journal_checkpoint") == 0
    assert (
        _one(
            data,
            "SELECT coalesce(max(length(traceback)), 0) FROM django_tasks_database_dbtaskresult",
        )
        == 0
    )

    with start_keeper(data) as keeper, _working(data, **keeper.environment()):
        _wait_for(lambda: _one(data, WAITING) == 0)


def test_a_task_whose_worker_was_killed_is_done_by_the_next_one(data: Path) -> None:
    with sqlite3.connect(data / "panah.sqlite3") as database:
        database.execute(
            "UPDATE django_tasks_database_dbtaskresult"
            " SET status='RUNNING', started_at='2022-10-05 03:00:00', worker_ids='[\"worker-1\"]'"
        )
    with start_keeper(data) as keeper, _working(data, **keeper.environment()):
        _wait_for(lambda: _one(data, WAITING) == 0)

    assert (
        _one(data, "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status='FAILED'")
        == 0
    )


# panah journal


def _change(data: Path, *statements: str) -> None:
    with sqlite3.connect(data / "panah.sqlite3") as database:
        for trigger in ("journal_entry_never_updates", "journal_entry_never_deletes"):
            database.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            database.execute(statement)


def test_an_honest_journal_is_whole_and_its_checkpoint_can_be_kept(signed: Path) -> None:
    note = _panah("journal", "checkpoint", "--log", "register", "--data", signed)
    kept = signed.with_name("kept.txt")
    kept.write_text(note.stdout, encoding="utf-8")

    done = _panah("journal", "verify", "--data", signed, "--checkpoint", kept)

    assert (note.returncode, done.returncode) == (0, 0), done.stdout + done.stderr
    assert "register · 20 entries · 2 checkpoints" in done.stdout
    assert "not whole" not in done.stdout


def test_a_changed_journal_is_said_to_be_changed(signed: Path) -> None:
    _change(signed, "UPDATE journal_entry SET body = replace(body, 'M', 'F') WHERE position = 3")

    done = _panah("journal", "verify", "--data", signed)

    assert done.returncode == 3
    assert "the first 20 entries are not those that were signed" in done.stdout


def test_a_journal_cut_short_is_noticed_by_whoever_kept_a_checkpoint(signed: Path) -> None:
    kept = signed.with_name("kept.txt")
    note = _panah("journal", "checkpoint", "--log", "register", "--data", signed)
    kept.write_text(note.stdout, encoding="utf-8")
    _change(
        signed,
        "DELETE FROM journal_entry",
        "DELETE FROM journal_tile",
        "DELETE FROM journal_checkpoint",
    )

    unaided = _panah("journal", "verify", "--data", signed)
    done = _panah("journal", "verify", "--data", signed, "--checkpoint", kept)

    assert unaided.returncode == 0  # an empty log is whole: only the checkpoint knows better
    assert done.returncode == 3
    assert "a checkpoint of 20 entries was signed, and they are not there" in done.stdout


def test_what_is_no_checkpoint_of_this_centre_is_refused(signed: Path) -> None:
    strange = signed.with_name("strange.txt")
    strange.write_text("elsewhere\n1\nAAAA\n\n— elsewhere AAAAAAAA\n", encoding="utf-8")

    done = _panah("journal", "verify", "--data", signed, "--checkpoint", strange)

    assert done.returncode == 3
    assert "not signed by this centre" in done.stdout
    assert "changes of the centre: 0, as they were written" in done.stdout


def test_a_folder_or_file_that_is_not_there_is_said_plainly(signed: Path, tmp_path: Path) -> None:
    nothing = _panah("journal", "verify", "--data", tmp_path / "nothing")
    no_note = _panah(
        "journal", "verify", "--data", signed, "--checkpoint", tmp_path / "nothing.txt"
    )
    no_log = _panah("journal", "checkpoint", "--data", signed, "--log", "people")

    assert [done.returncode for done in (nothing, no_note, no_log)] == [2, 2, 2]
    assert "There is no data folder" in nothing.stderr
    assert "cannot be read" in no_note.stderr
    assert "There is no log «people»" in no_log.stderr
