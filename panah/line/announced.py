"""What tickets were told about their time, as far as a page says it: a window without its reasons
in numbers, light enough to keep ten thousand of them in a process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from panah.line.models import Window
from panah.web.listed import listed

_NAMES = ("made_at", "lane", "band", "says", "shown_low_at", "shown_high_at", "reasons")
_COLUMNS = (
    "id",
    *_NAMES,
    *(f"before__{name}" for name in _NAMES),
    *(f"before__before__{name}" for name in _NAMES),
)


@dataclass(frozen=True, slots=True)
class Announced:
    """A window as it was told. A row never changes in these columns."""

    made_at: datetime
    lane: str
    band: str
    says: str
    shown_low_at: datetime
    shown_high_at: datetime
    reasons: tuple[str, ...]
    before: Announced | None = None


def announced(windows: QuerySet[Window]) -> dict[int, Announced]:
    """Windows by their keys, each with what it is compared with."""
    size = len(_NAMES)
    found = {}
    for key, *values in listed(windows, *_COLUMNS):
        window = _read(*(values[start : start + size] for start in range(0, 3 * size, size)))
        if window is not None:
            found[key] = window
    return found


def moment(written: str) -> datetime:
    """A time as the database writes it in text: SQLite leaves out that it is UTC."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _read(values: Sequence[Any], *earlier: Sequence[Any]) -> Announced | None:
    made_at, lane, band, says, low, high, reasons = values
    if made_at is None:
        return None
    before = _read(earlier[0], *earlier[1:]) if earlier else None
    told = tuple(json.loads(reasons) if isinstance(reasons, str) else reasons)
    return Announced(moment(made_at), lane, band, says, moment(low), moment(high), told, before)
