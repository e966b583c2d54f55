"""How much faster or slower everything goes just now, and how far that can be trusted.

Some hours are slower than others. How much they differ is learned from the hours themselves, after
what chance alone does is taken off; where they hardly differ, one slow hour says little about the
next. Leaning on the usual pace by that is what statisticians call shrinkage.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LATELY = timedelta(hours=2)
SPREAD = 0.6  # of visits, as a share of their mean
BETWEEN, BELIEVED = 0.05, 10.0  # how hours differ before it was seen; as many as it is worth
LEAST_BETWEEN = 0.01
ENOUGH_IN_HOURS = 20
FIRST_DOUBT, FIRST_BELIEVED = 0.25, 20.0  # of the assumption; as many visits as it is worth
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - only told apart, never shown


def between_hours(ended: Sequence[datetime], lengths: Floats, expected: Floats) -> float:
    """Return the deviation of the pace from one two hours to the next, chance taken off."""
    if not len(lengths):
        return BETWEEN
    slots = np.array([(moment.replace(tzinfo=None) - EPOCH) // LATELY for moment in ended])
    _, slot = np.unique(slots, return_inverse=True)
    count = np.bincount(slot)
    seen, usual = (np.bincount(slot, weights=values) for values in (lengths, expected))
    enough = (count >= ENOUGH_IN_HOURS) & (usual > 0)
    apart = (seen[enough] / usual[enough] - 1) ** 2 - SPREAD**2 / count[enough]
    square = (apart.sum() + BELIEVED * BETWEEN**2) / (enough.sum() + BELIEVED)
    return max(LEAST_BETWEEN, float(np.sqrt(max(0.0, square))))


def pace(lengths: Floats, expected: Floats, *, between: float) -> float:
    """How much longer the visits of these two hours take than expected, leaning on not at all."""
    if not len(lengths):
        return 1.0
    believed = SPREAD**2 / between**2 * float(expected.mean())
    return float((lengths.sum() + believed) / (expected.sum() + believed))


def doubt(seen: int, *, between: float) -> float:
    """How far the mean of today may be from what is said, when so many visits were seen."""
    assumed = FIRST_DOUBT * FIRST_BELIEVED / (seen + FIRST_BELIEVED)
    chance = SPREAD**2 * seen / (seen + FIRST_BELIEVED) ** 2
    return float(np.sqrt(between**2 + assumed**2 + chance))
