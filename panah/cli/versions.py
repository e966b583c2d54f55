"""Which version of Panah last used a data folder, told by the changes that its tables saw."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from panah.cli.endings import UNUSABLE, end, gettext_noop

DATABASE = "panah.sqlite3"
NO_DATA = gettext_noop("There is no data folder at %(what)s.")
TOO_NEW = gettext_noop(
    "This data folder was used by a newer version of Panah (%(what)s). Install that version, or "
    "restore a backup that is older."
)

Change = tuple[str, str]
"""A room, and the name of a change of its tables."""


def require_data(data: Path) -> None:
    """End the command when there is no data folder."""
    if not (data / DATABASE).exists() and not os.environ.get("PANAH_DATABASE_URL"):
        end(UNUSABLE, NO_DATA, str(data))


def refuse_newer(data: Path) -> None:
    """End the command when the tables have seen a change that this version does not know."""
    if unknown := unknown_changes(applied_in(data)):
        room, name = unknown[-1]
        end(UNUSABLE, TOO_NEW, f"{room} {name}")


def unknown_changes(applied: Iterable[Change]) -> list[Change]:
    """The changes of our own rooms that this version does not have."""
    return sorted({(room, name) for room, name in applied if _is_unknown(room, name)})


def applied_in(data: Path) -> list[Change]:
    """Every change that the tables of a data folder have seen; none where there are no tables."""
    if address := os.environ.get("PANAH_DATABASE_URL"):
        return _applied_in_postgresql(address)
    path = data / DATABASE
    if not path.exists():
        return []
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            return list(connection.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.Error:  # what is wrong with it is said by whoever uses it
        return []


def _applied_in_postgresql(address: str) -> list[Change]:
    import psycopg

    try:
        with psycopg.connect(address) as connection:
            return connection.execute("SELECT app, name FROM django_migrations").fetchall()
    except psycopg.Error:
        return []


def _is_unknown(room: str, name: str) -> bool:
    folder = Path(__file__).parents[1] / room / "migrations"
    is_ours = folder.is_dir()
    return is_ours and not (folder / f"{name}.py").exists()
