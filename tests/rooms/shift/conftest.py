"""A clock that stands at five past eleven, somebody who leads the shift, a centre that is well."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from panah.shift import looking
from panah.web.access import Role
from tests.builders import MORNING, a_clerk
from tests.rooms.figures import clock

NOW = MORNING + timedelta(hours=2, minutes=5)


@pytest.fixture(autouse=True)
def stopped(settings: Settings) -> None:
    """Every view reads this clock."""
    settings.PANAH_CLOCK = "tests.rooms.figures.clock.now"
    clock.show(NOW)


@pytest.fixture
def leader(client: Client) -> Client:
    """The browser of whoever leads the shift."""
    client.force_login(a_clerk("leader", role=Role.SUPERVISOR))
    return client


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch, keeper: object) -> None:
    """A centre on a large disk, whose clock did not jump."""
    monkeypatch.setattr(looking, "_seen", [])
    monkeypatch.setattr(looking, "free_megabytes", lambda _folder: 50_000)
