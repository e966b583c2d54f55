"""What the worker does for the backups: ship what is new, and rehearse restoring once a month."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from panah.backups import actions, queries

REHEARSED_EVERY = timedelta(days=30)
TRIED_AGAIN_AFTER = timedelta(days=1)


def ship(at: datetime) -> None:
    """Bring what is new into the backup, where a place for it is set."""
    if settings.PANAH_BACKUP_TO:
        actions.ship(at=at)


def rehearse(at: datetime) -> None:
    """Try whether the backup can be restored: monthly, and daily while it cannot."""
    if not settings.PANAH_BACKUP_TO or queries.backup_state().until is None:
        return
    last = queries.last_rehearsal()
    every = REHEARSED_EVERY if last is None or last.went_well else TRIED_AGAIN_AFTER
    if last is None or at - last.at >= every:
        actions.rehearse(at=at)
