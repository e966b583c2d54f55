"""A whole centre in processes of its own, in folders of its own, reached through its pages."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "panah.sqlite3"
START_SECONDS = 120
ANSWER_SECONDS = 120
STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser got."""

    status: int
    address: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


class Visitor:
    """A browser without scripts."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar), ProxyHandler({}))

    def get(self, path: str) -> Page:
        """Fetch a page, following where it leads."""
        return self._sent(path, None)

    def post(
        self, path: str, fields: Mapping[str, Any] | None = None, *, ours: bool = True
    ) -> Page:
        """Send a form; it says that it is our own, unless told not to."""
        sent = dict(fields or {})
        sent.pop("csrfmiddlewaretoken", None)
        if ours:
            sent["csrfmiddlewaretoken"] = next(c.value for c in self.jar if c.name == "csrf")
        return self._sent(path, urlencode(sent, doseq=True).encode())

    def sign_in(self, username: str) -> None:
        """Sign in with what the phone shows, or shows next if that was used."""
        from tests.rooms.staff.phones import code_now

        self.get("/staff/sign-in/")
        for steps in (-1, 0, 1):
            typed = {"username": username, "password": username, "code": code_now(steps=steps)}
            if "/staff/sign-in/" not in self.post("/staff/sign-in/", typed).address:
                return
        raise AssertionError(username)

    def _sent(self, path: str, body: bytes | None) -> Page:
        try:
            with self.opener.open(self.address + path, body, ANSWER_SECONDS) as answer:
                return Page(answer.status, answer.url, answer.read())
        except HTTPError as refused:
            with refused:
                return Page(refused.code, refused.url or "", refused.read())


class Centre:
    """The folders and processes of one centre; everything that they leave lies below `home`."""

    def __init__(self, home: Path, *, patches: Path | None = None) -> None:
        self.home = home
        self.data, self.keys = home / "data", home / "data.keys"
        self.log, self.port = home / "log.txt", _free_port()
        self.patches = patches
        for folder in self.own_folders:
            folder.mkdir(parents=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def places(self) -> list[Path]:
        """Where processes leave things."""
        return [self.data, self.keys, *self.own_folders]

    @property
    def own_folders(self) -> list[Path]:
        """The temporary folder and the home folder of every process."""
        return [self.home / "tmp", self.home / "home"]

    def environment(self) -> dict[str, str]:
        """What every process of this centre sees, temporary and home folder included."""
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
        path = os.pathsep.join(str(folder) for folder in (self.patches, ROOT) if folder)
        temporary, home = map(str, self.own_folders)
        place = {"TMPDIR": temporary, "HOME": home, "XDG_CACHE_HOME": f"{home}/cache"}
        return ours | place | {"LC_ALL": "C.UTF-8", "PYTHONPATH": path}

    def panah(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Type a command; what it prints is kept in the log, too."""
        return self._run("panah.cli.main", *words)

    def operator(
        self, task: str, *, data: Path | None = None, keys: Path | None = None, given: object = None
    ) -> Any:
        """Do something for which there is no page yet; see `operating.py`."""
        folders = [data or self.data, *([keys] if keys else [])]
        done = self._run("tests.promises.operating", task, *folders, given=given)
        if done.returncode:
            raise AssertionError(done.stderr)
        return json.loads(done.stdout)

    def _run(
        self, module: str, *words: str | Path, given: object = None
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", module, *map(str, words)]
        done = subprocess.run(
            command,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            env=self.environment(),
            check=False,
        )
        if module == "panah.cli.main":
            with self.log.open("a", encoding="utf-8") as log:
                log.write(done.stdout + done.stderr)
        return done

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let `panah serve` run; what its processes print goes to the log."""
        command = [sys.executable, "-m", "panah.cli.main", "serve", "--data", str(self.data)]
        command = [sys.executable, "-m", "panah.cli.child", *command]  # it ends when we are killed
        with self.log.open("a") as log:
            serving = subprocess.Popen(
                [*command, "--port", str(self.port)],
                stdout=log,
                stderr=log,
                env=self.environment(),
                start_new_session=True,
            )
        try:
            self._wait_until_it_answers(serving)
            yield
        finally:
            serving.send_signal(signal.SIGTERM)
            try:
                serving.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                serving.kill()
                serving.wait()

    def _wait_until_it_answers(self, serving: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and serving.poll() is None:
            try:
                Visitor(self.address).get("/")
                return
            except URLError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def database(self) -> sqlite3.Connection:
        """The database, from outside."""
        return sqlite3.connect(self.data / DATABASE, timeout=30)

    def copied(self, to: Path, *, with_keys: bool) -> Path:
        """The data folder as somebody would carry it away, the keys beside it or not."""
        shutil.copytree(self.data, to, ignore=shutil.ignore_patterns("*.sock", "keeper.path"))
        if with_keys:
            shutil.copytree(self.keys, to.with_name(to.name + ".keys"))
        return to

    def backup(self, to: Path) -> None:
        """A backup by the database's own means."""
        to.mkdir()
        with self.database() as source, sqlite3.connect(to / DATABASE) as target:
            source.backup(target)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
