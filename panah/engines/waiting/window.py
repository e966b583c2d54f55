"""What is said to one person: from when to when, how surely, and what it rested on."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

BANDS = (
    (0, "0"),
    (1, "1-4"),
    (5, "5-9"),
    (10, "10-19"),
    (20, "20-49"),
    (50, "50-99"),
    (100, "100-199"),
    (200, "200+"),
)
_FROM = [first for first, _ in BANDS]


class Called(StrEnum):
    """Whether a ticket is called before the desks close."""

    TODAY = "today"
    PERHAPS = "perhaps"
    NOT_TODAY = "not_today"


@dataclass(frozen=True, slots=True)
class Drivers:
    """What a window rested on, so that a later one can say why it differs."""

    ahead: int
    fast_track_ahead: int
    desks: float
    service_minutes: float
    left_ahead: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """From ten to ninety percent, in minutes counted from `at`.

    `raw_…` is what the futures said; the others are after calibration by what happened before.
    """

    ticket: int | str
    at: datetime
    low_minutes: float
    middle_minutes: float
    high_minutes: float
    raw_low: float
    raw_middle: float
    raw_high: float
    chance_today: float
    band: str
    drivers: Drivers

    @property
    def called(self) -> Called:
        """Whether this ticket is called today, as nine of ten futures see it."""
        if self.chance_today >= 0.9:
            return Called.TODAY
        return Called.NOT_TODAY if self.chance_today <= 0.1 else Called.PERHAPS

    def plain(self) -> dict[str, Any]:
        """The window as values that JSON knows."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_plain(cls, stored: dict[str, Any]) -> Window:
        """The window that `plain` was made of."""
        at = datetime.fromisoformat(stored["at"])
        return cls(**{**stored, "at": at, "drivers": Drivers(**stored["drivers"])})


def band_of(ahead: int) -> str:
    """The band of queue lengths in which a window is calibrated."""
    return BANDS[bisect_right(_FROM, ahead) - 1][1]
