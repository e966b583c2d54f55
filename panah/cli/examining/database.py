"""The database as it really is: what a power cut would take, and whether the tables are ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from panah.cli.examining.finding import Finding, danger, fine

SQLITE = {"journal_mode": ("wal",), "synchronous": ("2", "3"), "secure_delete": ("1",)}
SQLITE |= {"foreign_keys": ("1",)}
POSTGRESQL = {
    "fsync": ("on",),
    "synchronous_commit": ("on", "remote_write", "remote_apply"),
    "full_page_writes": ("on",),
}
WORDS = {"synchronous": {"0": "OFF", "1": "NORMAL", "2": "FULL", "3": "EXTRA"}}
AHEAD = timedelta(minutes=2)


def examine() -> Iterator[Finding]:
    """What is in force, and whether every table is as this version wants it."""
    is_postgresql = connection.vendor == "postgresql"
    topic = _("Database")
    wanted = POSTGRESQL if is_postgresql else SQLITE
    try:
        found = {name: _in_force(name, is_postgresql=is_postgresql) for name in wanted}
        waiting = _changes_waiting()
    except DatabaseError as error:
        kind = type(error).__name__
        yield danger(topic, kind, _("The database does not answer, or is no database."))
        return
    yield fine(topic, "PostgreSQL" if is_postgresql else "SQLite", **found)
    for name, allowed in wanted.items():
        yield _durable(name, found[name], allowed)
    yield _tables(waiting)
    if not waiting:
        yield from _clock_against_itself()


def _durable(name: str, value: str, allowed: tuple[str, ...]) -> Finding:
    said = f"{name} = {WORDS.get(name, {}).get(value, value)}"
    if value in allowed:
        return fine(_("Durability"), said, **{name: value})
    advice = _("What was acknowledged could be lost, or what was deleted found again.")
    return danger(_("Durability"), said, advice, **{name: value})


def _in_force(name: str, *, is_postgresql: bool) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}" if is_postgresql else f"PRAGMA {name}")
        return str(cursor.fetchone()[0])


def _changes_waiting() -> int:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _tables(waiting: int) -> Finding:
    if not waiting:
        return fine(_("Tables"), _("up to date"), changes_waiting=0)
    said = _("changes waiting: %(count)s") % {"count": waiting}
    return danger(_("Tables"), said, _("Type: panah upgrade"), changes_waiting=waiting)


def _clock_against_itself() -> Iterator[Finding]:
    """Whether the centre has already lived in a time that this clock has not reached."""
    from panah.sites.queries import newest_beat
    from panah.web.clock import real_now

    last = newest_beat()
    if last is not None and last > real_now() + AHEAD:
        said = _("behind the last work of the centre (%(when)s UTC)")
        yield danger(
            _("Clock"),
            said % {"when": f"{last:%Y-%m-%d %H:%M}"},
            _("The clock went back: numbers and deadlines would be of the wrong day. Set it."),
        )
