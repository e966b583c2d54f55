"""How the backups stand: until when everything is in them, and how the last rehearsal went."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER, SHIPPED, REHEARSED = "backups", "shipped.json", "rehearsals.jsonl"


@dataclass(frozen=True, slots=True)
class BackupState:
    """How far the backups have come.

    Args:
        is_set: whether a place for them is configured.
        until: everything that was acknowledged before is in the backup; None before the first.
        failing_since: since when the place cannot be written; None when it can.
        fault: `place`, `database`, `already_running`, `no_recovery_key`, or empty.
    """

    is_set: bool
    until: datetime | None = None
    failing_since: datetime | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How restoring went when it was tried.

    Args:
        at: when.
        until: the second up to which the backup was restored; None when it was not.
        entries: how many entries of the journal were computed again and agreed.
        rows: how many rows there were in all tables, as many as were written down.
        seconds: how long it took.
        fault: empty when all went well, else what did not: `nothing`, `damaged`, `counts`,
            `journal`, `keeper`, `room`.
    """

    at: datetime
    until: datetime | None
    entries: int
    rows: int
    seconds: float
    fault: str

    @property
    def went_well(self) -> bool:
        """Whether a centre could be restored from this backup."""
        return not self.fault


def backup_state() -> BackupState:
    """Until when everything is in the backup, and since when it fails."""
    is_set = bool(settings.PANAH_BACKUP_TO)
    told = _read(_folder() / SHIPPED)
    return BackupState(
        is_set=is_set,
        until=_moment(told.get("until")),
        failing_since=_moment(told.get("failing_since")),
        fault=told.get("fault", ""),
    )


def last_rehearsal() -> Rehearsal | None:
    """The last time that restoring was tried; None before the first."""
    return next(iter(rehearsals(most=1)), None)


def rehearsals(*, most: int = 12) -> list[Rehearsal]:
    """The last times that restoring was tried, newest first."""
    try:
        lines = (_folder() / REHEARSED).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [_rehearsal(json.loads(line)) for line in reversed(lines[-most:])]


def _rehearsal(told: dict[str, Any]) -> Rehearsal:
    at = _moment(told["at"])
    if at is None:
        raise ValueError("a rehearsal has a moment")
    return Rehearsal(
        at=at,
        until=_moment(told["until"]),
        entries=told["entries"],
        rows=told["rows"],
        seconds=told["seconds"],
        fault=told["fault"],
    )


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER


def _read(path: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
