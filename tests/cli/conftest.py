"""Commands that share a data folder: their tests go to one worker."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Know the mark also where tests run in one process."""
    config.addinivalue_line("markers", "xdist_group(name): tests that one worker runs")
