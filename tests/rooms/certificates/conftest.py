"""A real keeper signs the papers; its public keys lie in the data folder, as in a centre."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from panah.keeper.launch import KeeperProcess
from tests.keepers import keeper  # noqa: F401


@pytest.fixture
def signing(keeper: KeeperProcess, settings: Settings) -> KeeperProcess:  # noqa: F811
    """The keeper that signs, with the folder in which its public keys are found."""
    settings.DATA = keeper.keys.with_name(keeper.keys.name.removesuffix(".keys"))
    return keeper
