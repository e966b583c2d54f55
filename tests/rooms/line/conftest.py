"""Every page of the line reads a clock that stands at nine in Almaty."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def morning(settings: Settings) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"
