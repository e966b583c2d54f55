"""Making backups again and again, and trying now and then whether they can be restored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from panah.backups import queries
from panah.backups.queries import BackupState

log = structlog.get_logger("panah.backups")

_lock = threading.Lock()
_running: list[subprocess.Popen[str]] = []


def ship(*, at: datetime, counted: bool = False) -> BackupState:
    """Bring what is new into the backup, and write down how far it has come."""
    with _lock:
        told = _asked("count" if counted else "ship")
    _write_state(told, at)
    return queries.backup_state()


def stop_shipping() -> None:
    """Let the process that makes backups end; it remembers what it has shipped."""
    with _lock:
        for process in _running:
            if process.stdin:
                process.stdin.close()
            process.wait()
        _running.clear()


def rehearse(*, at: datetime) -> queries.Rehearsal:
    """Restore the newest backup into a scratch folder, check all of it, and remove it again."""
    ship(at=at, counted=True)
    done = subprocess.run(  # nosec B603 - our own module, no shell
        [sys.executable, "-m", "panah.backups.rehearsing"],
        env=os.environ | _environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    told = {"until": None, "entries": 0, "rows": 0, "seconds": 0.0, "fault": "damaged"}
    if done.returncode == 0:
        told |= json.loads(done.stdout)
    _append(told | {"at": at.isoformat()})
    if told["fault"]:
        log.error("the backup could not be restored", fault=told["fault"])
    (last,) = queries.rehearsals(most=1)
    return last


def _asked(line: str) -> dict[str, Any]:
    process = _process()
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both are pipes")
    try:
        process.stdin.write(line + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
    except OSError:
        answer = ""
    if not answer:  # it ended: the next time another one is started
        _running.clear()
        process.kill()
        process.wait()
        return {"fault": "ended"}
    told: dict[str, Any] = json.loads(answer)
    return told


def _process() -> subprocess.Popen[str]:
    """The process that makes backups; it ends when this one does, as its input ends then."""
    if not _running or _running[0].poll() is not None:
        _running[:] = [
            subprocess.Popen(  # nosec B603 - our own module, no shell
                [sys.executable, "-m", "panah.backups"],
                env=os.environ | _environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        ]
    return _running[0]


def _environment() -> dict[str, str]:
    return {
        "PANAH_DATA": str(settings.DATA),
        "PANAH_BACKUP_TO": settings.PANAH_BACKUP_TO,
        "DJANGO_SETTINGS_MODULE": "panah.config.settings",
    }


def _write_state(told: dict[str, Any], at: datetime) -> None:
    before = queries.backup_state()
    fault = told.get("fault", "")
    until = told.get("until") or (before.until.isoformat() if before.until else None)
    since = (before.failing_since or at).isoformat() if fault else None
    if fault and not before.fault:
        log.error("no backup is made", fault=fault, kind=told.get("kind", ""))
    state = {"until": until, "failing_since": since, "fault": fault}
    path = _folder() / queries.SHIPPED
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(state), encoding="utf-8")
    fresh.replace(path)


def _append(told: dict[str, Any]) -> None:
    with (_folder() / queries.REHEARSED).open("a", encoding="utf-8") as file:
        file.write(json.dumps(told) + "\n")


def _folder() -> Path:
    folder = Path(settings.DATA) / queries.FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
