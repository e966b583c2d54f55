"""P42: nothing asks for anything outside this machine; needs root, or a network of one's own.

The whole suite runs so by `make test-alone`. That no page breaks its own content-security policy
is tried where every page is looked at: `tests/walks/test_accessibility.py`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.alone import ASKED

ROOT = Path(__file__).resolve().parents[2]
ATTEMPTS = {
    "a connection": "socket.create_connection(('192.0.2.1', 80), 2)",
    "a connection by the newer protocol": "socket.create_connection(('2001:db8::1', 80), 2)",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    "a name that is looked up": "socket.getaddrinfo('panah.example', 80)",
}
HERE = """
import socket, threading
listening = socket.create_server(("127.0.0.1", 0))
socket.create_connection(listening.getsockname()).close()
"""


def alone(*words: str | Path) -> tuple[int, str]:
    """Run a Python program with nothing but loopback: its exit code, and what was said."""
    command = [sys.executable, str(ROOT / "tools" / "alone.py"), sys.executable, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_control_a_planted_attempt_is_counted_even_where_nobody_hears_of_it(attempt: str) -> None:
    quietly = f"import contextlib, socket\nwith contextlib.suppress(OSError):\n    {attempt}"
    code, told = alone("-c", quietly)

    assert code == ASKED
    assert "alone: 0 attempts" not in told


def test_control_whoever_asks_this_machine_is_not_counted() -> None:
    assert alone("-c", HERE) == (0, "alone: 0 attempts to reach anything outside\n")


@pytest.mark.browser
def test_a_centre_registers_and_serves_with_nothing_but_loopback(tmp_path: Path) -> None:
    code, told = alone("-m", "tests.promises.alone", tmp_path)

    assert told.endswith("alone: 0 attempts to reach anything outside\n"), told
    assert code == 0


@pytest.mark.long
@pytest.mark.browser
def test_the_demonstration_runs_with_nothing_but_loopback(tmp_path: Path) -> None:
    code, told = alone("-m", "tests.promises.alone", tmp_path, "demo")

    assert told.endswith("alone: 0 attempts to reach anything outside\n"), told
    assert code == 0
