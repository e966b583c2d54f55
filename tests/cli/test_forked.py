"""Processes forked from one that has loaded everything: started, watched, ended, and never left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from panah.cli import forked
from panah.cli.forked import Forked, Loaded

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")
PATIENCE_SECONDS = 60.0
SLEEPER = "tests.cli.sleeper"


def wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_there(number: int) -> bool:
    """Whether it runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def loaded() -> Iterator[Loaded]:
    made = Loaded()
    yield made
    made.stop()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PANAH_DATA": str(tmp_path), "SAYS_IN": str(tmp_path)}


def asleep(loaded: Loaded, environment: dict[str, str], *words: str) -> Forked:
    """A process that has said who it is and now waits."""
    forked = loaded.fork([SLEEPER, *words], environment)
    wait_for(lambda: (Path(environment["SAYS_IN"]) / str(forked.pid)).exists())
    return forked


def test_what_is_forked_has_its_own_words_and_environment_and_what_was_loaded(
    loaded: Loaded, environment: dict[str, str], tmp_path: Path
) -> None:
    asleep(loaded, environment | {"PANAH_PROCESS": "first"})
    forked = asleep(loaded, environment | {"PANAH_PROCESS": "second"}, "a word")

    said = json.loads((tmp_path / str(forked.pid)).read_text())

    assert said["words"] == [SLEEPER, "a word"]
    assert said["process"] == "second"
    assert said["had_loaded"] is True
    assert said["group"] == forked.pid != os.getpgid(0)


def test_one_that_was_asked_to_end_has_ended_when_we_have_waited(
    loaded: Loaded, environment: dict[str, str]
) -> None:
    forked = asleep(loaded, environment)
    runs = forked.poll() is None

    forked.terminate()

    assert (runs, forked.wait(PATIENCE_SECONDS), forked.poll()) == (True, 0, 0)
    forked.kill()  # nobody is there any more, and nobody else is hit


def test_one_that_does_not_end_says_so_and_can_be_made_to(
    loaded: Loaded, environment: dict[str, str]
) -> None:
    forked = asleep(loaded, environment, "deaf")

    forked.terminate()
    with pytest.raises(subprocess.TimeoutExpired):
        forked.wait(0.2)
    forked.kill()

    assert forked.wait(PATIENCE_SECONDS) == 0


def test_when_whoever_loaded_dies_its_forks_end_and_the_next_is_forked_from_a_new_one(
    loaded: Loaded, environment: dict[str, str]
) -> None:
    first = asleep(loaded, environment)
    assert loaded.pid
    os.kill(loaded.pid, signal.SIGKILL)
    first.wait(PATIENCE_SECONDS)

    second = asleep(loaded, environment)

    assert (first.poll(), second.poll()) == (0, None)


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "hanging"])
def test_whoever_loaded_and_dies_or_hangs_when_it_is_asked_is_replaced_at_once(
    loaded: Loaded,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    is_killed: bool,
) -> None:
    monkeypatch.setattr(forked, "FORK_SECONDS", PATIENCE_SECONDS if is_killed else 0.2)
    first = asleep(loaded, environment)
    before = loaded.pid
    assert before
    os.kill(before, signal.SIGSTOP)
    if is_killed:
        threading.Timer(0.3, os.kill, (before, signal.SIGKILL)).start()

    second = asleep(loaded, environment)

    assert loaded.pid != before
    assert (first.wait(PATIENCE_SECONDS), second.poll()) == (0, None)


def test_what_was_forked_by_one_that_is_gone_before_it_could_tell_ends_by_itself() -> None:
    program = (
        "import os; from panah.web.stopping import end_with_parent;"
        "end_with_parent(parent=os.getppid()); print('lives', flush=True);"
        "end_with_parent(parent=os.getpid()); print('lives on')"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (1, "lives\n")


def test_when_we_die_nothing_that_we_started_is_left(
    environment: dict[str, str], tmp_path: Path
) -> None:
    program = (
        "import json, os, sys, time; from panah.cli.forked import Loaded; loaded = Loaded();"
        f"forked = loaded.fork([{SLEEPER!r}], json.loads(sys.argv[1]));"
        "print(forked.pid, loaded.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, json.dumps(environment)], stdout=subprocess.PIPE, text=True
    ) as launcher:
        assert launcher.stdout
        numbers = [int(number) for number in launcher.stdout.readline().split()]
        wait_for(lambda: (tmp_path / str(numbers[0])).exists())
        launcher.kill()

    wait_for(lambda: not any(map(is_there, numbers)))
