"""What those who wait were told last: read whole now and then, and in between what is new of it.

Ten thousand windows are tens of milliseconds of the database, and of this process; those that are
new since the last look are a few hundred rows at the most.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from panah.line.announced import Announced, announced, announced_after, by_keys
from panah.line.models import Ticket, Window
from panah.web.listed import listed

WHOLE_SECONDS = 30.0
"""As long as new windows alone are read, and not which one of each number is current. Almost always
a window ends because there is a newer one, or because its number waits no longer."""
FORGOTTEN_SECONDS = 300.0
"""Where nobody asked for so long, what was written meanwhile is more than what is current."""
LATE_SECONDS = 10.0
"""So long a key may be missing before it is given up."""
MOST_AT_ONCE = 500
"""So many are asked for one by one; where there are more, the whole line is read."""


@dataclass(frozen=True)
class Said:
    """What those who wait were told."""

    keys: Mapping[int, int]
    """The key of each number's window, where it has one."""
    windows: dict[int, Announced]
    newest: int
    """The highest key that was read."""
    whole_at: float
    """When every number's current window was read."""
    passed_by: Mapping[int, float] = field(default_factory=dict)
    """Lower keys that were not there, and since when: another transaction may still write them."""


def said_to_all(tickets: QuerySet[Ticket], *, read_at: float, before: Said | None = None) -> Said:
    """What everybody who waits was told, read anew.

    Args:
        tickets: of the line, those who wait and others.
        read_at: now, by the clock of this process.
        before: what was read last; those windows are not read again.
    """
    current = _current(tickets.filter(status=Ticket.Status.WAITING))
    passed_by: Mapping[int, float] = {}
    if before is None or read_at - before.whole_at > FORGOTTEN_SECONDS:
        known, newest = announced(current), 0
    else:
        found, numbers = announced_after(before.newest, tickets, before.windows)
        known, newest = before.windows | found, max([before.newest, *numbers])
        passed_by = _passed_by(before, numbers, read_at=read_at)
    keys = dict(listed(current, "ticket__number", "id"))
    unknown = [key for key in keys.values() if key not in known]
    known = known | (by_keys(unknown) if len(unknown) <= MOST_AT_ONCE else announced(current))
    told = {key: known[key] for key in keys.values() if key in known}
    return Said(keys, told, max([newest, *told]), read_at, passed_by)


def said_since(
    before: Said, tickets: QuerySet[Ticket], *, came: Collection[int], read_at: float
) -> Said:
    """What was told since, and what those were told who came, or came back.

    Args:
        before: what was read last.
        tickets: of the line, those who wait and others.
        came: numbers that did not wait then.
        read_at: now, by the clock of this process.
    """
    found, numbers = announced_after(
        before.newest, tickets, before.windows, passed_by=before.passed_by
    )
    current = _current(tickets.filter(number__in=came))
    theirs = dict(listed(current, "id", "ticket__number")) if came else {}
    keys, kept = dict(before.keys), before.windows | found
    for number in came:
        keys.pop(number, None)
    for key, number in (theirs | numbers).items():
        earlier = keys.get(number, 0)
        if earlier < key:  # a transaction that ended late does not bring an old window back
            kept.pop(earlier, None)
            keys[number] = key
    kept |= by_keys([key for key in theirs if key not in kept])
    newest = max([before.newest, *numbers])
    return Said(keys, kept, newest, before.whole_at, _passed_by(before, numbers, read_at=read_at))


def _current(tickets: QuerySet[Ticket]) -> QuerySet[Window]:
    return Window.objects.filter(is_current=True, ticket__in=tickets.order_by())


def _passed_by(before: Said, read: Collection[int], *, read_at: float) -> dict[int, float]:
    """Keys below the newest that were not there yet, this time or a short while ago."""
    newest = max([before.newest, *read])
    missing = dict.fromkeys(range(max(before.newest, newest - MOST_AT_ONCE) + 1, newest), read_at)
    return {
        key: since
        for key, since in {**missing, **before.passed_by}.items()
        if key not in read and read_at - since <= LATE_SECONDS
    }
