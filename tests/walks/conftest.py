"""A real Chromium, a real keeper, and a centre whose clock stands at nine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.keepers import keeper  # noqa: F401

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import browser as chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this test run."""
    path = chromium.find()
    assert path, "The walks need a real Chromium: python tools/browser.py"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(autouse=True)
def morning(settings: pytest.FixtureRequest) -> None:
    """Every view reads this clock."""
    settings.PANAH_CLOCK = "tests.builders.morning"  # type: ignore[attr-defined]
