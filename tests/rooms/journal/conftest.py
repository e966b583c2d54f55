"""The journal with a real keeper that signs its checkpoints."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from panah.keeper.launch import KeeperProcess


@pytest.fixture
def signing(keeper: KeeperProcess, settings: Settings) -> KeeperProcess:
    """A keeper whose public keys lie in the data folder, as they do in a centre."""
    settings.DATA = keeper.keys.with_name(keeper.keys.name.removesuffix(".keys"))
    return keeper
