"""`panah register` as somebody types it: real processes, real folders, real exit codes."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

HEAD = "client_id,group,family_name,given_names,birth_date,sex,family_name_latin,given_names_latin"
ROWS = [
    "a1,g,Жұмабек,Ерлан,1990-05-04,M,,",
    "a2,,,,1990-04-05,M,ZHUMABEK,YERLAN",
    "a3,g,Жұмабек,Алия,1991-02-30,F,,",
    "a4,g,Жұмабек,Алия,1991-02-28,F,,",
    "a1,g,Жұмабек,Ерлан,1990-05-04,M,,",
    "a4,g,Жұмабек,Әлия,1991-02-28,F,,",
]


def panah(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "panah.cli.main", *map(str, words)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    environment |= {"LC_ALL": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def result_of(path: Path) -> list[dict[str, str]]:
    with path.with_name(path.name + ".result.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def a_name(n: int) -> str:
    syllables = ("ба", "де", "жи", "ко", "лу", "мә", "нө", "ры", "са", "те", "хо", "шу", "ға")
    return "".join(syllables[(n // 13**place) % 13] for place in range(4)).capitalize()


def people_in(data: Path) -> int:
    """How many are registered; none in a folder that is only being made ready."""
    address = (data / "panah.sqlite3").as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM desk_individual").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


@pytest.fixture
def a_list(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    return path


def test_a_list_is_registered_once_however_often_it_is_sent(tmp_path: Path, a_list: Path) -> None:
    data = tmp_path / "centre"

    first = panah("register", a_list, "--data", data)
    lines = result_of(a_list)
    second = panah("register", a_list, "--data", data)
    again = result_of(a_list)

    assert (first.returncode, second.returncode) == (3, 3), first.stderr
    assert [line["status"] for line in lines] == [
        "registered",
        "registered_with_candidates",
        "rejected",
        "registered",
        "already_registered",
        "rejected",
    ]
    assert lines[1]["candidates"] == lines[0]["individual_number"]
    assert [line["row"] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    assert [line["status"] for line in again].count("already_registered") == 4
    assert people_in(data) == 3
    assert "Evaluation mode" in first.stderr


def test_without_its_keys_a_data_folder_is_locked(tmp_path: Path, a_list: Path) -> None:
    data = tmp_path / "centre"
    panah("register", a_list, "--data", data)
    shutil.move(tmp_path / "centre.keys", tmp_path / "elsewhere")

    locked = panah("register", a_list, "--data", data)
    opened = panah("register", a_list, "--data", data, "--keys", tmp_path / "elsewhere")

    assert locked.returncode == 4
    assert "the keeper is locked" in locked.stderr.lower()
    assert opened.returncode == 3


def test_keys_never_lie_beside_the_lock(tmp_path: Path, a_list: Path) -> None:
    data = tmp_path / "centre"

    refused = panah("register", a_list, "--data", data, "--keys", data / "keys")

    assert refused.returncode == 2
    assert not (data / "keys").exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xfd", b"name\nx\n", b"client_id\n1\n"])
def test_an_unusable_list_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    done = panah("register", path, "--data", tmp_path / "centre")

    assert done.returncode == 2
    assert done.stderr.strip()
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


def test_a_rehearsal_writes_nothing(tmp_path: Path, a_list: Path) -> None:
    done = panah("register", a_list, "--data", tmp_path / "centre", "--dry-run")

    assert done.returncode == 3
    assert "birth_date" in done.stdout
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


def test_a_rehearsal_notices_one_client_id_with_two_contents(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = ["a,,Орлова,Мария,1990,F,,", "a,,Орлова,Мария,1991,F,,", "a,,Орлова,Мария,1990,F,,"]
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")

    done = panah("register", path, "--data", tmp_path / "centre", "--dry-run")

    assert done.returncode == 3
    assert done.stdout.startswith("2\ta\tclient_id:")
    assert len(done.stdout.splitlines()) == 1


def test_what_was_interrupted_and_killed_goes_on_and_doubles_nobody(tmp_path: Path) -> None:
    path, data, count = tmp_path / "list.csv", tmp_path / "centre", 1200
    rows = [f"c{n},,{a_name(n)},{a_name(n * 7)},{1950 + n % 50}-01-02,M,," for n in range(count)]
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")

    interrupted, first = cut_short(path, data, by=signal.SIGINT)
    killed, second = cut_short(path, data, by=signal.SIGKILL)
    again = panah("register", path, "--data", data)

    assert (interrupted, killed) == (130, -signal.SIGKILL)
    assert 0 < first < second < count
    assert again.returncode == 0, again.stderr
    assert people_in(data) == count
    assert len(result_of(path)) == count


def cut_short(path: Path, data: Path, *, by: int) -> tuple[int, int]:
    """Register a list until a few more are in it than before; return how it ended, and how many."""
    before = people_in(data)
    command = [sys.executable, "-m", "panah.cli.main", "register", str(path), "--data", str(data)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    while process.poll() is None and people_in(data) <= before:
        time.sleep(0.02)
    process.send_signal(by)
    process.wait()
    return process.returncode, people_in(data)
