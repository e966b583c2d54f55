"""A real keeper for tests, in a process of its own, with keys of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from panah.keeper import keyfolder
from panah.keeper.client.connection import disconnect
from panah.keeper.launch import KeeperProcess, start_keeper


@pytest.fixture(scope="session")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeeperProcess]:
    """The keeper of this test run; this process asks it at the operator's pace."""
    data = tmp_path_factory.mktemp("centre") / "data"
    with a_keeper(data) as running, asking(running, bulk=True):
        yield running


@contextmanager
def a_keeper(data: Path) -> Iterator[KeeperProcess]:
    """A keeper for a new data folder, or the next one for a folder that is there."""
    data.mkdir(parents=True, exist_ok=True)
    keys = keyfolder.default_folder(data)
    if not keys.exists():
        keyfolder.create(keys, data=data)
    with start_keeper(data, keys) as running:
        yield running


@contextmanager
def asking(keeper: KeeperProcess, *, bulk: bool = False) -> Iterator[None]:
    """Let this process ask one keeper, and afterwards the one that it asked before."""
    names = ("PANAH_KEEPER_SOCKET", "PANAH_KEEPER_TOKEN")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ.update(keeper.environment(bulk=bulk))
    try:
        yield
    finally:
        disconnect()
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(before)
