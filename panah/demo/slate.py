"""A small file that the processes of a demonstration write on: the clock, and who takes part.

It is replaced as a whole, so a reader sees the old text or the new one; writers take turns. It
holds no name.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

Text = dict[str, Any]
_Stamp = tuple[int, int]


@dataclass(slots=True)
class Slate:
    """One such file, by its name in the run folder; read again only when it was replaced."""

    name: str
    _read: tuple[Path, _Stamp, Text] | None = None
    _writing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def path(self) -> Path:
        """Where it lies."""
        return settings.DATA / "run" / self.name

    def read(self) -> Text | None:
        """What stands on it; None when nobody has written yet."""
        path = self.path
        try:
            stamp = _stamp_of(path)
            if self._read is None or self._read[:2] != (path, stamp):
                self._read = (path, stamp, json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        return self._read[2]

    def change(self, change: Callable[[Text], Text]) -> Text:
        """Write what a function makes of what stands there; empty at first."""
        path = self.path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._writing, path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            text = change(dict(self.read() or {}))
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(text), encoding="utf-8")
            fresh.replace(path)
        return text


def _stamp_of(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_ino
