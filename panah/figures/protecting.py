"""How a true count becomes one that can be published.

Rounded to the nearest ten, once, and never shown below ten: what is published says between which
two numbers the truth lies, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEP = 10
THRESHOLD = 10


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as it is published: about how many, and between which numbers the truth lies.

    `about` is None where it is only known to be under the threshold.
    """

    about: int | None
    low: int
    high: int

    def plain(self) -> dict[str, int | None]:
        """The figure for storing."""
        return {"about": self.about, "low": self.low, "high": self.high}


def protected(true: float) -> Published:
    """The figure that may be published for a true count or duration; halves go up."""
    if true < THRESHOLD:
        return Published(None, 0, THRESHOLD - 1)
    about = int((true + STEP / 2) // STEP) * STEP
    return Published(about, max(THRESHOLD, about - STEP // 2), about + STEP // 2)


def total(figures: Sequence[Published]) -> Published:
    """The sum of published figures, made from nothing else; the margins add up."""
    low, high = sum(f.low for f in figures), sum(f.high for f in figures)
    if all(f.about is None for f in figures):
        return Published(None, 0, high)
    about = int(((low + high) / 2 + STEP / 2) // STEP) * STEP
    return Published(about, low, high)
