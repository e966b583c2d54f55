"""`python -m panah.keeper --data DIR --keys KEYDIR`: run the keeper until it is told to stop."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from panah.keeper import keyfolder, publickeys, sockets
from panah.keeper.accesslog import AccessLog
from panah.keeper.errors import KeeperError, KeeperLocked, KeeperRunning
from panah.keeper.hardening import harden
from panah.keeper.keeping import Keeper
from panah.keeper.server import KeeperServer

EXIT_LOCKED = 4


def main() -> int:
    """Run in the foreground. The first line printed says that it is ready, or why not."""
    options = _options()
    try:
        with _alone(options.data):
            _serve(options)
    except KeeperError as error:
        print(sockets.FAILED, error.code, error, flush=True)  # noqa: T201
        return EXIT_LOCKED if isinstance(error, KeeperLocked) else 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m panah.keeper", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    parser.add_argument("--keys", type=Path, help="the key folder; default DIR.keys")
    parser.add_argument("--socket", type=Path, help="where to listen; default DIR/run/keeper.sock")
    parser.add_argument(
        "--while-stdin-open", action="store_true", help="stop when whoever started it is gone"
    )
    options = parser.parse_args()
    options.keys = options.keys or keyfolder.default_folder(options.data)
    return options


def _serve(options: argparse.Namespace) -> None:
    memory_locked = harden()
    keyfolder.refuse_inside(options.keys, options.data)
    keys = keyfolder.load(options.keys)
    if keys is not None:
        publickeys.pin(options.data, keys.public_keys())
    keeper = Keeper(
        keys,
        AccessLog(options.keys),
        operator_token=keyfolder.operator_token(options.keys),
        memory_locked=memory_locked,
    )
    path = sockets.prepare_path(options.data, options.socket)
    threading.stack_size(1 << 20)
    with _stopped_by_signals(), KeeperServer(path, keeper) as server:
        if options.while_stdin_open:
            threading.Thread(target=_stop_when_left_alone, daemon=True).start()
        print(sockets.READY, path, flush=True)  # noqa: T201
        try:
            server.serve_forever()
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the mark that a keeper runs for this data folder; the system drops it if we die."""
    folder = sockets.run_folder(data)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "keeper.lock").open("a") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeeperRunning(f"a keeper already runs for {data}") from None
        yield


class _Stopped(BaseException):
    """A signal asked us to stop."""


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    def stop(_signal: int, _frame: object) -> None:
        raise _Stopped

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        yield
    except _Stopped:
        return


def _stop_when_left_alone() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
