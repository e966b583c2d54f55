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
from itertools import pairwise
from typing import Any, Protocol

OUTSIDE = 0.1  # the share of truths that may lie beyond each end
LEAST_OUTSIDE, MOST_OUTSIDE = 0.03, 0.25  # while earlier windows were too narrow, or too wide
PATIENT = 100  # truths until what is owed counts in full
FIRST_STEP, LAST_STEP = 0.5, 0.015  # truths come late: a step that hurries overshoots
LEAST, MOST = -1.0, 2.0  # widths by which an end may be moved inward, and outward
FIRST_MOST, A_WIDTH_EACH = 0.3, 25.0  # few truths are of one moment and err together
MIDDLE_STEP = 0.012  # of a step
NARROWEST_MINUTES = 1.0  # a window of no width could not be widened by shares of itself
Ends = tuple[float, float, float]  # low, middle, high
ALL = "all"


class Judged(Protocol):
    """A window that was said to somebody, before the truth was known."""

    @property
    def low_minutes(self) -> float: ...
    @property
    def middle_minutes(self) -> float: ...
    @property
    def high_minutes(self) -> float: ...
    @property
    def band(self) -> str: ...


@dataclass(frozen=True)
class Band:
    """What was learned about windows of one length of the queue, in widths of the raw window."""

    low: float = 0.0
    middle: float = 0.0
    high: float = 0.0
    judged: int = 0
    below: float = 0
    above: float = 0

    @property
    def held(self) -> float:
        """How many windows had their truth inside."""
        return self.judged - self.below - self.above

    @property
    def step(self) -> float:
        """How far one truth moves an end: far at first, then never so little as to stand still."""
        return max(LAST_STEP, FIRST_STEP / (1 + self.judged / 5))

    def bounded(self, end: float) -> float:
        """How far an end is moved: little by few truths, never beyond all measure."""
        most = min(MOST, FIRST_MOST + self.judged / A_WIDTH_EACH)
        return min(most, max(LEAST, -most, end))

    def wanted(self, missed: float) -> float:
        """The share that may lie beyond an end from now on, so that all in all it is a tenth."""
        owed = (OUTSIDE * self.judged - missed) / (self.judged + PATIENT)
        return min(MOST_OUTSIDE, max(LEAST_OUTSIDE, OUTSIDE + owed))


@dataclass(frozen=True)
class Calibration:
    """What every band has learned. Its numbers are published: a reader can repeat a window."""

    bands: Mapping[str, Band] = field(default_factory=dict)

    def adjusted(self, raw: Ends, *, band: str, narrowest: float = NARROWEST_MINUTES) -> Ends:
        """Return low, middle and high in minutes, in this order, none below nothing."""
        learned = self._band(band)
        low, middle, high = raw
        width = max(narrowest, high - low)
        low = max(0.0, low - learned.low * width)
        high = max(low, high + learned.high * width)
        middle = middle + learned.middle * width  # it hardly moves: the ends take it along
        return low, min(max(low, middle), high), high

    def learned(self, window: Judged, waited_minutes: float, *, left: bool = False) -> Calibration:
        """Return what is known after one more truth.

        Args:
            waited_minutes: from the moment of the window to the call, or to leaving.
            left: they left uncalled. The call would have come later than that: they count as
                beyond an end with the chance that is left for it, after Portnoy (2003). To drop
                them would be to learn from those alone whose call came soon.
        """
        bands = dict(self.bands)
        for name in (window.band, ALL):
            bands[name] = _one_more(self._band(name), window, waited_minutes, left=left)
        return Calibration(bands)

    def held(self, band: str | None = None) -> tuple[float, int]:
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
        return replace(self.bands.get(ALL, Band()), judged=0, below=0, above=0)


def _one_more(band: Band, window: Judged, waited: float, *, left: bool) -> Band:
    below, later, above = (_chances if left else _truth)(window, waited)
    return Band(
        low=band.bounded(band.low + band.step * (below - band.wanted(band.below))),
        middle=band.middle + band.step * (2 * later - 1) * MIDDLE_STEP,
        high=band.bounded(band.high + band.step * (above - band.wanted(band.above))),
        judged=band.judged + 1,
        below=band.below + below,
        above=band.above + above,
    )


def _truth(window: Judged, waited: float) -> Ends:
    """Whether a call came before the window, after its middle (half at it), and after its end."""
    middle = window.middle_minutes
    later = 0.5 * ((waited > middle) + (waited >= middle))
    return float(waited < window.low_minutes), later, float(waited > window.high_minutes)


def _chances(window: Judged, waited: float) -> Ends:
    """How likely the same would have been for somebody who left, had they stayed.

    As likely as the window itself says, given that the call had not come by then.
    """
    still = _later(window, waited)
    if waited > window.high_minutes:
        return 0.0, 1.0, 1.0
    return max(0.0, still - (1 - OUTSIDE)) / still, min(1.0, 0.5 / still), OUTSIDE / still


def _later(window: Judged, waited: float) -> float:
    """The share of calls that come later than that, read off a window on straight lines."""
    minutes = (0.0, window.low_minutes, window.middle_minutes, window.high_minutes)
    shares = (1.0, 1 - OUTSIDE, 0.5, OUTSIDE)
    for (begin, end), (above, under) in zip(pairwise(minutes), pairwise(shares), strict=True):
        if waited < end:
            return above + (under - above) * max(0.0, waited - begin) / (end - begin)
    return OUTSIDE
