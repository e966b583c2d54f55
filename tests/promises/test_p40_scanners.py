"""P40: scanners find nothing of medium weight or above as any role, and nothing makes a page break.

`make scan` runs sqlmap, wapiti and schemathesis, from an environment of their own, at a served
centre as each role, and at a canary with ten holes. Here, every address gets odd values in turn.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from panah.config.access import pages
from panah.sites.tasks import TASKS, WORKER, beat
from panah.web.access import Page, Role
from panah.web.clock import real_now
from tests.promises.addresses import VIEWS, Browser, undone
from tests.promises.centre import _free_port
from tests.promises.everyday import World, a_world
from tests.promises.hostile import canary, scanners
from tests.promises.hostile.described import Asking
from tests.promises.hostile.prepare import ENDS
from tests.promises.hostile.served import prepared, served
from tests.promises.planting import people
from tests.walks.centre.running import _wait_for

HOLES_FOUND_AT_LEAST = 9
ROUNDS = 3
ALL_ROUNDS = pytest.param(40, marks=pytest.mark.long)
ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "0", "-1", "9" * 30, "1e999", "NaN", "None", "\0", "'\"<>", "a" * 9000]),
    st.sampled_from(
        ["2022-02-30", "00.00.0000", "99:99", "٣", "½", "../../etc/passwd", "%s%n", "[]"]
    ),
)
KEPT = st.none()  # what fits stays, so that the page gets past its first look


@pytest.fixture
def world(settings: Any) -> World:
    settings.PANAH_CLOCK = "tests.builders.morning"
    return a_world(people(1, seed=40))


def in_turn() -> list[tuple[Page, Role]]:
    """Every page with one of those who may reach it."""
    turns = cycle(range(len(Role)))
    every = [page for page in pages().values() if page.view not in ENDS]
    return [(page, sorted(page.roles)[next(turns) % len(page.roles)]) for page in every]


def broken_by(world: World, draw: st.DataObject) -> list[str]:
    """The pages that break on what is drawn for each of their fields."""
    found = []
    for page, role in in_turn():
        address = world.address(page.view, VIEWS[page.view], role)
        fitting = world.fields(page, role)
        odd = {name: draw.draw(KEPT | ODD, label=f"{page.view} {name}") for name in fitting}
        sent = {name: fitting[name] if value is None else value for name, value in odd.items()}
        browser = Browser.with_cookies(world.cookies[role])
        for process in (WORKER, TASKS):  # they work, however long this takes: `healthz` is asked
            beat(real_now(), process)
        for method in page.methods:
            with undone():
                answer = getattr(browser, method.lower())(address, sent)
            if answer.status_code >= 500:
                found.append(f"{method} {page.view} as {role}: {answer.status_code}")
    return found


@pytest.mark.django_db
@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize("rounds", [ROUNDS, ALL_ROUNDS])
def test_no_page_breaks_on_odd_values(world: World, rounds: int) -> None:
    @settings(
        max_examples=rounds,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def every_page_answers(draw: st.DataObject) -> None:
        assert broken_by(world, draw) == []

    every_page_answers()


@pytest.mark.django_db
@pytest.mark.usefixtures("keeper")
def test_control_a_page_that_breaks_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    @settings(
        max_examples=1, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.data())
    def look(draw: st.DataObject) -> None:
        found.extend(broken_by(world, draw))

    monkeypatch.setattr(VIEWS["desk:find"], "callback", breaks)
    look()

    assert any("desk:find" in each for each in found)


def breaks(request: HttpRequest) -> None:
    """What any view of ours might do one day."""
    raise RuntimeError(request.method)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("hostile"))


@pytest.mark.long
@pytest.mark.parametrize("scan", scanners.SCANNERS)  # each at a centre that nobody has touched
@pytest.mark.parametrize("role", list(Role))
def test_scanners_find_nothing_of_weight_and_break_nothing(
    made: Path, tmp_path: Path, role: Role, scan: Callable[..., Iterator[scanners.Finding]]
) -> None:
    folder = tmp_path / scan.__name__
    with served(made, folder) as centre:
        told = folder / "told"
        told.mkdir()
        found = [one for one in scan(centre.asking(role), centre.origin, told) if one.counts]
        broken = centre.broken()

    assert found == []
    assert broken == []


@contextmanager
def a_canary(folder: Path) -> Iterator[str]:
    """The canary, at this machine's own address."""
    port = _free_port()
    command = [sys.executable, "-m", "tests.promises.hostile.canary", str(port), str(folder)]
    with subprocess.Popen(command, cwd=scanners.ROOT, stderr=subprocess.DEVNULL) as running:
        try:
            _wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.kill()


@pytest.mark.long
def test_control_the_same_scanners_find_nine_of_ten_holes(tmp_path: Path) -> None:
    anybody = Asking("anybody", {}, canary.HOLES)
    with a_canary(tmp_path) as origin:
        found = {(one.path, one.kind) for one in scanners.all_of(anybody, origin, tmp_path)}
    holes = {
        path for path, kinds in canary.FOUND_AS.items() if {(path, kind) for kind in kinds} & found
    }

    assert len(canary.FOUND_AS) == len(canary.HOLES) == 10
    assert len(holes) >= HOLES_FOUND_AT_LEAST, canary.FOUND_AS.keys() - holes
