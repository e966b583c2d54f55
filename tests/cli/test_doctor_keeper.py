"""`panah doctor` about the keeper: open, locked, none, and one that listens elsewhere."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from panah.cli.examining import folders
from panah.cli.examining.finding import Finding, Weight
from panah.keeper import keyfolder, sockets
from panah.keeper.client.connection import SOCKET_VARIABLE
from panah.keeper.launch import start_keeper
from tests.keepers import a_keeper


def keeper_of(data: Path) -> Finding:
    """What is said of the keeper."""
    (found,) = folders.running_keeper(data)
    return found


@pytest.fixture
def nobody_told(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No variable says where the keeper listens."""
    monkeypatch.delenv(SOCKET_VARIABLE, raising=False)
    return monkeypatch


def test_a_keeper_is_open_and_then_there_is_none(
    tmp_path: Path, nobody_told: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    with a_keeper(data):
        during = keeper_of(data)
    after = keeper_of(data)

    assert (during.weight, during.values) == (Weight.FINE, {"running": True})
    assert (after.weight, after.values) == (Weight.FINE, {"running": False})


def test_a_locked_keeper_is_told_with_what_it_means(
    tmp_path: Path, nobody_told: pytest.MonkeyPatch
) -> None:
    data, keys = tmp_path / "data", tmp_path / "data.keys"
    data.mkdir()
    keyfolder.create(keys, data=data)
    (keys / keyfolder.UNLOCK).unlink()
    with start_keeper(data, keys):
        found = keeper_of(data)

    assert found.weight is Weight.LOOK
    assert found.values.get("running") is None
    assert found.advice


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """The socket of a keeper as on a server: of another folder, at a place that was chosen."""
    with tempfile.TemporaryDirectory(prefix="pk-") as folder:
        socket = Path(folder) / "keeper.sock"
        command = [sys.executable, "-m", "panah.cli.main", "keeper", "--socket", str(socket)]
        running = subprocess.Popen(
            [*command, "--data", str(tmp_path / "keeper" / "data")],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert running.stdout
        assert running.stdout.readline().startswith(sockets.READY)
        yield socket
        running.terminate()
        running.communicate()


def test_the_keeper_is_asked_where_the_processes_of_the_centre_are_told(
    tmp_path: Path, elsewhere: Path, nobody_told: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    unasked = keeper_of(data)
    nobody_told.setenv(SOCKET_VARIABLE, str(elsewhere))
    asked = keeper_of(data)
    nobody_told.setenv(SOCKET_VARIABLE, str(tmp_path / "gone.sock"))
    gone = keeper_of(data)

    assert unasked.values == {"running": False}
    assert (asked.weight, asked.values) == (Weight.FINE, {"running": True})
    assert (gone.weight, gone.values) == (Weight.LOOK, {"running": False})
    assert "gone.sock" in gone.found
