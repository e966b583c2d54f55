"""Gradient boosting that learns from a log as it goes on: from the past alone, again and again.

Two models of the middle look at the same figures: one learns the wait itself, the other by what
factor the wait differs from a formula of the queue. The first needs no theory, the second keeps
to it where the queue is longer than any before. The ends are learned as factors too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from panah.engines.waiting.logs import Floats

FIRST, GROWS, MOST_NEW = 100, 1.25, 2000
MOST_LEARNED = 20_000
A_LITTLE = 0.2  # of a usual wait: what keeps a factor finite where the formula says nothing


@dataclass(frozen=True)
class Boosted:
    """What the models said at every row; NaN where they had not learned anything yet."""

    plain: Floats
    factor: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Lessons:
    """What there is to learn from: figures, formula, truths, and when each truth was known."""

    features: Floats
    formula: Floats
    truth: Floats
    known_at: Floats


def boosted(lessons: Lessons, *, asked: NDArray[np.int64], arrived: Floats, seed: int) -> Boosted:
    """Return what models trained on what was known at each arrival say about it.

    Args:
        asked: the rows to estimate.
        arrived: when every row arrived; a model has seen only truths known by then.
    """
    said = Boosted(*(np.full(len(arrived), np.nan) for _ in range(4)))
    for past, rows in _lessons_of(lessons, asked, arrived):
        _say(said, lessons, past=past, rows=rows, seed=seed)
    return said


def median(lessons: Lessons, *, asked: NDArray[np.int64], arrived: Floats, seed: int) -> Floats:
    """Return the middle of the wait itself alone, learned in the same way as `boosted`."""
    said = np.full(len(arrived), np.nan)
    for past, rows in _lessons_of(lessons, asked, arrived):
        tells = _differs(lessons.features[past])
        seen, now = lessons.features[past][:, tells], lessons.features[rows][:, tells]
        model = _model(len(past), quantile=0.5, seed=seed).fit(seen, lessons.truth[past])
        said[rows] = np.maximum(0, model.predict(now))
    return said


def _lessons_of(
    lessons: Lessons, asked: NDArray[np.int64], arrived: Floats
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """What is learned from, and the rows that are estimated from just that."""
    known = np.flatnonzero(np.isfinite(lessons.known_at))
    known = known[np.argsort(lessons.known_at[known], kind="stable")]
    seen = np.searchsorted(lessons.known_at[known], arrived[asked], side="right")
    with threadpool_limits(limits=1):  # its threads wait for each other in a loop
        for first, end in _stages(len(known)):
            rows = asked[(seen >= first) & (seen < end)]
            if len(rows):
                yield known[max(0, first - MOST_LEARNED) : first], rows


def _stages(known: int) -> Iterator[tuple[int, int]]:
    """From how many truths to how many the same models serve."""
    first = FIRST
    while first <= known:
        end = min(int(first * GROWS), first + MOST_NEW)
        yield first, end
        first = end


def _say(
    said: Boosted,
    lessons: Lessons,
    *,
    past: NDArray[np.int64],
    rows: NDArray[np.int64],
    seed: int,
) -> None:
    truth = lessons.truth[past]
    little = A_LITTLE * float(np.median(truth)) + 1e-6
    formula = np.nan_to_num(lessons.formula, nan=float(np.median(truth))) + little
    factor = np.log((truth + little) / formula[past])
    tells = _differs(lessons.features[past])
    seen, now = lessons.features[past][:, tells], lessons.features[rows][:, tells]

    def say(target: Floats, quantile: float) -> Floats:
        model = _model(len(past), quantile=quantile, seed=seed).fit(seen, target)
        return np.asarray(model.predict(now), dtype=np.float64)

    said.plain[rows] = np.maximum(0, say(truth, 0.5))
    for column, quantile in ((said.factor, 0.5), (said.low, 0.1), (said.high, 0.9)):
        column[rows] = np.maximum(0, formula[rows] * np.exp(say(factor, quantile)) - little)


def _differs(features: Floats) -> NDArray[np.bool_]:
    """Columns with at least two values; the others teach nothing, and an empty one is an error."""
    known = np.isfinite(features)
    lowest = np.where(known, features, np.inf).min(axis=0)
    return np.asarray(lowest < np.where(known, features, -np.inf).max(axis=0))


def _model(size: int, *, quantile: float, seed: int) -> HistGradientBoostingRegressor:
    middle = quantile == 0.5
    return HistGradientBoostingRegressor(
        loss="absolute_error" if middle else "quantile",
        quantile=None if middle else quantile,
        max_iter=int(np.clip(size // 10, 30, 150)),
        learning_rate=0.05,
        max_leaf_nodes=6,
        min_samples_leaf=int(np.clip(size // 15, 5, 50)),
        l2_regularization=1.0,
        max_features=0.5,
        early_stopping=False,
        random_state=seed,
    )
