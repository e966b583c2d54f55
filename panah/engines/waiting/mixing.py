"""Several estimates of the same wait, trusted as far as each was right lately.

Exponentially weighted forecasters after Cesa-Bianchi and Lugosi (2006), with forgetting: in the
long run the mixture is hardly worse than the best of them, whichever that is.
"""

from __future__ import annotations

import numpy as np

from panah.engines.waiting.logs import Floats

FORGETS = 0.998
TRUST = 0.05


class Mixture:
    """Weights for estimates by name-less place; whoever says nothing (NaN) is left out."""

    def __init__(self, size: int) -> None:
        self._lost = np.zeros(size)
        self._usual = 0.0

    def mixed(self, said: Floats) -> float:
        """The weighted mean of what is said; NaN when nobody says anything."""
        says = np.isfinite(said)
        if not says.any():
            return float("nan")
        lost = self._lost[says]
        weights = np.exp(-TRUST * (lost - lost.min()))
        return float(weights @ said[says] / weights.sum())

    def learn(self, said: Floats, truth: float) -> None:
        """Take in how wrong each was, in usual errors; silence counts as the mean of the others."""
        wrong = np.abs(said - truth)
        if not np.isfinite(wrong).any():
            return
        mean = float(np.nanmean(wrong))
        self._usual = mean if not self._usual else 0.99 * self._usual + 0.01 * mean
        wrong = np.where(np.isfinite(wrong), wrong, mean)
        self._lost = FORGETS * self._lost + wrong / max(self._usual, 1e-9)
