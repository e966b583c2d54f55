"""A real keeper, and a clerk at desk 1 who has called a party of three at nine o'clock."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from panah.line import actions as line
from tests.builders import MORNING, a_clerk, a_site
from tests.keepers import KeeperProcess
from tests.rooms.desk.sheets import Desk, seated


@pytest.fixture(autouse=True)
def morning(settings: Settings) -> None:
    """Every view reads this clock."""
    settings.PANAH_CLOCK = "tests.builders.morning"


@pytest.fixture
def desk(client: Client, db: None, keeper: KeeperProcess) -> Desk:
    """Desk 1 with the number of a party of three called to it."""
    site = a_site()
    line.issue_ticket(site, party_size=3, at=MORNING)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    seated(client, a_clerk())
    client.post("/desk/")
    return Desk(client)
