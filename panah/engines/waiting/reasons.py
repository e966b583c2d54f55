"""Why a window moved: what each thing that changed is worth in minutes, the largest first.

The reckoning is the simplest that a reader can repeat: a person waits for those ahead, each keeps
one desk for the mean service time, and all desks share them. Each thing is changed alone from what
it was to what it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from panah.engines.waiting.window import Drivers, Window

AT_MOST = 2
WORTH_SAYING = 0.2


class Reason(StrEnum):
    """What made a window move; the rooms have the words."""

    DESKS_CLOSED = "desks_closed"
    DESKS_OPENED = "desks_opened"
    FAST_TRACK_CAME = "fast_track_came"
    SERVICE_SLOWER = "service_slower"
    SERVICE_FASTER = "service_faster"
    PEOPLE_LEFT = "people_left"
    AS_BEFORE = "as_before"


def why_it_moved(old: Window, new: Window, *, more_than_minutes: float = 10) -> tuple[Reason, ...]:
    """Return what moved a window by the clock, the weightiest first.

    Returns:
        Nothing when neither end moved by more than `more_than_minutes`; otherwise one or two
        reasons that point the way in which it moved, or `AS_BEFORE` alone when none does.
    """
    moved = _moved_minutes(old, new)
    if abs(moved) <= more_than_minutes:
        return ()
    worth = _worth(old.drivers, new.drivers)
    same_way = [(abs(minutes), reason) for reason, minutes in worth if minutes * moved > 0]
    enough = [pair for pair in same_way if pair[0] >= WORTH_SAYING * abs(moved)]
    said = tuple(reason for _, reason in sorted(enough, reverse=True)[:AT_MOST])
    return said or (Reason.AS_BEFORE,)


def _moved_minutes(old: Window, new: Window) -> float:
    """How far the end that moved most has moved, later being more."""
    between = (new.at - old.at) / timedelta(minutes=1)
    low = new.low_minutes + between - old.low_minutes
    high = new.high_minutes + between - old.high_minutes
    return low if abs(low) > abs(high) else high


def _worth(old: Drivers, new: Drivers) -> list[tuple[Reason, float]]:
    """Each change alone, in minutes; what lengthens the wait is more."""
    before = _minutes(old)
    desks = _minutes(replace(old, desks=new.desks)) - before
    slower = _minutes(replace(old, service_minutes=new.service_minutes)) - before
    each = _minutes(replace(old, ahead=1))
    fast = max(0, new.fast_track_ahead - old.fast_track_ahead) * each  # fewer: they were called
    return [
        (Reason.DESKS_CLOSED if desks > 0 else Reason.DESKS_OPENED, desks),
        (Reason.SERVICE_SLOWER if slower > 0 else Reason.SERVICE_FASTER, slower),
        (Reason.FAST_TRACK_CAME, fast),
        (Reason.PEOPLE_LEFT, -max(0, new.left_ahead - old.left_ahead) * each),
    ]


def _minutes(drivers: Drivers) -> float:
    return drivers.ahead * drivers.service_minutes / max(1.0, drivers.desks)
