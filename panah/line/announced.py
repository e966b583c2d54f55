"""What tickets were told about their time, as far as a page says it: a window without its reasons
in numbers, light enough to keep ten thousand of them in a process."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from panah.line.models import Ticket, Window
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


def announced_after(
    newest: int,
    tickets: QuerySet[Ticket],
    known: Mapping[int, Announced],
    *,
    passed_by: Collection[int] = (),
) -> tuple[dict[int, Announced], dict[int, int]]:
    """Windows that were written after one, by their keys; and the number of each key.

    Args:
        newest: the key of that one.
        tickets: of the line; windows of others are left out.
        known: what earlier ones said: these are compared with it, and it is not read again.
        passed_by: keys before it that were not there yet.
    """
    wanted = Q(pk__gt=newest) | Q(pk__in=passed_by) if passed_by else Q(pk__gt=newest)
    # By their keys alone: joined with its windows, each ticket of a day would be looked up.
    rows = listed(Window.objects.filter(wanted), "id", "ticket_id", "before_id", *_NAMES)
    theirs = tickets.filter(pk__in={row[1] for row in rows}) if rows else tickets.none()
    number_of = dict(listed(theirs, "id", "number"))
    found: dict[int, Announced] = {}
    numbers: dict[int, int] = {}
    unknown = []
    for key, ticket, before, *values in sorted(row for row in rows if row[1] in number_of):
        earlier, window = found.get(before) or known.get(before), _read(values)
        numbers[key] = number_of[ticket]
        if before and earlier is None:
            unknown.append(key)
        elif window is not None:
            found[key] = replace(window, before=_without_the_third(earlier))
    return found | by_keys(unknown), numbers


def by_keys(keys: Collection[int]) -> dict[int, Announced]:
    """These windows."""
    return announced(Window.objects.filter(pk__in=keys)) if keys else {}


def moment(written: str) -> datetime:
    """A time as the database writes it in text: SQLite leaves out that it is UTC."""
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _without_the_third(window: Announced | None) -> Announced | None:
    """A window with one that came before: what is older, no page says any more."""
    if window is None or window.before is None or window.before.before is None:
        return window
    return replace(window, before=replace(window.before, before=None))


def _read(values: Sequence[Any], *earlier: Sequence[Any]) -> Announced | None:
    made_at, lane, band, says, low, high, reasons = values
    if made_at is None:
        return None
    before = _read(earlier[0], *earlier[1:]) if earlier else None
    told = tuple(json.loads(reasons) if isinstance(reasons, str) else reasons)
    return Announced(moment(made_at), lane, band, says, moment(low), moment(high), told, before)
