"""Keeper, web and worker started each by itself, as on a server, out of reach of the keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.promises.centre import ROOT, _free_port

WAIT_SECONDS = 120
PANAH = [sys.executable, "-m", "panah.cli.main"]


@contextmanager
def started(words: list[str], environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "panah.cli.child", *PANAH, *words]
    with subprocess.Popen(command, env=environment) as process:
        try:
            yield
        finally:
            process.terminate()


def health(port: int) -> dict[str, object]:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            return json.loads(answer.read())
    except (URLError, OSError):
        return {}


def wait_until(what) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not what():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.long
def test_a_centre_runs_in_processes_that_share_nothing_but_a_socket() -> None:
    with tempfile.TemporaryDirectory(prefix="pa-") as folder, ExitStack() as stack:
        home, port = Path(folder), _free_port()
        keys, socket = home / "keeper" / "keys", home / "k.sock"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
        clean |= {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        place = ["--data", str(home / "keeper" / "data"), "--keys", str(keys)]
        stack.enter_context(started(["keeper", *place, "--socket", str(socket)], clean))
        wait_until(socket.exists)
        theirs = {
            "PANAH_KEEPER_SOCKET": str(socket),
            "PANAH_SECRET_KEY_FILE": str(keys / "web.secret"),
            "PANAH_PUBLIC_URL": "https://panah.example.org",
        }
        data = ["--data", str(home / "data")]
        prepared = subprocess.run(
            [*PANAH, "prepare", *data, "--no-keys"],
            env=clean | theirs,
            capture_output=True,
            text=True,
            check=True,
        )
        web = ["web", *data, "--port", str(port), "--behind-proxy"]
        web += ["--public-url", "https://panah.example.org"]
        stack.enter_context(started(web, clean | theirs))
        stack.enter_context(started(["worker", *data], clean | theirs))
        wait_until(lambda: health(port).get("ok"))
        link = prepared.stdout.split("https://panah.example.org")[1].strip()
        asked = Request(f"http://127.0.0.1:{port}{link}")
        asked.add_header("X-Forwarded-Proto", "https")
        with urlopen(asked, timeout=60) as page:
            cookies = page.headers.get_all("Set-Cookie")

        assert health(port)["worker"] == "ok"
        assert not (home / "data.keys").exists()
        assert any(one.startswith("__Host-csrf") and "Secure" in one for one in cookies)


def test_the_folder_of_running_processes_is_open_to_the_group_where_several_users_share_it(
    tmp_path: Path,
) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    words = [*PANAH, "prepare", "--data", str(tmp_path / "data")]
    for more in (["--no-keys"], []):
        subprocess.run([*words, *more], env=clean, cwd=ROOT, check=True, capture_output=True)
        (tmp_path / "data").rename(tmp_path / (more or ["alone"])[0])
    shared, alone = (tmp_path / name / "run" for name in ("--no-keys", "alone"))

    assert shared.stat().st_mode & 0o7777 == 0o2770
    assert alone.stat().st_mode & 0o777 == 0o700


def test_a_web_process_without_a_secret_that_stays_is_refused(tmp_path: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    done = subprocess.run(
        [*PANAH, "web", "--data", str(tmp_path)],
        env=clean,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "PANAH_SECRET_KEY_FILE" in done.stderr
