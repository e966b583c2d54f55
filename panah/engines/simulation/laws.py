"""How long something takes: laws from which service times and patience are drawn, in minutes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.signedinteger[Any]]


@dataclass(frozen=True)
class Always:
    """The same length every time."""

    minutes: float

    def __post_init__(self) -> None:
        _require_length(self.minutes)


@dataclass(frozen=True)
class Exponential:
    """What remains does not depend on what has passed."""

    mean_minutes: float

    def __post_init__(self) -> None:
        _require_length(self.mean_minutes)


@dataclass(frozen=True)
class Lognormal:
    """Interviews: most near the usual length, a few much longer. `cv` is deviation over mean."""

    mean_minutes: float
    cv: float

    def __post_init__(self) -> None:
        _require_length(self.mean_minutes)
        if not (0 < self.cv < math.inf and self.mean_minutes > 0):
            raise ValueError(f"a lognormal law needs a positive mean and cv, not {self}")


@dataclass(frozen=True, eq=False)
class Observed:
    """Lengths that were measured: each is drawn as often as it was seen."""

    minutes: Floats | Sequence[float] = field(repr=False)

    def __post_init__(self) -> None:
        values = np.sort(np.asarray(self.minutes, dtype=np.float64))
        if values.ndim != 1 or not values.size:
            raise ValueError("no length was observed")
        if not (np.isfinite(values).all() and values[0] >= 0):
            raise ValueError("an observed length is negative or not finite")
        object.__setattr__(self, "minutes", values)


Law: TypeAlias = Always | Exponential | Lognormal | Observed


def _require_length(minutes: float) -> None:
    if not 0 <= minutes < math.inf:
        raise ValueError(f"a length of {minutes} minutes")
