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

TOO_OLD = gettext_noop(
    "An older version of Panah used this folder last. Type: panah upgrade --data %(what)s"
)

CHANGES = "SELECT app, name FROM django_migrations"
CENTRE = "SELECT code FROM sites_site LIMIT 1"

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


def refuse_older(data: Path) -> None:
    """End the command when the tables lack a change: it is made with a backup before, and asked."""
    # A folder whose very first start was cut short has no centre yet: it simply goes on.
    if _asked(data, CENTRE) and _changes_here() - set(applied_in(data)):
        end(UNUSABLE, TOO_OLD, str(data))


def refuse_others(data: Path) -> None:
    """End the command when another version used the folder last, a newer one or an older."""
    refuse_newer(data)
    refuse_older(data)


def unknown_changes(applied: Iterable[Change]) -> list[Change]:
    """The changes of our own rooms that this version does not have."""
    return sorted({(room, name) for room, name in applied if _is_unknown(room, name)})


def applied_in(data: Path) -> list[Change]:
    """Every change that the tables of a data folder have seen; none where there are no tables."""
    return [(str(room), str(name)) for room, name in _asked(data, CHANGES)]


def _asked(data: Path, question: str) -> list[tuple[object, ...]]:
    """Ask the database of a data folder without Django; nothing where it cannot be asked."""
    if address := os.environ.get("PANAH_DATABASE_URL"):
        return _asked_of_postgresql(address, question)
    path = data / DATABASE
    if not path.exists():
        return []
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            return connection.execute(question).fetchall()
    except sqlite3.Error:  # what is wrong with it is said by whoever uses it
        return []


def _asked_of_postgresql(address: str, question: str) -> list[tuple[object, ...]]:
    import psycopg

    try:
        with psycopg.connect(address) as connection:
            return connection.execute(question.encode()).fetchall()
    except psycopg.Error:
        return []


def _changes_here() -> set[Change]:
    """Every change of our own rooms that this version has, whatever rooms a folder may lack."""
    found = (Path(__file__).parents[1]).glob("*/migrations/[0-9]*.py")
    return {(path.parents[1].name, path.stem) for path in found if path.parents[1].name != "demo"}


def _is_unknown(room: str, name: str) -> bool:
    folder = Path(__file__).parents[1] / room / "migrations"
    is_ours = folder.is_dir()
    return is_ours and not (folder / f"{name}.py").exists()
