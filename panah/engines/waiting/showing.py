"""A window as it is read on a phone: rounded outward to five minutes, never before now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from panah.engines.waiting.window import Window


@dataclass(frozen=True)
class Shown:
    """Called not before the one moment and, nine times in ten, not after the other."""

    not_before: datetime
    not_after: datetime


def shown(window: Window, *, now: datetime, minutes: int = 5) -> Shown:
    """Return the window rounded outward to whole steps of the clock.

    Args:
        now: the moment of looking; what is past is not shown.
        minutes: the step; it divides an hour.
    """
    low = window.at + timedelta(minutes=max(0.0, window.low_minutes))
    high = window.at + timedelta(minutes=max(0.0, window.high_minutes))
    step = timedelta(minutes=minutes)
    not_before = max(_down(low, step), now)
    return Shown(not_before, max(_up(high, step), _up(not_before + step / 5, step)))


def _down(moment: datetime, step: timedelta) -> datetime:
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour + (moment - hour) // step * step


def _up(moment: datetime, step: timedelta) -> datetime:
    down = _down(moment, step)
    return down if down == moment else down + step
