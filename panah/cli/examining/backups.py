"""The backups: whether any are made, until when, and whether restoring was tried."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from panah.backups import queries
from panah.cli.examining.finding import Finding, danger, fine, look


def examine() -> Iterator[Finding]:
    """What the worker has brought into the backup, and the last rehearsal."""
    topic, state = _("Backup"), queries.backup_state()
    if state.until is None:
        advice = _("Name a folder on another disk in PANAH_BACKUP_TO, or type: panah backup")
        yield look(topic, _("the worker makes none"), advice)
        return
    until = f"{state.until:%Y-%m-%d %H:%M} UTC"
    if state.fault:
        advice = _("It fails since %(what)s. Is the disk there, and is there room on it?")
        since = f"{state.failing_since:%Y-%m-%d %H:%M} UTC"
        yield danger(topic, until, advice % {"what": since}, until=until, fault=state.fault)
    else:
        yield fine(topic, until, until=until)
    yield from _rehearsed()


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
