"""The worker as it estimates waits in a centre: a real process that is killed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE_SECONDS = 120.0  # what simulates is compiled on its first day

LINE = """
import sys
from pathlib import Path
from panah.cli import centre
centre.set_up_django(Path(sys.argv[1]))
centre.migrate()
centre.ensure_site("ALA", desks=3)
from panah.line import actions
from panah.sites.queries import here
from panah.web.clock import now
for _ in range(40):
    issued = actions.issue_ticket(here(), party_size=1, at=now())
print(issued.secret)
"""

PAGE = """
import json, sys
from datetime import timedelta
from pathlib import Path
from panah.cli import centre
centre.set_up_django(Path(sys.argv[1]))
from panah.line import queries
from panah.web.clock import now
ticket = queries.ticket_by_secret(sys.argv[2])
told = queries.told(ticket, at=now() + timedelta(minutes=int(sys.argv[3])))
print(json.dumps(told and [told.made_at is not None, told.says]))
"""


def _environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    return kept | {"LC_ALL": "C.UTF-8"} | more


def _python(program: str, *words: str | Path) -> str:
    command = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


def _start(data: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "panah.cli.worker"]
    nobody = {"PANAH_DATA": str(data), "PANAH_KEEPER_SOCKET": "/nowhere/keeper.sock"}
    return subprocess.Popen(command, env=_environment(**nobody), stderr=subprocess.DEVNULL)


def _windows(data: Path) -> int:
    with sqlite3.connect(data / "panah.sqlite3", timeout=20) as database:
        asked = "SELECT count(*) FROM line_window WHERE is_current AND method = 'simulated'"
        return int(database.execute(asked).fetchone()[0])


def _wait_for(claim: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not claim():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def test_a_killed_worker_leaves_its_last_windows_marked_with_their_age(data: Path) -> None:
    secret = _python(LINE, data)
    worker = _start(data)
    try:
        _wait_for(lambda: _windows(data) == 40)
    finally:
        worker.kill()
        worker.wait()

    assert json.loads(_python(PAGE, data, secret, 0))[0] is False
    later = json.loads(_python(PAGE, data, secret, 6))
    assert later is None or later[0] is True


def test_a_worker_that_compiles_or_simulates_stops_when_asked(data: Path) -> None:
    _python(LINE, data)
    for seconds in (2.5, 4.0):
        worker = _start(data)
        time.sleep(seconds)
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(30) in (0, -signal.SIGTERM)
