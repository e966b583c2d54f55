"""Who hangs together: connected components of the pairs that count as the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.sources import Ids


def clusters(count: int, left: Ids, right: Ids) -> Ids:
    """For each row the first row that it is connected with, itself when with none."""
    lowest: NDArray[np.int32] = np.arange(count, dtype=np.int32)
    while len(left):
        smaller = np.minimum(lowest[left], lowest[right])
        np.minimum.at(lowest, lowest[left], smaller)
        np.minimum.at(lowest, lowest[right], smaller)
        while (lowest != (further := lowest[lowest])).any():
            lowest = further
        apart = lowest[left] != lowest[right]
        left, right = left[apart], right[apart]
    return lowest
