"""Starting and stopping `panah demo`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.walks.running_demo import (
    STOPS_WITHIN_SECONDS,
    a_demo,
    alive,
    free_port,
    start,
)

BARE = "import django; django.setup(); import panah.config.urls"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "panah.config.settings"}

pytestmark = pytest.mark.xdist_group("demo")


def test_a_busy_port_is_said_and_nothing_is_begun(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = start(tmp_path / "d", port)
        said = refused.communicate(timeout=60)[1]

    assert refused.returncode == 2
    assert f"127.0.0.1:{port}" in said
    assert "--port" in said
    assert list(tmp_path.iterdir()) == []


def test_either_signal_stops_it_whole_and_a_second_one_starts_on_the_same_port(
    tmp_path: Path,
) -> None:
    port, families, seconds = free_port(), [], []
    for name, number in (("first", signal.SIGTERM), ("second", signal.SIGINT)):
        with a_demo(tmp_path / name, port=port) as running:
            assert "Panah" in running.page()
            families.append(running.family())
            seconds.append(running.stop(number))

        assert alive(families[-1]) == set()

    with socket.socket() as anew:
        anew.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        anew.bind(("127.0.0.1", port))  # nobody listens any more
    assert all(len(family) >= 5 for family in families)  # launcher, keeper, web, worker, driver
    assert max(seconds) < STOPS_WITHIN_SECONDS


def test_a_folder_that_holds_a_centre_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "panah.sqlite3").write_bytes(b"")
    refused = start(tmp_path / "d", free_port())
    said = refused.communicate(timeout=60)[1]

    assert refused.returncode == 2
    assert "new folder" in said


@pytest.mark.timed
def test_the_first_page_comes_within_15_seconds(tmp_path: Path) -> None:
    bare = _seconds_of_a_bare_start()
    with a_demo(tmp_path / "d") as running:
        took = running.first_page_after
        print(f"first page after {took:.1f} s, {took / bare:.1f} bare starts")  # noqa: T201

    # On a machine that has nothing else to do a bare start takes less than a second.
    assert took < 15 * max(1.0, bare)


def _seconds_of_a_bare_start() -> float:
    started_at = time.monotonic()
    subprocess.run([sys.executable, "-c", BARE], env=os.environ | SETTINGS, check=True)
    return time.monotonic() - started_at
