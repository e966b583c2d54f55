"""Who writes rows: for every INSERT, UPDATE and DELETE, the function that the demonstration called.

A write is in order when the first step out of `panah.demo` leads into another room's actions.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

PANAH = Path(__file__).resolve().parents[3] / "panah"
WRITES = frozenset(
    {"objects", "save", "create", "bulk_create", "insert_rows", "update_or_create"}
    | {"get_or_create", "bulk_update", "delete", "update", "cursor"}
)
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


@contextmanager
def writers() -> Iterator[Counter[str]]:
    """Count what wrote, as `room/file.py`, while the block runs."""
    found: Counter[str] = Counter()

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if WRITE.match(sql):
            found[_called_by_demo()] += 1
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield found


def _called_by_demo() -> str:
    # From the innermost frame outwards: the last room entered before the demonstration itself.
    frame, entered = sys._getframe(2), ""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(PANAH):
            name = str(path.relative_to(PANAH))
            if name.startswith("demo/"):
                return entered or name
            entered = name
        frame = frame.f_back
    return entered or "nobody"
