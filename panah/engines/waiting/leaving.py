"""When people give up: a law of patience from everybody who waited, not from those alone who left.

Whoever was called, or still waits, had patience for at least as long: a waiting time cut off on its
right. Dropped, they would make all others look impatient. After Kaplan and Meier (1958); beyond the
longest wait that was seen, and where few gave up, patience is exponential.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from panah.engines.simulation import Exponential, Law, Observed

Floats = NDArray[np.float64]
ENOUGH_LEFT = 30  # from here on the curve is drawn as it was seen
STEPS = 400
LEAST_MINUTES = 1.0


def patience(waited: Floats, left: NDArray[np.bool_]) -> Law | None:
    """Return how long people wait before they give up; None where nobody ever did.

    Args:
        waited: minutes until they left, were called, or, of those who wait, until now.
        left: who of them left; shape and order as `waited`.
    """
    count = int(left.sum())
    if not count:
        return None
    mean = max(LEAST_MINUTES, float(waited.sum()) / count)
    if count < ENOUGH_LEFT:
        return Exponential(mean)
    return Observed(_quantiles(*staying(waited, left), beyond=mean))


def staying(waited: Floats, left: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Moments at which somebody left, ascending, and the share that stays longer than each."""
    order = np.argsort(waited, kind="stable")
    waited, left = waited[order], left[order]
    moments, first = np.unique(waited, return_index=True)
    gone = np.add.reduceat(left.astype(np.float64), first)
    kept: Floats = np.cumprod(1 - gone / (len(waited) - first), dtype=np.float64)
    return moments[gone > 0], kept[gone > 0]


def _quantiles(moments: Floats, kept: Floats, *, beyond: float) -> Floats:
    """Lengths that split the curve into equal shares, the part that nobody saw included."""
    shares = 1 - (np.arange(STEPS) + 0.5) / STEPS  # how many stay longer
    place = np.searchsorted(-kept, -shares)  # the first moment at which no more than these stay
    seen = moments[np.minimum(place, len(moments) - 1)]
    last = max(float(kept[-1]), 1e-9)
    later = moments[-1] + beyond * np.log(np.maximum(1.0, last / shares))
    return np.asarray(np.where(place < len(moments), seen, later), dtype=np.float64)
