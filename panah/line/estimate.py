"""When a ticket will be called: a first, simple and honest range.

Tickets ahead, divided by open desks, times the recent minutes at a desk. The range is wide enough
for the chance in the interviews themselves and for a pace known from few of them; it does not
know of trains that are still to come. Pages say it while the worker has not estimated, and the
worker itself says it where the extra that simulates is not installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

STEP = timedelta(minutes=5)
USUAL_MINUTES = 14.0  # a single adult takes about 12, and some come in twos and threes
USUAL_WEIGHT = 5  # how many observed interviews the usual one counts for
VARIATION = 0.6  # of one interview's length, as a part of its mean
SURE = 1.645  # nine in ten of a normal curve
PACE_DOUBT = 0.1  # the pace itself may be off by this part


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the line moves: open desks, and minutes a ticket spends at one."""

    desks: int
    minutes_at_desk: float


def recent_pace(minutes_at_desk: Sequence[float], *, desks: int) -> Pace:
    """The pace from the last interviews; few of them are mixed with the usual one.

    Args:
        minutes_at_desk: of the last tickets that left a desk, in any order.
        desks: open desks.
    """
    total = sum(minutes_at_desk) + USUAL_WEIGHT * USUAL_MINUTES
    return Pace(desks, total / (len(minutes_at_desk) + USUAL_WEIGHT))


def call_range(ahead: int, pace: Pace, *, start: datetime) -> tuple[datetime, datetime] | None:
    """Between when and when a ticket is called, rounded outward to five minutes.

    Args:
        ahead: tickets that are called before it.
        pace: how fast the line moves.
        start: now, or the opening when that is later.

    Returns:
        Two moments, or None when no desk is open.

    Raises:
        ValueError: a negative number of tickets.
    """
    if ahead < 0:
        raise ValueError(f"ahead is {ahead}, not a number of tickets")
    if pace.desks < 1:
        return None
    earliest, _, latest = call_minutes(ahead, pace)
    return _floor(start + timedelta(minutes=earliest)), _ceil(start + timedelta(minutes=latest))


def call_minutes(ahead: int, pace: Pace) -> tuple[float, float, float]:
    """From after how many minutes to after how many, and the middle between: not rounded."""
    one = pace.minutes_at_desk / max(1, pace.desks)
    expected = ahead * one
    spread = SURE * VARIATION * one * sqrt(ahead) + PACE_DOUBT * expected
    return max(0.0, expected - spread), expected + one / 2, expected + spread + one


def _floor(moment: datetime) -> datetime:
    return moment - _since_mark(moment)


def _ceil(moment: datetime) -> datetime:
    past = _since_mark(moment)
    return moment + (STEP - past) if past else moment


def _since_mark(moment: datetime) -> timedelta:
    return timedelta(
        minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
    )
