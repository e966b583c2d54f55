"""`panah doctor` on machines that lack something: a library, memory, the time, a folder."""

from __future__ import annotations

import json
import os
import resource
import site
import subprocess
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from panah.cli.doctor import doctor
from panah.cli.examining import folders, machine
from panah.cli.examining.finding import Finding, Weight
from tests.promises.centre import ROOT

NOBODY = 65534
DAY_SECONDS = 24 * 3600
FINE, LOOK, DANGER = "fine", "look", "danger"
Found = dict[str, dict[str, Any]]
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def told(*before: str, libraries: Path | None = None, **more: str) -> Found:
    """What the command finds at this machine, by topic, in a process of its own.

    Args:
        before: what starts the process.
        libraries: the only folder with libraries that it can see.
    """
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    path = os.pathsep.join(str(folder) for folder in (libraries, ROOT) if folder)
    alone = ["-S"] if libraries else []
    done = subprocess.run(
        [*before, sys.executable, *alone, "-m", "panah.cli.main", "doctor", "--json"],
        env=ours | {"LC_ALL": "C.UTF-8", "PYTHONPATH": path} | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["dangerous"] is (done.returncode == 1)
    return {one["topic"]: one for one in found["findings"]}


def all_but(folder: Path, *missing: str) -> Path:
    """A folder with every library of this environment but some."""
    folder.mkdir()
    for place in site.getsitepackages():
        for library in Path(place).iterdir():
            if library.name not in missing:
                (folder / library.name).symlink_to(library)
    return folder


def weights(found: list[Finding]) -> list[Weight]:
    return [one.weight for one in found]


@pytest.fixture(scope="module")
def well() -> Found:
    """What is found where everything is installed."""
    return told(PYTHONTZPATH="")


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What is found where libraries, time zones and memory are missing."""
    folder = tmp_path_factory.mktemp("machine") / "libraries"
    less = all_but(folder, "psycopg", "duckdb", "sklearn", "tzdata")
    limited = ("sh", "-c", 'ulimit -l 64 && exec "$@"', "sh")
    return told(*limited, libraries=less, PYTHONTZPATH="")


def test_an_extra_that_is_not_installed_is_named_with_its_use(well: Found, lacking: Found) -> None:
    extras = ("postgres", "lists", "waits")
    assert [well[f"Extra {name}"]["weight"] for name in extras] == [FINE] * 3
    assert [lacking[f"Extra {name}"]["weight"] for name in extras] == [LOOK] * 3
    missing = [lacking[f"Extra {name}"]["values"]["missing"] for name in extras]
    assert missing == [["psycopg"], ["duckdb"], ["sklearn"]]
    assert "for more than one machine" in lacking["Extra postgres"]["advice"]


def test_memory_that_is_locked_up_to_a_limit_only_is_told(lacking: Found) -> None:
    found = lacking["Locked memory"]

    assert (found["weight"], found["values"]) == (LOOK, {"limit": 64 * 1024})
    assert "64 kB" in found["found"]
    assert "swap" in found["advice"]


def test_memory_that_is_locked_without_limit_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.resource, "getrlimit", lambda _which: UNLIMITED)

    assert weights(list(machine.memory())) == [Weight.FINE]


def system_says(answer: int | None) -> Callable[[None], object]:
    """A system library whose clock says how it is; None where it has no such word."""
    kept = SimpleNamespace() if answer is None else SimpleNamespace(adjtimex=lambda _asked: answer)
    return lambda _name: kept


@pytest.mark.parametrize(
    ("answer", "weight", "held"),
    [
        (0, Weight.FINE, True),
        (5, Weight.LOOK, False),
        (-1, Weight.FINE, None),
        (None, Weight.FINE, None),
    ],
)
def test_a_clock_that_nobody_holds_is_told_and_one_that_says_nothing_is_not(
    answer: int | None, weight: Weight, held: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine.ctypes, "CDLL", system_says(answer))
    found = next(machine.clock())

    assert (found.weight, found.values) == (weight, {"synchronised": held})


def test_this_machines_own_answer_about_its_clock_is_understood() -> None:
    assert machine._is_synchronised() in (True, False, None)
    assert next(machine.clock()).weight is not Weight.DANGER


def test_a_clock_before_the_day_of_the_program_is_dangerous(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "__init__.py"
    made.touch()
    monkeypatch.setattr(machine, "here", str(made))
    found = []
    for days in (0.5, 1.5):
        os.utime(made, (time.time() + days * DAY_SECONDS,) * 2)
        found.append(next(machine.clock()).weight is Weight.DANGER)

    assert found == [False, True]


def test_a_machine_without_time_zones_is_told_so_and_not_broken(
    well: Found, lacking: Found
) -> None:
    found = lacking["Time zones"]

    assert well["Time zones"]["weight"] == FINE
    assert (found["weight"], found["found"]) == (DANGER, "none are installed")
    assert "tzdata" in found["advice"]


def test_time_zones_of_before_the_change_are_dangerous(tmp_path: Path) -> None:
    (tmp_path / "Asia").mkdir()
    omsk = resources.files("tzdata") / "zoneinfo" / "Asia" / "Omsk"  # +06, as Almaty was
    (tmp_path / "Asia" / "Almaty").write_bytes(omsk.read_bytes())
    found = []
    for places in ([str(tmp_path)], None):
        zoneinfo.reset_tzpath(places)
        zoneinfo.ZoneInfo.clear_cache(only_keys=["Asia/Almaty"])
        found.append(list(machine.clock())[-1].weight)

    assert found == [Weight.DANGER, Weight.FINE]


@pytest.fixture
def reached() -> Iterator[Path]:
    """A folder to which everybody finds the way."""
    with tempfile.TemporaryDirectory(prefix="pa-") as folder:
        yield Path(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Go on as a user who owns nothing; who cannot is not allowed everything, either."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_folder_that_cannot_be_written_is_dangerous(reached: Path) -> None:
    found = []
    for mode in (0o777, 0o555):
        reached.chmod(mode)
        with as_nobody():
            found.append(list(machine.disk(reached))[-1])

    assert weights(found) == [Weight.FINE, Weight.DANGER]
    assert found[1].found == "Permission denied"
    assert list(reached.iterdir()) == []


def test_a_disk_that_takes_no_more_is_told_in_the_systems_words(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    try:
        found = list(machine.disk(tmp_path))[-1]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (found.weight, found.found) == (Weight.DANGER, "File too large")
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_is_not_there_or_open_to_everybody_is_dangerous(tmp_path: Path) -> None:
    found = []
    for mode in (0o700, 0o750, 0o755):
        tmp_path.chmod(mode)
        found += list(folders.data(tmp_path))
    missing = list(folders.data(tmp_path / "none"))

    assert weights(found) == [Weight.FINE, Weight.FINE, Weight.DANGER]
    assert weights(missing) == [Weight.DANGER]
    assert "chmod 700" in found[-1].advice


def test_whoever_may_not_look_into_the_folder_is_told_so_in_one_sentence(
    reached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (reached / "data").mkdir(mode=0o700)
    (reached / "data").chmod(0o000)  # of whoever runs this, too, unless they are allowed everything

    with as_nobody(), pytest.raises(typer.Exit) as ended:
        doctor(data=reached / "data", keys=None, as_json=False)

    (reached / "data").chmod(0o700)
    assert ended.value.exit_code == 2
    assert str(reached / "data") in capsys.readouterr().err
