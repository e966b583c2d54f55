"""What a look at the centre finds: the keeper, the journal, the disk, the clock, the worker."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from panah.backups import queries as backups
from panah.journal import queries as journal
from panah.journal.models import Log
from panah.keeper.client import status
from panah.keeper.errors import KeeperError
from panah.keeper.values import KeeperStatus
from panah.shift.models import Alarm, Watch

Kind = Alarm.Kind

UNSIGNED_FOR = NO_BACKUP_FOR = timedelta(minutes=1)
SILENT_FOR = timedelta(seconds=90)  # the worker says every 15 seconds that it works
NIGHT = timedelta(hours=2)  # a centre that stood still for longer was closed
CLOCK_SLACK = timedelta(seconds=30)
DISK_LOW_MEGABYTES = 1_000


@dataclass(frozen=True, slots=True)
class Look:
    """What was found, in real time.

    Attributes:
        standing: what is wrong now, with an amount where there is one.
        passed: what went wrong since the last look and is over.
        watch: what the next look needs to know.
    """

    standing: dict[Alarm.Kind, int | None]
    passed: dict[Alarm.Kind, int]
    watch: Watch


def look(last: Watch, *, real_at: datetime, monotonic: float | None = None) -> Look:
    """Look at everything that this process can see."""
    found = _keeper()
    standing: dict[Alarm.Kind, int | None] = {}
    passed: dict[Alarm.Kind, int] = {}
    if found is None:
        standing[Kind.KEEPER_SILENT] = None
    elif found.locked:
        standing[Kind.KEEPER_LOCKED] = None
    if found and (refused := _refusals_since(last, found)):
        passed[Kind.TOO_FAST] = refused
    unsigned_since = _unsigned_since(last, real_at)
    if unsigned_since and real_at - unsigned_since >= UNSIGNED_FOR:
        standing[Kind.JOURNAL_UNSIGNED] = None
    free = free_megabytes(settings.DATA)
    if free < DISK_LOW_MEGABYTES:
        standing[Kind.DISK_LOW] = free
    standing |= dict.fromkeys(_backup_faults(real_at))
    if jumped := _jumped_seconds(real_at, time.monotonic() if monotonic is None else monotonic):
        passed[Kind.CLOCK_JUMPED] = jumped
    if SILENT_FOR < real_at - last.looked_at < NIGHT:
        passed[Kind.WORKER_SILENT] = round((real_at - last.looked_at).total_seconds())
    watch = Watch(
        site_id=last.site_id,
        looked_at=real_at,
        keeper_process=found.process_id if found else last.keeper_process,
        keeper_refusals=found.alarms if found else last.keeper_refusals,
        unsigned_since=unsigned_since,
    )
    return Look(standing, passed, watch)


def _backup_faults(real_at: datetime) -> Iterator[Alarm.Kind]:
    """What is wrong with the backups, where some are made by themselves."""
    state, last = backups.backup_state(), backups.last_rehearsal()
    if not state.is_set:
        return
    if state.failing_since and real_at - state.failing_since >= NO_BACKUP_FOR:
        yield Kind.BACKUP_FAILS
    if last and not last.went_well:
        yield Kind.NOT_RESTORED


def free_megabytes(folder: Path) -> int:
    """How much room is left where the data are."""
    there = folder if folder.exists() else folder.parent
    return shutil.disk_usage(there).free // 1_000_000


def _keeper() -> KeeperStatus | None:
    try:
        return status.status()
    except KeeperError:
        return None


def _refusals_since(last: Watch, found: KeeperStatus) -> int:
    # A keeper that was started again counts from nothing.
    is_same = found.process_id == last.keeper_process
    return found.alarms - (last.keeper_refusals if is_same else 0)


def _unsigned_since(last: Watch, real_at: datetime) -> datetime | None:
    """Since when a log has had entries that no checkpoint signs; None when all are signed."""
    if all(_is_signed(log) for log in Log):
        return None
    return last.unsigned_since or real_at


def _is_signed(log: Log) -> bool:
    size = journal.size_of(log)
    signed = journal.latest_checkpoint(log)
    return size == (signed.size if signed else 0) and not journal.pending_count(log)


_seen: list[tuple[datetime, float]] = []


def _jumped_seconds(real_at: datetime, monotonic: float) -> int:
    """By how much the clock on the wall went its own way since this process looked last."""
    before = _seen[-1] if _seen else (real_at, monotonic)
    _seen[:] = [(real_at, monotonic)]
    jumped = (real_at - before[0]) - timedelta(seconds=monotonic - before[1])
    return round(jumped.total_seconds()) if abs(jumped) > CLOCK_SLACK else 0
