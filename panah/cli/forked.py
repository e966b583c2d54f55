"""Processes forked from one that has loaded everything, as whoever asked for them sees them."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Protocol

LOAD_SECONDS, FORK_SECONDS = 60.0, 20.0
STOP_SECONDS = 2.0


class Process(Protocol):
    """What a launcher needs of a process that it started; `subprocess.Popen` has it all."""

    @property
    def pid(self) -> int:
        """Its number."""

    def poll(self) -> int | None:
        """None while it runs."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """Make it end."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; raises subprocess.TimeoutExpired."""


class Forked:
    """A process that another one forked for us: not our child, so it is watched by descriptor."""

    def __init__(self, number: int) -> None:
        self.pid = number
        self._descriptor: int | None = None
        with suppress(ProcessLookupError):  # it has ended already
            self._descriptor = os.pidfd_open(number)

    def poll(self) -> int | None:
        """None while it runs; what it ended with is not known, so 0."""
        return 0 if self._has_ended_within(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not.
        """
        if not self._has_ended_within(timeout):
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return 0

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """Make it end."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._descriptor is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def _has_ended_within(self, seconds: float | None) -> bool:
        if self._descriptor is None:
            return True
        ended, _, _ = select.select([self._descriptor], [], [], seconds)
        if ended:
            os.close(self._descriptor)
            self._descriptor = None
        return bool(ended)


class Loaded:
    """The process that has loaded everything; started when the first one is asked for."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._ask: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        """Its number, once it was started."""
        return self._process.pid if self._process else None

    def fork(self, command: Sequence[str], environment: Mapping[str, str]) -> Forked:
        """Start a process.

        Args:
            command: a module with a `main()`, and the words it is given.
            environment: all of it. What is read while loading is of the first who asks.

        Raises:
            OSError: it could not be loaded, or ended twice before it forked.
        """
        asked = json.dumps({"command": list(command), "environment": dict(environment)})
        if self._process is None or self._process.poll() is not None:
            self._start(environment)
        try:
            return self._forked(asked)
        except OSError:  # it was killed in this very moment, or hangs; whatever it forked ends too
            self._start(environment)
        return self._forked(asked)

    def _forked(self, asked: str) -> Forked:
        assert self._ask
        self._ask.sendall(asked.encode() + b"\n")
        line = self._line()
        if not line.endswith(b"\n"):
            raise BrokenPipeError("it ended before it forked")
        self._ask.settimeout(FORK_SECONDS)
        return Forked(int(line))

    def stop(self) -> None:
        """End it; what it forked has ended, or is asked to end now."""
        if self._ask:
            self._ask.close()
        if self._process is None:
            return
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self, environment: Mapping[str, str]) -> None:
        self.stop()
        self._ask, theirs = socket.socketpair()
        self._ask.settimeout(LOAD_SECONDS)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "panah.cli.forking", str(theirs.fileno())],
                env=dict(environment),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _line(self) -> bytes:
        assert self._ask
        line = b""
        while not line.endswith(b"\n") and (part := self._ask.recv(1)):
            line += part
        return line
