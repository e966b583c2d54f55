"""The match weight as a picture: one bar a reason, each beginning where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from panah.duplicates.wording import worded

MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what was found, its bits, and where its bar lies on the shared scale."""

    words: str
    bits: float
    x: float
    width: float

    @property
    def style(self) -> str:
        """The class that colours it."""
        return "up" if self.bits >= 0 else "down"


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All rows, the total, and the scale they share."""

    bars: tuple[Bar, ...]
    total: Bar
    zero: float
    width: float


def waterfall(reasons: Sequence[tuple[str, float]], total_bits: float) -> Waterfall:
    """Lay out the bars.

    Args:
        reasons: code and bits, the prior first, then heaviest first.
        total_bits: the match weight, which the bits add up to.
    """
    bits = [amount for _, amount in reasons]
    ends = list(accumulate(bits, initial=0.0))
    lowest, highest = min(0.0, *ends, total_bits), max(0.0, *ends, total_bits)
    shift = MARGIN - lowest
    bars = tuple(
        _bar(worded(code), amount, begin + shift)
        for (code, amount), begin in zip(reasons, ends, strict=False)
    )
    return Waterfall(
        bars=bars,
        total=_bar("", total_bits, shift),
        zero=round(shift, 1),
        width=round(highest - lowest + 2 * MARGIN, 1),
    )


def _bar(words: str, bits: float, begin: float) -> Bar:
    return Bar(words, bits, round(min(begin, begin + bits), 1), round(abs(bits), 1))


def in_order(reasons: Sequence[Sequence[str | float]]) -> list[tuple[str, float]]:
    """Stored reasons as pairs: the prior first, then the heaviest."""
    pairs = [(str(code), float(bits)) for code, bits in reasons]
    return sorted(pairs, key=lambda pair: (pair[0] != "prior", -pair[1]))
