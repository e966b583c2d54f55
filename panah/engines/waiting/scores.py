"""How good estimates were: errors of the middle, and how often and how narrowly windows held."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panah.engines.waiting.logs import Floats

OUTSIDE = 0.2
PARTIES = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 10**9))
QUEUES = ((0, 0), (1, 4), (5, 9), (10, 19), (20, 49), (50, 99), (100, 199), (200, 10**9))


@dataclass(frozen=True)
class Middle:
    """Mean absolute error and mean error of a middle, in minutes."""

    mae: float
    bias: float


@dataclass(frozen=True)
class Held:
    """How many windows were judged, which share held, and their mean interval score."""

    judged: int
    coverage: float
    interval_score: float
    width: float

    def plain(self) -> dict[str, Any]:
        """The figures as values that JSON knows."""
        return asdict(self)


def middle(said: Floats, truth: Floats) -> Middle:
    """How far middles were from the truth; later than the truth is more."""
    wrong = said - truth
    return Middle(float(np.abs(wrong).mean()), float(wrong.mean()))


def held(ends: tuple[Floats, Floats], truth: Floats) -> Held:
    """How windows did: the score is width, and ten times what the truth lay outside (80%)."""
    low, high = ends
    if not len(truth):
        return Held(0, float("nan"), float("nan"), float("nan"))
    outside = np.maximum(low - truth, 0) + np.maximum(truth - high, 0)
    score = high - low + 2 / OUTSIDE * outside
    return Held(
        len(truth), float((outside <= 0).mean()), float(score.mean()), float((high - low).mean())
    )


def by_queue(
    ends: tuple[Floats, Floats], truth: Floats, waiting: Floats
) -> dict[str, dict[str, Any]]:
    """How windows did for each length of the queue, and for five or more."""
    groups = {_name(first, last): _between(waiting, first, last) for first, last in QUEUES}
    groups["5 or more"] = waiting >= 5
    return {
        name: held((ends[0][rows], ends[1][rows]), truth[rows]).plain()
        for name, rows in groups.items()
        if rows.any()
    }


def by_party(
    ends: tuple[Floats, Floats], truth: Floats, sizes: Floats
) -> dict[str, dict[str, Any]]:
    """How windows did for parties of each size."""
    groups = {_name(first, last): _between(sizes, first, last) for first, last in PARTIES}
    return {
        name: held((ends[0][rows], ends[1][rows]), truth[rows]).plain()
        for name, rows in groups.items()
        if rows.any()
    }


def _between(waiting: Floats, first: int, last: int) -> NDArray[np.bool_]:
    return np.asarray((waiting >= first) & (waiting <= last))


def _name(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first} or more" if last > 10**6 else f"{first}-{last}"
