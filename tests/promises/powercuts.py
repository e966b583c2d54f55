"""Registrations that are cut short by power cuts, round after round; run as a process of its own.

    python -m tests.promises.powercuts HOME drop|half|both ROUNDS SEED [NORMAL]

Each round a child process registers people on a disk that forgets what was not synced; it is killed
at some moment, the power goes off, and another child looks at what is there. NORMAL is the control:
SQLite then syncs the log now and then, and not at each commit. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.promises.registering import a_clerk_here, everyone, registered

DATABASE = "panah.sqlite3"
LONGEST_SECONDS = 0.6
HOW = ("drop", "half")


class DiskProcess:
    """The disk, in a process of its own, mounted at a folder."""

    def __init__(self, backing: Path, at: Path) -> None:
        for folder in (backing, at):
            folder.mkdir(parents=True, exist_ok=True)
        self.at = at
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.promises.disks", str(backing), str(at)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        ready = self._process.stdout.readline()
        assert ready == "ready\n", "a file system of our own needs /dev/fuse and root"

    def say(self, line: str) -> str:
        """Tell the disk something."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def stop(self) -> None:
        """Take it away."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()


def main(home: Path, how: str, rounds: int, *, seed: int, synchronous: str) -> dict[str, Any]:
    """Go through the rounds; what was acknowledged, lost and broken in all of them."""
    from tests.keepers import a_keeper, asking

    backing, at = home / "disk", home / "mount"
    backing.mkdir(parents=True)
    set_up(home / "data", backing, synchronous)
    drawn, told = random.Random(seed), {"acknowledged": 0, "lost": 0, "broken": 0, "people": 0}
    with a_keeper(home / "data") as keeper, asking(keeper, bulk=True):
        assert _in_a_child(prepare) == 0
        disk = DiskProcess(backing, at)
        move_to(at)
        try:
            for number in range(rounds):
                acknowledged = _until_killed(drawn.random() * LONGEST_SECONDS, number)
                what = HOW[number % 2] if how == "both" else how
                disk.say(f"power off {what} {drawn.randrange(1 << 30)}")
                _look(told, acknowledged)
        finally:
            disk.stop()
    return told


def set_up(data: Path, backing: Path, synchronous: str) -> None:
    """Let Django work on a database at the place that becomes the disk."""
    import django

    os.environ["PANAH_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "panah.config.settings"
    from django.conf import settings

    database = settings.DATABASES["default"]
    pragmas = database["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in pragmas
    database["OPTIONS"]["init_command"] = pragmas.replace("FULL", synchronous)
    database["NAME"] = str(backing / DATABASE)
    settings.PANAH_CLOCK = "tests.builders.morning"
    django.setup()


def move_to(folder: Path) -> None:
    """From here on the database is asked through the disk of our own."""
    from django.db import connections

    connections.close_all()
    connections["default"].settings_dict["NAME"] = str(folder / DATABASE)


def prepare() -> None:
    """The tables and a clerk."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    a_clerk_here()


def _until_killed(seconds: float, number: int) -> list[str]:
    """Register until killed, so long after the first was acknowledged; who was."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _ended_with(lambda: _register_on(writing, number))
    os.close(writing)
    with os.fdopen(reading) as told:
        select.select([told], [], [], 30)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [line.strip() for line in told if line.endswith("\n")]


def _register_on(writing: int, number: int) -> None:
    from panah.journal import tasks
    from tests.builders import MORNING

    clerk, people = a_clerk_here(), everyone()
    for place in range(number * 50, number * 50 + 50):
        request = registered(people[place % len(people)], clerk)
        os.write(writing, f"{request}\n".encode())
        if place % 3 == 0:
            tasks.sequence(MORNING)
            tasks.sign(MORNING)


def _look(told: dict[str, int], acknowledged: list[str]) -> None:
    reading, writing = os.pipe()
    code = _in_a_child(lambda: os.write(writing, json.dumps(_found(acknowledged)).encode()))
    os.close(writing)
    with os.fdopen(reading) as answer:
        found = json.loads(answer.read() or "{}")
    told["acknowledged"] += len(acknowledged)
    told["lost"] += found.get("lost", 0)
    told["people"] = found.get("people", 0)
    told["broken"] += code != 0 or not found.get("whole", False)


def _found(acknowledged: list[str]) -> dict[str, Any]:
    from django.db import connection

    from panah.desk.models import Individual, RegistrationGroup
    from panah.journal import queries
    from panah.journal.models import Log

    with connection.cursor() as cursor:
        checks = [
            cursor.execute(f"PRAGMA {what}").fetchall()
            for what in ("integrity_check", "foreign_key_check")
        ]
    there = RegistrationGroup.objects.filter(request_id__in=acknowledged).count()
    groups = RegistrationGroup.objects.count()
    whole = checks == [[("ok",)], []] and groups == Individual.objects.count()
    whole = whole and all(queries.verify(log).is_whole for log in Log)
    return {"lost": len(acknowledged) - there, "whole": whole, "people": groups}


def _in_a_child(act: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        _ended_with(act)
    return os.waitpid(child, 0)[1]


def _ended_with(act: Callable[[], object]) -> None:
    code = 1
    try:
        act()
        code = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(code)


if __name__ == "__main__":
    home, how, rounds, seed, *more = sys.argv[1:]
    said = main(
        Path(home), how, int(rounds), seed=int(seed), synchronous=more[0] if more else "FULL"
    )
    sys.stdout.write(json.dumps(said))
