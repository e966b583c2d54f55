"""P39: many wrong passwords, slow talkers and endless forms; the desks go on registering.

The machine is shared by those who attack and those who are attacked, as in no real centre.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.promises.attacking import (
    FORM,
    HEAD,
    Work,
    endless_forms,
    registering,
    sign_ins,
    slow_talkers,
)
from tests.promises.centre import Centre

pytestmark = pytest.mark.xdist_group("attack")
AT_LEAST = 0.99
PATIENCE, LITTLE_PATIENCE = 60.0, 4.0

FORMS_READ_BY_THREADS = """
import asyncio
from panah.config.porch import Porch, THREADS
form, threads = Porch._form, []

async def holding_a_thread(self, environ, protocol):
    if not threads:
        threads.append(asyncio.Semaphore(THREADS))
    async with threads[0]:
        return await form(self, environ, protocol)

Porch._form = holding_a_thread
"""
ONE_DOOR = """
from panah.config import porch
from panah.staff import hashers
hashers.PATIENCE_SECONDS = 3600

class OneDoor(porch.Porch):
    def _door(self, environ):
        return self.desks

porch.Porch = OneDoor
porch.MOST_WAITING = 100_000
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many attack, and how many clerks register how many people each meanwhile.

    In all rounds together a clerk seals no more than the keeper lets a desk seal at once.
    """

    passwords: int
    talkers: int
    forms: int
    clerks: int
    each: int


SHORT, LONG = Size(60, 300, 4, 3, 4), Size(500, 3000, 16, 16, 11)


@dataclass(slots=True)
class Attacked:
    """A centre with clerks at their desks."""

    centre: Centre
    sessions: list[str]
    size: Size
    rounds: int = 0

    def register(self, *, patience: float = PATIENCE, each: int = 0) -> Work:
        """Let every clerk register some people, none of them seen before."""
        self.rounds += 1
        return registering(
            self.centre.port,
            self.sessions,
            each=each or self.size.each,
            place=1000 * self.rounds,
            patience=patience,
        )


@contextmanager
def attacked(home: Path, size: Size, *, patch: str = "") -> Iterator[Attacked]:
    """A centre that works, with enough numbers given out for all rounds."""
    home.mkdir(parents=True)
    (home / "sitecustomize.py").write_text(patch)
    centre = Centre(home / "centre", patches=home if patch else None)
    words = [centre.data, size.clerks, size.clerks * size.each * 8]
    done = subprocess.run(
        [sys.executable, "-m", "tests.promises.seats", *map(str, words)],
        env=centre.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with centre.running():
        yield Attacked(centre, json.loads(done.stdout), size)


@pytest.fixture(
    scope="module", params=[SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=["few", "many"]
)
def here(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    with attacked(tmp_path_factory.mktemp("p39") / "here", request.param) as found:
        yield found


def test_wrong_passwords_at_one_moment_leave_the_desks_alone(here: Attacked) -> None:
    answers, begun, port = [], Event(), here.centre.port
    trying = Thread(target=lambda: answers.append(sign_ins(port, here.size.passwords, begun)))
    trying.start()
    begun.wait(PATIENCE)
    work = here.register()
    trying.join()

    assert work.share >= AT_LEAST, work.failed
    # Whoever did not find a place in the bounded row was told so calmly; nobody was let down.
    assert set(answers[0]) <= {200, 503}
    assert answers[0].total() == here.size.passwords
    assert answers[0][503] > 0


@pytest.mark.parametrize("kind", ["mute", "headers", "forms"])
def test_slow_talkers_leave_the_desks_alone(here: Attacked, kind: str) -> None:
    said = {"mute": "", "headers": HEAD.format("/"), "forms": FORM.format("/line/take/", 9000)}
    letter = {"mute": b"", "headers": b"X-A: b\r\n", "forms": b"a"}

    with slow_talkers(here.centre.port, here.size.talkers, said[kind], letter[kind]) as talking:
        work = here.register()
        connected = sum(one.fileno() >= 0 for one in talking)

    assert connected == here.size.talkers
    assert work.share >= AT_LEAST, work.failed


def test_endless_forms_leave_the_desks_alone(here: Attacked) -> None:
    with endless_forms(here.centre.port, here.size.forms) as answers:
        work = here.register()

    assert work.share >= AT_LEAST, work.failed
    assert answers[413] > 0
    assert set(answers) <= {413, 0}  # 0: hung up while they still talked


@pytest.mark.long
def test_where_threads_wait_for_forms_slow_talkers_stop_the_desks(tmp_path: Path) -> None:
    with attacked(tmp_path / "off", SHORT, patch=FORMS_READ_BY_THREADS) as found:
        said = FORM.format("/line/take/", 9000)
        with slow_talkers(found.centre.port, 60, said, b"a"):
            work = found.register(patience=LITTLE_PATIENCE, each=1)

    assert work.share < AT_LEAST


@pytest.mark.long
def test_with_one_door_for_all_wrong_passwords_stop_the_desks(tmp_path: Path) -> None:
    with attacked(tmp_path / "off", SHORT, patch=ONE_DOOR) as found:
        begun, port = Event(), found.centre.port
        trying = Thread(target=lambda: sign_ins(port, LONG.passwords, begun))
        trying.start()
        begun.wait(PATIENCE)  # six people are registered before 500 have connected
        work = found.register(patience=LITTLE_PATIENCE, each=2)
        trying.join()

    assert work.share < AT_LEAST
