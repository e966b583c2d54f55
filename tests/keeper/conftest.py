"""The real keeper, and keys for tests that ask without a socket."""

from pathlib import Path

import pytest

from panah.keeper import keyfolder
from panah.keeper.keyfolder import Keys


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys") / "centre.keys"
    keyfolder.create(folder)
    return folder


@pytest.fixture(scope="session")
def keys(key_folder: Path) -> Keys:
    opened = keyfolder.load(key_folder)
    assert opened is not None
    return opened
