"""A server that lives and answers nobody is noticed, ended and started again."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from panah.cli import listened, processes
from panah.cli.listened import Listened, answers
from panah.cli.listening import Listening
from panah.cli.processes import Centre

PATIENCE_SECONDS = 60.0
ANSWERS_THE_SECOND_TIME = """
import pathlib, socket, sys, time
from http.server import HTTPServer, SimpleHTTPRequestHandler
port, been_here = int(sys.argv[1]), pathlib.Path(sys.argv[2])
if been_here.exists():
    HTTPServer(("127.0.0.1", port), SimpleHTTPRequestHandler).serve_forever()
listening = socket.create_server(("127.0.0.1", port))
been_here.touch()
time.sleep(600)
"""


def wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def is_answered(listening: Listening) -> bool:
    try:
        answers(listening, within=0.2)
    except (URLError, OSError):
        return False
    return True


def test_a_server_that_lives_and_answers_nobody_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(processes, "LATER_SECONDS", 0.2)
    monkeypatch.setattr(listened.Listened.__init__, "__kwdefaults__", {"every": 0.05})
    listening, been_here = Listening(port=free_port()), tmp_path / "been-here"
    command = [sys.executable, "-c", ANSWERS_THE_SECOND_TIME, str(listening.port), str(been_here)]
    centre = Centre(listening)
    centre.start("web", command, {}, is_replaced=True)
    wait_for(been_here.exists)
    was_answered = is_answered(listening)
    watching = threading.Thread(target=centre.watch)
    watching.start()
    try:
        wait_for(lambda: is_answered(listening))
    finally:
        centre.stopped.set()
        watching.join()
        centre.stop()

    assert not was_answered


def test_whoever_is_turned_away_was_answered() -> None:
    def ask() -> None:
        raise HTTPError("", 503, "busy", {}, BytesIO())  # type: ignore[arg-type] # no headers

    with Listened(ask, every=0.01) as one:
        began = one.heard_at
        wait_for(lambda: one.heard_at > began)


def test_an_answer_that_was_cut_off_is_none() -> None:
    asked = []

    def ask() -> None:
        asked.append(1)
        raise ConnectionResetError

    with Listened(ask, every=0.01) as one:
        began = one.heard_at
        wait_for(lambda: len(asked) > 3)

        assert one.heard_at == began
    assert one.silent_for > 0
