"""Starting a keeper from another process, or finding the one that runs already."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from panah.keeper import keyfolder, sockets, wire
from panah.keeper.client.connection import SOCKET_VARIABLE, TOKEN_VARIABLE, disconnect
from panah.keeper.errors import STARTING, KeeperLocked, KeeperNotStarted
from panah.keeper.values import KeeperStatus

_START_SECONDS = 30.0
_STOP_SECONDS = 5.0
_PROBE_SECONDS = 2.0


@dataclass(slots=True)
class KeeperProcess:
    """A keeper that we started; it ends with us, however we end."""

    socket: Path
    keys: Path
    process: subprocess.Popen[str]

    def environment(self, *, bulk: bool = False) -> dict[str, str]:
        """The variables by which a process finds this keeper.

        Args:
            bulk: hand on the operator's token too, for list import and demo seeding.
        """
        return reached_by(self.socket, keys=self.keys if bulk else None)

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End it, at once or within seconds."""
        self.process.terminate()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> KeeperProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_keeper(data: Path, keys: Path | None = None) -> KeeperProcess:
    """Start a keeper for a data folder and wait until it listens.

    It may be locked; `status` says so.

    Raises:
        KeysMissing, KeysOfAnotherSite: its keys are not there, or not whole, or others.
        KeeperRunning: one already runs for this data folder.
        KeeperNotStarted: it ended for another reason, or did not become ready.
    """
    keys = keys or keyfolder.default_folder(data)
    command = [sys.executable, "-m", "panah.keeper", "--data", str(data), "--keys", str(keys)]
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell
        [*command, "--while-stdin-open"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("PANAH_")},
        start_new_session=True,  # Ctrl-C is for whoever started it; they stop it when they are done
    )
    line = _first_line(process)
    keeper = KeeperProcess(Path(line.removeprefix(sockets.READY).strip()), keys, process)
    if line.startswith(sockets.READY):
        return keeper
    keeper.stop()
    code, _, message = line.removeprefix(sockets.FAILED).strip().partition(" ")
    raise STARTING.get(code, KeeperNotStarted)(message or "the keeper ended before it was ready")


def running_keeper(data: Path) -> Path | None:
    """The socket of the keeper that runs for a data folder, if one answers there."""
    path = sockets.socket_path(data)
    return path if probe(path) else None


def probe(path: Path) -> KeeperStatus | None:
    """The status of the keeper at a socket, if one answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_PROBE_SECONDS)
        try:
            connection.connect(str(path))
            wire.send(connection, {"ask": "status", "who": ""})
            return KeeperStatus(**wire.receive(connection)["ok"])
        except (OSError, wire.Closed, wire.BadFrame, KeyError):
            return None


@contextmanager
def keeper_for(data: Path, keys: Path | None = None, *, bulk: bool = False) -> Iterator[Path]:
    """Ask the keeper of a data folder from this process: the running one, or one started now.

    Raises:
        KeeperLocked: it is locked, or its keys are not there.
    """
    keys = keys or keyfolder.default_folder(data)
    path = running_keeper(data)
    started = None if path else start_keeper(data, keys)
    path = path or (started.socket if started else Path())
    before = {name: os.environ.get(name) for name in (SOCKET_VARIABLE, TOKEN_VARIABLE)}
    try:
        found = probe(path)
        if found is None or found.locked:
            raise KeeperLocked("the keeper is locked")
        os.environ.update(reached_by(path, keys=keys if bulk else None))
        yield path
    finally:
        _restore(before)
        disconnect()
        if started:
            started.stop()


def reached_by(path: Path, *, keys: Path | None = None) -> dict[str, str]:
    """The variables by which a process finds a keeper, with the operator's token where given."""
    token = {TOKEN_VARIABLE: keyfolder.operator_token(keys)} if keys else {}
    return {SOCKET_VARIABLE: str(path), **token}


def _first_line(process: subprocess.Popen[str]) -> str:
    if process.stdout is None:
        return ""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if select.select([process.stdout], [], [], 0.1)[0]:
            return process.stdout.readline()
        if process.poll() is not None:
            return ""
    return ""


def _restore(before: dict[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
