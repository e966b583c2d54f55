"""What a window rests on, so that whoever reads it can reckon it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from panah.engines.waiting import Window
from panah.engines.waiting.calibration import ALL
from panah.line.honesty import LENGTHS, label_of
from panah.line.models import SiteEstimate
from panah.line.windows import Span, learned_so_far, moment_of


@dataclass(frozen=True, slots=True)
class Correction:
    """By how much windows of one length of the line are moved, in parts of their own width."""

    band: str
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Basis:
    """The estimate of a number taken now: what it was made of, before and after correction."""

    made_at: datetime
    ahead: int
    desks: float
    minutes_at_desk: float
    band: str
    raw: Span
    corrected: Span
    chance_today: int
    corrections: tuple[Correction, ...]


def basis_of(window: Window, estimate: SiteEstimate) -> Basis:
    """Everything that a reader needs."""
    learned = learned_so_far(estimate).bands
    return Basis(
        made_at=estimate.made_at,
        ahead=window.drivers.ahead,
        desks=_short(window.drivers.desks),
        minutes_at_desk=_short(window.drivers.service_minutes),
        band=window.band,
        raw=(moment_of(window, window.raw_low), moment_of(window, window.raw_high)),
        corrected=(moment_of(window, window.low_minutes), moment_of(window, window.high_minutes)),
        chance_today=round(100 * window.chance_today),
        corrections=tuple(
            Correction(label_of(name), *(_short(end, 2) for end in (one.low, one.middle, one.high)))
            for name in (*LENGTHS, ALL)
            if (one := learned.get(name))
        ),
    )


def _short(value: float, places: int = 1) -> float:
    rounded = round(value, places)
    return int(rounded) if rounded == int(rounded) else rounded
