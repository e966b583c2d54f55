"""The shown centre as processes: its keepers, and the product's own server in four ways.

- `busy`: Friday, 10:48
- `silent`: the same centre, whose keeper does not answer
- `demo`: the same centre as a demonstration
- `early`: a centre to which nobody has come yet
- `new`: no centre yet; one is being set up
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from panah.cli.listening import Listening
from panah.cli.processes import web_command
from panah.keeper import keyfolder
from panah.keeper.launch import start_keeper
from tests.walks.centre.prepare import SETTINGS

ROOT = Path(__file__).resolve().parents[3]
CENTRES = ("busy", "early", "new")
AS_DEMO = "tests.walks.centre.demo_settings"
START_SECONDS, STOP_SECONDS = 300, 8


@dataclass(frozen=True)
class Running:
    """Where each server answers, and what leads to the states of its centre."""

    addresses: dict[str, str]
    found: dict[str, dict[str, str]]


@contextmanager
def shown_centre(folder: Path) -> Iterator[Running]:
    """Prepare the centres in a folder, run them, and stop them."""
    prepare(folder)
    with running_again(folder) as running:
        yield running


@contextmanager
def running_again(folder: Path) -> Iterator[Running]:
    """Run the centres of a folder that was prepared before."""
    found = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in CENTRES}
    with ExitStack() as stack:
        keepers = {
            name: stack.enter_context(start_keeper(folder / name, _keys(folder, name)))
            for name in CENTRES
        }
        busy = keepers["busy"].environment(bulk=True)
        servers = {
            "busy": ("busy", busy),
            "silent": ("busy", {"PANAH_KEEPER_SOCKET": str(folder / "nobody")}),
            "demo": ("busy", {**busy, "PANAH_DEMO": "1", "DJANGO_SETTINGS_MODULE": AS_DEMO}),
            "early": ("early", keepers["early"].environment(bulk=True)),
            "new": ("new", keepers["new"].environment(bulk=True)),
        }
        addresses = {
            name: stack.enter_context(_server(folder, centre, environment))
            for name, (centre, environment) in servers.items()
        }
        for address in addresses.values():
            _wait_for(address)
        both = {"silent": found["busy"], "demo": found["busy"]}
        yield Running(addresses, found | both)


def prepare(folder: Path) -> None:
    """Make the centres, each in a process of its own."""
    made = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.walks.centre.prepare", str(folder), name],
            cwd=ROOT,
            env=_environment({}),
        )
        for name in CENTRES
    ]
    assert [each.wait() for each in made] == [0] * len(CENTRES), (
        "the shown centre could not be made ready"
    )


@contextmanager
def _server(folder: Path, centre: str, environment: dict[str, str]) -> Iterator[str]:
    port = _free_port()
    data, keys = folder / centre, _keys(folder, centre)
    child = subprocess.Popen(
        [sys.executable, "-m", "panah.cli.child", *web_command(Listening(port=port))],
        cwd=ROOT,
        env=_environment(
            {
                "DJANGO_SETTINGS_MODULE": SETTINGS,
                "PANAH_DATA": str(data),
                "PANAH_STATIC": str(data / "run" / "static"),
                "PANAH_SECRET_KEY": keyfolder.web_secret(keys),
                "PANAH_PUBLIC_URL": "http://localhost:8000",
                **environment,
            }
        ),
        start_new_session=True,
    )
    try:
        yield f"http://localhost:{port}"  # where browsers offer passkeys, as at https addresses
    finally:
        _stop(child)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End it with all that it has started: told while it starts, it waits for whom nobody told."""
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _environment(more: dict[str, str]) -> dict[str, str]:
    # Nothing of the process that runs the tests: its folder, its keeper, its database.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PANAH_")}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    return {**own, **more}


def _keys(folder: Path, centre: str) -> Path:
    return keyfolder.default_folder(folder / centre)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            urlopen(address, timeout=10).close()
            return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError(address)
