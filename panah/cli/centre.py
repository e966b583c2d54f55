"""A data folder, made ready or found, with Django set up on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from panah.cli.versions import applied_in, refuse_newer, refuse_older
from panah.cli.wording import speak_as_asked
from panah.keeper import keyfolder
from panah.keeper.errors import KeysMissing
from panah.keeper.launch import keeper_for

DATABASE = "panah.sqlite3"
SHARED = 0o2770


@contextmanager
def opened(data: Path, keys: Path | None = None, *, site: str = "") -> Iterator[None]:
    """Work inside a data folder with its keeper, as the operator.

    A folder that is not there yet is made ready, with new keys. A keeper is started when none
    runs for the folder, and stopped afterwards.

    Raises:
        KeeperLocked: the folder is there, but its keys are not, or they are of another one.
    """
    keys = keys or keyfolder.default_folder(data)
    make_ready(data, keys)
    set_up_django(data)
    migrate()
    ensure_site(site)
    with keeper_for(data, keys, bulk=True):
        yield


def make_ready(data: Path, keys: Path) -> None:
    """Make a new data folder and its keys, each in its own place; leave existing ones alone.

    Raises:
        KeysInsideData: the keys would lie beside the lock.
        KeysMissing: the data is there and its keys are not.
        typer.Exit: an older version used the folder; `panah upgrade` makes a backup first.
    """
    keyfolder.refuse_inside(keys, data)
    refuse_older(data)
    is_new = not (data / DATABASE).exists() and not applied_in(data)
    if not keys.exists():
        if not is_new:
            raise KeysMissing(f"the key folder {keys} is not there")
        keyfolder.create(keys, data=data)
    os.umask(0o077)  # whatever is written from here on is its owner's alone
    make_folders(data)


def make_folders(data: Path) -> None:
    """Make the data folder and its place for running processes; existing ones stay as they are."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "run").mkdir(mode=0o700, exist_ok=True)


def share_folders(data: Path) -> None:
    """Make both for processes of several users, who are of one group: that of the data folder."""
    make_folders(data)
    (data / "run").chmod(SHARED)


def set_up_django(data: Path, keys: Path | None = None) -> None:
    """Let Django work on this data folder, which need not be there yet.

    Ends the command when a newer version has used the folder: this one would not know what it
    destroys.
    """
    import django
    from django.apps import apps

    os.environ["PANAH_DATA"] = str(data.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
    if keys is not None:
        os.environ["PANAH_SECRET_KEY"] = keyfolder.web_secret(keys)
    if not apps.ready:
        django.setup()
        speak_as_asked()
    refuse_newer(data)


def migrate() -> None:
    """Bring the tables up to date."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def ensure_site(code: str = "", *, desks: int = 12) -> None:
    """Set up the centre of a new data folder.

    Args:
        code: which of the profile's centres; empty for the one that is there, or Almaty.
    """
    from panah.sites import actions, queries

    if queries.is_set_up(code):
        return
    actions.open_site(code or "ALA", names=queries.names_of(code or "ALA"), desks=desks)
