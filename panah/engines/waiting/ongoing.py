"""How long visits that still go on will have taken when they are over."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BEYOND = 1e-9


def whole_lengths(passed: Floats, mean: Floats, *, spread: float) -> Floats:
    """Return the expected whole lengths of log-normal visits that last so long already.

    Args:
        passed: minutes so far.
        mean: the usual length of each, same order.
        spread: deviation of the lengths by their mean.
    """
    sigma = math.sqrt(math.log1p(spread**2))
    pairs = zip(passed.tolist(), mean.tolist(), strict=True)
    return np.array([_whole(minutes, usual, sigma) for minutes, usual in pairs])


def _whole(passed: float, mean: float, sigma: float) -> float:
    if passed <= 0 or mean <= 0:
        return max(mean, passed)
    far = (math.log(passed / mean) + sigma**2 / 2) / sigma
    longer = _above(far)
    if longer < BEYOND:
        return passed + mean
    return mean * _above(far - sigma) / longer


def _above(deviations: float) -> float:
    """How much of a standard normal lies above."""
    return 0.5 * math.erfc(deviations / math.sqrt(2))
