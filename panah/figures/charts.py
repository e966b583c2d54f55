"""Charts as SVG, drawn on the server: positions as text, so that no language changes a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from panah.figures.protecting import Published
from panah.web.charts import Bar, Scale, Tick, point

LEFT = 56.0
DAYS_WIDTH = 980.0
SHOWN_DAYS = 21
NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Margin:
    """The thin line on a bar: between which two numbers the truth lies."""

    low: str
    high: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place along the axis: what stands there, and the word below."""

    middle: str
    bars: tuple[Bar, ...]
    margin: Margin | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a template draws."""

    width: str
    right: str
    ticks: tuple[Tick, ...]
    places: tuple[Place, ...]


def with_margins(figures: Sequence[Published]) -> Chart:
    """A bar a place, with its margin: the days of a release."""
    scale = _scale(max([figure.high for figure in figures], default=0))
    step = (DAYS_WIDTH - LEFT - 24) / max(len(figures), 7)
    wide = min(48.0, step * 0.6)
    places = []
    for index, figure in enumerate(figures):
        middle = LEFT + step * (index + 0.5)
        bar = _unless_nothing(scale.bar(middle, wide, figure.about or 0, above=figure.high))
        places.append(Place(point(middle), (bar,), _margin(scale, middle, figure)))
    return _chart(scale, DAYS_WIDTH, places)


def _scale(largest: int) -> Scale:
    """From zero to a round number above the largest."""
    step = _nice_step(largest)
    return Scale(top=step * max(1, -(-largest // step)), step=step)


def _unless_nothing(bar: Bar) -> Bar:
    """No number stands above nothing."""
    return replace(bar, value=bar.value or None)


def _margin(scale: Scale, middle: float, figure: Published) -> Margin:
    low, high = scale.y(figure.low), scale.y(figure.high)
    return Margin(point(low), point(high), point(middle - 7), point(middle + 7))


def _chart(scale: Scale, width: float, places: list[Place]) -> Chart:
    return Chart(f"{width:.0f}", f"{width - 20:.0f}", scale.ticks(), tuple(places))


def _nice_step(largest: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that needs at most five lines."""
    power = 1
    while True:
        for nice in NICE:
            if nice * power * 5 >= largest:
                return nice * power
        power *= 10
