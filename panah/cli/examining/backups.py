"""The backups: whether any are made, until when, and whether restoring was tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils.translation import gettext as _

from panah.backups import queries
from panah.backups.queries import BackupState
from panah.cli.examining.finding import Finding, danger, fine, look

LATE = timedelta(hours=1)
"""So long the worker may go on working before whatever it wrote is in the backup."""


def examine() -> Iterator[Finding]:
    """What the worker has brought into the backup, and the last rehearsal."""
    state = queries.backup_state()
    yield _shipped(state)
    if state.until is not None:
        yield from _rehearsed()


def _shipped(state: BackupState) -> Finding:
    topic = _("Backup")
    until = f"{state.until:%Y-%m-%d %H:%M} UTC" if state.until else _("the worker makes none")
    if state.fault:
        advice = _("It fails since %(what)s. Is the disk there, and is there room on it?")
        since = f"{state.failing_since:%Y-%m-%d %H:%M} UTC"
        return danger(topic, until, advice % {"what": since}, until=until, fault=state.fault)
    if state.until is None:
        advice = _("Name a folder on another disk in PANAH_BACKUP_TO, or type: panah backup")
        return look(topic, until, advice)
    if _worked_after(state.until + LATE):
        advice = _("The centre has worked since then. What it wrote is in no backup.")
        return look(topic, until, advice, until=until)
    return fine(topic, until, until=until)


def _worked_after(moment: datetime) -> bool:
    from panah.sites.queries import newest_beat

    try:
        last = newest_beat()
    except DatabaseError:  # tables that wait for their change are another finding
        return False
    return last is not None and last > moment


def _rehearsed() -> Iterator[Finding]:
    topic, last = _("Restoring, rehearsed"), queries.last_rehearsal()
    if last is None:
        yield fine(topic, _("not yet; the worker does it by itself"))
        return
    when = f"{last.at:%Y-%m-%d}"
    if last.went_well:
        yield fine(topic, when, entries=last.entries, rows=last.rows)
    else:
        advice = _("This backup could not be restored (%(what)s). Make another one elsewhere.")
        yield danger(topic, when, advice % {"what": last.fault}, fault=last.fault)
