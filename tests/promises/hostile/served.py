"""The centre that scanners are let loose on: prepared once, and copied for each of them."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from panah.keeper import keyfolder
from panah.keeper.launch import start_keeper
from tests.promises.hostile.described import Asking
from tests.walks.centre.running import ROOT, _server

BEHIND_HTTPS = {
    "PANAH_SECURE": "1",
    "PANAH_BEHIND_PROXY": "1",
    "PANAH_HOSTS": "localhost,127.0.0.1",
}
WAIT_SECONDS = 300
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.promises.hostile.settings"}


@dataclass(frozen=True, slots=True)
class Served:
    """A centre that answers."""

    origin: str
    askers: dict[str, dict[str, object]]
    logs: Path
    starting: frozenset[str]
    """How it said itself unwell, to whoever waited for it, before all of it was there."""

    def asking(self, role: str) -> Asking:
        """Somebody in a role, as a browser behind the proxy would ask."""
        token = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(32))
        cookies = {"__Host-session": self.askers[role]["session"], "__Host-csrf": token}
        shown = "; ".join(f"{name}={value}" for name, value in cookies.items() if value)
        headers = {
            "Cookie": shown,
            "X-CSRFToken": token,
            "X-Forwarded-Proto": "https",
            "Origin": self.origin.replace("http://", "https://"),
        }
        return Asking(role, headers, self.askers[role]["pages"])  # type: ignore[arg-type]

    def broken(self) -> list[str]:
        """What the web process logged as an error: where, and of which kind."""
        return [line for line in _errors(self.logs) if line not in self.starting]


def _errors(logs: Path) -> list[str]:
    files = sorted(logs.glob("web*-errors.log"))
    return [line for file in files for line in file.read_text("utf-8").splitlines()]


def _says_unwell(line: str) -> bool:
    said = json.loads(line)
    return (said["view"], said["status"]) == ("healthz", 503)


def prepared(folder: Path) -> Path:
    """Make the centre in a folder, in a process of its own."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    subprocess.run(
        [sys.executable, "-m", "tests.promises.hostile.prepare", str(folder / "made" / "data")],
        cwd=ROOT,
        env=own | BEHIND_HTTPS,
        check=True,
    )
    return folder / "made"


@contextmanager
def _worker(data: Path, environment: dict[str, str]) -> Iterator[None]:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    command = [sys.executable, "-m", "panah.cli.child", sys.executable, "-m", "panah.cli.worker"]
    secret = keyfolder.web_secret(keyfolder.default_folder(data))
    own |= environment | {"PANAH_DATA": str(data), "PANAH_SECRET_KEY": secret}
    with subprocess.Popen(command, cwd=ROOT, env=own | {"PANAH_PROCESS": "worker"}) as worker:
        try:
            yield
        finally:
            worker.terminate()


@contextmanager
def served(made: Path, folder: Path) -> Iterator[Served]:
    """Let a copy of the centre answer."""
    shutil.copytree(made, folder, ignore=shutil.ignore_patterns("*.sock", "keeper.path"))
    data = folder / "data"
    askers = json.loads((folder / "askers.json").read_text("utf-8"))
    logs = {"PANAH_LOGS": str(folder / "logs"), "PANAH_PROCESS": "web"}
    with start_keeper(data, keyfolder.default_folder(data)) as keeper:
        more = BEHIND_HTTPS | SETTINGS | logs | keeper.environment(bulk=True)
        with _server(folder, "data", more) as address, _worker(data, more):
            origin = address.replace("localhost", "127.0.0.1")
            _wait_until_well(f"{origin}/healthz")
            logged = folder / "logs"
            unwell = {line for line in _errors(logged) if _says_unwell(line)}
            yield Served(origin, askers, logged, frozenset(unwell))


def _wait_until_well(address: str) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        try:
            urlopen(address, timeout=10).close()
            return
        except (URLError, OSError):  # not there yet, or its worker is not
            time.sleep(0.1)
    raise TimeoutError(address)
