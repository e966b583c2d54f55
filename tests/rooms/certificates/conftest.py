"""A real keeper signs the papers; its public keys lie in the data folder, as in a centre."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from panah.keeper.launch import KeeperProcess


@pytest.fixture
def signing(keeper: KeeperProcess, settings: Settings) -> KeeperProcess:
    """The keeper that signs, with the folder in which its public keys are found."""
    settings.DATA = keeper.keys.with_name(keeper.keys.name.removesuffix(".keys"))
    return keeper
