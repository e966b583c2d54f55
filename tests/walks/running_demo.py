"""`panah demo` as somebody starts it: a process with a port, its children, and its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PANAH = str(Path(sys.executable).with_name("panah"))
PATIENCE_SECONDS = 90.0  # a machine that runs other tests beside this one is slow
STOPS_WITHIN_SECONDS = 10.0


@dataclass
class RunningDemo:
    """A demonstration that was started."""

    data: Path
    port: int
    process: subprocess.Popen[str]
    started_at: float = field(default_factory=time.monotonic)
    first_page_after: float = 0.0

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def page(self, path: str = "/") -> str:
        with urlopen(self.address + path, timeout=10) as answer:
            assert answer.status == 200
            return answer.read().decode()

    def wait(self) -> None:
        """Wait for the first page, and note how long it took."""
        while time.monotonic() - self.started_at < PATIENCE_SECONDS:
            assert self.process.poll() is None, self.process.communicate()
            try:
                self.page()
            except (URLError, OSError):
                time.sleep(0.1)
                continue
            self.first_page_after = time.monotonic() - self.started_at
            return
        raise AssertionError("no page came")

    def family(self) -> set[int]:
        """The process and everything that it started."""
        found, fresh = set(), {self.process.pid}
        while fresh:
            found |= fresh
            fresh = {child for parent in fresh for child in _children(parent)} - found
        return found

    def stop(self, number: int = signal.SIGTERM) -> float:
        """End it, and return after how many seconds it was gone."""
        asked_at = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(STOPS_WITHIN_SECONDS * 3)
        return time.monotonic() - asked_at


@contextmanager
def a_demo(data: Path, *, port: int = 0) -> Iterator[RunningDemo]:
    """Start one, wait for its first page, and end it afterwards."""
    port = port or free_port()
    running = RunningDemo(data, port, start(data, port))
    try:
        running.wait()
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def start(data: Path, port: int) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if "PANAH" not in name}
    return subprocess.Popen(
        [PANAH, "demo", "--data", str(data), "--port", str(port)],
        env=environment | {"LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pids: set[int]) -> set[int]:
    """Which of them still run."""
    return {pid for pid in pids if _state(pid) not in ("", "Z")}


def _children(parent: int) -> list[int]:
    return [
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if _stat(int(path.name))[1:2] == [str(parent)]
    ]


def _state(pid: int) -> str:
    return "".join(_stat(pid)[:1])


def _stat(pid: int) -> list[str]:
    # State and parent stand after the command, which may hold spaces and brackets.
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
