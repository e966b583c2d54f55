"""Windows that hold as often as they say.

After Gibbs and Candès (2021), and Angelopoulos, Candès and Tibshirani (2023). For every band of
queue lengths three numbers are kept: by how much of its own width a window is moved down at its
low end, up at its high end, and along at its middle. Each truth moves them a step: a miss at one
end widens it there nine times as much as a hit narrows it. In the long run nine of ten truths lie
above the low end and nine of ten below the high end, whatever the futures said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from panah.engines.waiting.window import Window

OUTSIDE = 0.1  # the share of truths that may lie beyond each end
FIRST_STEP, LAST_STEP = 0.5, 0.04
NARROWEST_MINUTES = 1.0  # a window of no width could not be widened by shares of itself
ALL = "all"


@dataclass(frozen=True)
class Band:
    """What was learned about windows of one length of the queue, in widths of the raw window."""

    low: float = 0.0
    middle: float = 0.0
    high: float = 0.0
    judged: int = 0
    held: int = 0

    @property
    def step(self) -> float:
        return max(LAST_STEP, FIRST_STEP / (1 + self.judged / 5))


@dataclass(frozen=True)
class Calibration:
    """What every band has learned. Its numbers are published: a reader can repeat a window."""

    bands: Mapping[str, Band] = field(default_factory=dict)

    def adjusted(self, raw: tuple[float, float, float], *, band: str) -> tuple[float, float, float]:
        """Return low, middle and high in minutes, in this order, none below nothing."""
        learned = self._band(band)
        low, middle, high = raw
        width = max(NARROWEST_MINUTES, high - low)
        middle = max(0.0, middle + learned.middle * width)
        low = max(0.0, min(low - learned.low * width, middle))
        return low, middle, max(middle, high + learned.high * width)

    def learned(self, window: Window, waited_minutes: float, *, left: bool = False) -> Calibration:
        """Return what is known after one more truth.

        Args:
            waited_minutes: from the moment of the window to the call, or to leaving.
            left: they left uncalled. Then only what is certain counts: that the call would have
                come later than that.
        """
        bands = dict(self.bands)
        for name in (window.band, ALL):
            bands[name] = _one_more(self._band(name), window, waited_minutes, left=left)
        return Calibration(bands)

    def held(self, band: str | None = None) -> tuple[int, int]:
        """How many windows held, and how many were judged: in one band, or in all."""
        learned = self.bands.get(band or ALL, Band())
        return learned.held, learned.judged

    def plain(self) -> dict[str, Any]:
        """The state as values that JSON knows."""
        return {name: asdict(band) for name, band in self.bands.items()}

    @classmethod
    def from_plain(cls, stored: Mapping[str, Any]) -> Calibration:
        """The state that `plain` was made of."""
        return cls({name: Band(**band) for name, band in stored.items()})

    def _band(self, name: str) -> Band:
        """A band that nothing is known of begins where all bands together are."""
        if name in self.bands:
            return self.bands[name]
        return replace(self.bands.get(ALL, Band()), judged=0, held=0)


def _one_more(band: Band, window: Window, waited: float, *, left: bool) -> Band:
    if left:
        return _left(band, window, waited)
    below, above = waited < window.low_minutes, waited > window.high_minutes
    later = (waited > window.middle_minutes) - (waited < window.middle_minutes)
    return Band(
        low=band.low + band.step * (below - OUTSIDE),
        middle=band.middle + band.step * later * 0.5 * OUTSIDE,
        high=band.high + band.step * (above - OUTSIDE),
        judged=band.judged + 1,
        held=band.held + (not below and not above),
    )


def _left(band: Band, window: Window, waited: float) -> Band:
    """Who left after the high end proves it too low; who left before proves nothing about it."""
    if waited <= window.high_minutes:
        return band
    return replace(
        band,
        high=band.high + band.step * (1 - OUTSIDE),
        low=band.low - band.step * OUTSIDE,
        judged=band.judged + 1,
    )
