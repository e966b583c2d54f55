"""Every test run has a data folder of its own; nothing outside it is written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from tests import signing
from tests.keepers import keeper  # noqa: F401 - one keeper for a whole process
from tests.sharing import pytest_xdist_make_scheduler  # noqa: F401
from tools import browser as chromium

# A loaded machine is slow; nothing here is about speed.
hypothesis.settings.register_profile("panah", deadline=None)
hypothesis.settings.load_profile("panah")

signing.install()
_FOLDER = tempfile.TemporaryDirectory(prefix="panah-test-")
settings.DATA = Path(_FOLDER.name)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's sync API runs a loop


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; one for a whole process, because its driver runs a loop of its own."""
    path = chromium.find()
    assert path, "The walks need a real Chromium: python tools/browser.py"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", chromium.ALONE]
        )
        yield running
        running.close()


@pytest.fixture(autouse=True)
def seconds_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for news of the line asks some seconds after whatever happened before."""
    from panah.line import glance
    from panah.vault import renewals

    glance.forget()
    renewals.forget_that_there_are_none()
    passing = count(step=10.0)
    monkeypatch.setattr("panah.line.glance.monotonic", lambda: next(passing))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of this test run."""
    return settings.DATA


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """A file, not memory: two connections must meet as they do in a centre."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database["TEST"]["NAME"] = str(settings.DATA / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tests empty every table between them; SQLite does it row by row, as the journal forbids."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.cursor().execute("DROP TRIGGER IF EXISTS journal_entry_never_deletes")
    # Emptied, a database would be given a row for each model and permission again: nobody reads it.
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(
        create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions"
    )
