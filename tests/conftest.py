"""Every test has a data folder of its own; nothing outside it is written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Before Django reads its settings. xdist workers each make their own.
_FOLDER = tempfile.TemporaryDirectory(prefix="panah-test-")
os.environ["PANAH_DATA"] = _FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's sync API runs a loop

import pytest  # noqa: E402


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of this test run."""
    return Path(_FOLDER.name)
