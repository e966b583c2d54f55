"""P29: a centre is restored to a chosen second, and what is restored is what was signed."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from panah.backups.packs import Damaged, remembering
from panah.backups.places import Place
from panah.backups.recovery import CannotOpenBackup, key_id_for, opening_with
from panah.backups.restoring import NothingToRestore, chosen, newest_until, restore_pages
from panah.keeper import keyfolder
from tests.promises import killing
from tests.promises.centre import DATABASE, Centre
from tests.promises.planting import people

TIMES, BETWEEN = 4, 3
LOST_SECONDS = 60
pytestmark = pytest.mark.xdist_group("backups")


@dataclass(frozen=True, slots=True)
class Morning:
    """A centre whose people were registered while backups were made, and what it promised when."""

    centre: Centre
    acknowledged: dict[str, float]
    backups: list[tuple[float, float]]
    """When each backup began, and when it was done."""

    @property
    def folder(self) -> Path:
        return self.centre.home / "stick"

    @property
    def private(self) -> bytes:
        keys = keyfolder.load(self.centre.keys)
        assert keys
        return keys.recovery

    def database_at(self, moment: float, target: Path) -> Path:
        """The database of a moment, put together again at a path."""
        place, opening = Place(self.folder, key_id_for(self.private)), opening_with(self.private)
        last = newest_until(place, datetime.fromtimestamp(moment, UTC))
        restore_pages(chosen(last, opening), target, remembering(opening), progress=_nobody_looks)
        return target

    def restored(self, name: str, *more: str) -> subprocess.CompletedProcess[str]:
        """Restore by the command, into a folder of this name."""
        words = ("restore", "--from", self.folder, "--data", self.centre.home / name)
        return self.centre.panah(*words, "--keys", self.centre.keys, *more)


def a_morning(home: Path, *, times: int) -> Morning:
    """Register people without a pause; make backups meanwhile, the first by the command."""
    centre = Centre(home)
    registering = _started(centre, "tests.promises.registering", str(centre.data))
    told = iter(registering.stdout.readline, "")
    lines = list(_told_after(time.time(), told))
    backups = []
    for number in range(times):
        began = time.time()
        if number == 0:
            done = centre.panah("backup", "--data", centre.data, "--to", home / "stick")
            assert done.returncode == 0, done.stderr
            shipping = _started(centre, "panah.backups", place=home / "stick")
        else:
            shipping.stdin.write("ship\n")
            shipping.stdin.flush()
            assert "until" in shipping.stdout.readline()
        backups.append((began, time.time()))
        lines += list(_told_after(backups[-1][1], told))
    registering.kill()
    shipping.stdin.close()
    shipping.wait()
    lines += list(told)
    acks = (line.split() for line in lines if line.startswith("ack"))
    return Morning(centre, {request: float(at) for _, request, at in acks}, backups)


def _told_after(moment: float, told: Iterator[str]) -> Iterator[str]:
    """Lines until so many people have been registered after a moment: what was told before it
    has waited in the pipe, and says nothing of what a next backup finds."""
    acknowledged = 0
    while acknowledged < BETWEEN:
        yield (line := next(told))
        acknowledged += line.startswith("ack") and float(line.split()[2]) > moment


def _started(centre: Centre, module: str, *words: str, place: Path = Path()) -> subprocess.Popen:
    more = {"PANAH_DATA": str(centre.data), "PANAH_BACKUP_TO": str(place)}
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        env=centre.environment() | (more if place != Path() else {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _requests_in(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT request_id FROM desk_registrationgroup").fetchall()
    return {request for (request,) in rows}


def _nobody_looks(_done: int, _total: int) -> None:
    return None


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    return a_morning(tmp_path_factory.mktemp("p29") / "centre", times=TIMES)


def test_a_chosen_second_is_restored_with_everybody_before_it(
    morning: Morning, tmp_path: Path
) -> None:
    for place, (began, done) in enumerate(morning.backups):
        restored = _requests_in(morning.database_at(done, tmp_path / f"{place}.sqlite3"))
        due = {one for one, at in morning.acknowledged.items() if at <= began}
        later = {one for one, at in morning.acknowledged.items() if at > done + 1}

        assert due <= restored
        assert not later & restored
        assert len(due) > place
    with pytest.raises(NothingToRestore):
        morning.database_at(morning.backups[0][0] - 1, tmp_path / "before")


def test_the_restored_journal_is_the_one_that_was_signed(morning: Morning) -> None:
    done = morning.restored("whole")

    assert done.returncode == 0, done.stderr
    assert len(_requests_in(morning.centre.home / "whole" / DATABASE)) > BETWEEN * TIMES
    assert done.stdout.count("they agree") == 2
    assert " UTC, in " in done.stdout


def test_at_most_a_minute_is_lost_because_the_worker_ships_more_often() -> None:
    every = dict(settings.PANAH_TICKS)["panah.backups.tasks.ship"]

    assert every * 2 <= LOST_SECONDS


@pytest.mark.long
def test_of_a_centre_that_burns_down_at_most_a_minute_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = killing.Morning(tmp_path / "centre", people(900, seed=29))
    stick = tmp_path / "stick"
    environment = working.centre.environment() | {"PANAH_BACKUP_TO": str(stick)}
    monkeypatch.setattr(Centre, "environment", lambda _: environment)
    with working.working():
        time.sleep(LOST_SECONDS * 2)
        burned_at = time.time()
        ignored = shutil.ignore_patterns("*.part")
        shutil.copytree(stick, tmp_path / "carried", ignore=ignored)  # all that is left
    over = Morning(working.centre, {}, [])
    monkeypatch.setattr(Morning, "folder", tmp_path / "carried")
    restored = _requests_in(over.database_at(burned_at, tmp_path / "restored.sqlite3"))
    moments = {one: at for desk in working.desks for one, at in desk.moments.items()}
    due = {one for one, at in moments.items() if at <= burned_at - LOST_SECONDS}

    assert due
    assert due <= restored
    assert not {one for one, at in moments.items() if at > burned_at + 1} & restored


def test_after_the_first_backup_only_what_is_new_is_written(morning: Morning) -> None:
    sizes = [path.stat().st_size for path in sorted(morning.folder.rglob("*.pack"))]

    assert len(sizes) == TIMES
    assert min(sizes[1:]) < sizes[0] * 3 / 4  # clerks go on: the busiest moment may be larger


def test_nothing_is_overwritten(morning: Morning) -> None:
    busy = morning.centre.home / "busy"
    busy.mkdir()
    (busy / "a-file").write_text("stays")

    done = morning.restored("busy")

    assert done.returncode == 2
    assert [path.name for path in busy.iterdir()] == ["a-file"]


def test_a_changed_bit_or_a_missing_pack_restores_nothing(morning: Morning, tmp_path: Path) -> None:
    packs, moment = sorted(morning.folder.rglob("*.pack")), morning.backups[-1][1]
    drawn = random.Random(29)
    for pack in packs * 5:
        content = pack.read_bytes()
        at = drawn.randrange(len(content))
        pack.write_bytes(
            content[:at] + bytes([content[at] ^ 1 << drawn.randrange(8)]) + content[at + 1 :]
        )
        with pytest.raises((Damaged, CannotOpenBackup)):
            morning.database_at(moment, tmp_path / "never")
        pack.write_bytes(content[: drawn.randrange(len(content))])
        with pytest.raises((Damaged, CannotOpenBackup)):
            morning.database_at(moment, tmp_path / "never")
        pack.write_bytes(content)
    away = packs[1].rename(packs[1].with_suffix(".away"))
    with pytest.raises(Damaged):
        morning.database_at(moment, tmp_path / "never")
    away.rename(packs[1])

    assert not (tmp_path / "never").exists()


def test_the_data_folder_does_not_open_its_own_backup(morning: Morning) -> None:
    done = morning.centre.panah(
        *("restore", "--from", morning.folder, "--data", morning.centre.home / "alone"),
        *("--keys", morning.centre.home / "none"),
    )

    assert done.returncode == 2
    assert "recovery key" in done.stderr
    held = b"".join(p.read_bytes() for p in morning.centre.data.rglob("*") if p.is_file())
    assert morning.private not in held
