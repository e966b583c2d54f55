"""The keeper's own record of who asked what, in the key folder, one JSON line a question.

It holds no names: sessions, kinds, counts and outcomes; for an opening also the number and the
purpose, so that it can be laid beside the journal.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "access"


def _real_now() -> datetime:
    return datetime.now(UTC)


class AccessLog:
    """Lines for one key folder; a file for each day (UTC)."""

    def __init__(self, keys: Path, *, now: Callable[[], datetime] = _real_now) -> None:
        self._folder = keys / FOLDER
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._now = now
        self._lock = threading.Lock()

    def write(self, **line: str | int) -> None:
        """Append one line; it has left this process when this returns.

        Raises:
            OSError: it could not be written. Then nothing may be answered.
        """
        at = self._now()
        told = {"at": at.isoformat(timespec="milliseconds")}
        told.update((key, value) for key, value in line.items() if value != "")  # type: ignore[misc]
        path = self._folder / f"{at.date().isoformat()}.jsonl"
        with self._lock:
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, json.dumps(told).encode() + b"\n")
            finally:
                os.close(handle)
