"""A real Chromium, a real keeper, and a centre whose clock stands at nine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.builders import a_clerk
from tests.keepers import KeeperProcess
from tests.rooms.desk.sheets import seated


def pytest_configure(config: pytest.Config) -> None:
    """Name a marker of xdist's, which may be switched off."""
    config.addinivalue_line("markers", "xdist_group(name): tests that one worker runs")


@pytest.fixture(autouse=True)
def morning(settings: Settings) -> None:
    """Every view reads this clock."""
    settings.PANAH_CLOCK = "tests.builders.morning"


@pytest.fixture
def at_desk(
    browser: Browser,
    keeper: KeeperProcess,
    live_server: LiveServer,
    client: Client,
) -> Iterator[BrowserContext]:
    """The browser of a clerk who is signed in and sits at desk 1."""
    seated(client, a_clerk())
    opened = browser.new_context(viewport={"width": 1280, "height": 880}, base_url=live_server.url)
    session = client.cookies["session"].value
    opened.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    yield opened
    opened.close()
