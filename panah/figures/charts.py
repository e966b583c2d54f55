"""Charts as SVG, drawn on the server: positions as text, so that no language changes a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from panah.figures.protecting import Published

LEFT, TOP, BOTTOM = 56.0, 30.0, 290.0
HOURS_WIDTH, DAYS_WIDTH = 1120.0, 980.0
SHOWN_DAYS = 21
NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across, and the number at its end."""

    y: str
    text_y: str
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """An upright bar with its number above."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    text_y: str
    value: int | None


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


def pairs(counts: Sequence[tuple[int, int]]) -> Chart:
    """Two bars a place: arrivals and calls of an hour."""
    scale = _Scale(max([max(pair) for pair in counts], default=0))
    step = (HOURS_WIDTH - LEFT - 24) / max(len(counts), 6)
    wide = min(36.0, step * 0.36)
    places = []
    for index, pair in enumerate(counts):
        middle = LEFT + step * (index + 0.5)
        bars = tuple(
            scale.bar(middle + side * (wide / 2 + 1), wide, value)
            for side, value in zip((-1, 1), pair, strict=True)
        )
        places.append(Place(_point(middle), bars))
    return scale.chart(HOURS_WIDTH, places)


def with_margins(figures: Sequence[Published]) -> Chart:
    """A bar a place, with its margin: the days of a release."""
    scale = _Scale(max([figure.high for figure in figures], default=0))
    step = (DAYS_WIDTH - LEFT - 24) / max(len(figures), 7)
    wide = min(48.0, step * 0.6)
    places = []
    for index, figure in enumerate(figures):
        middle = LEFT + step * (index + 0.5)
        bar = scale.bar(middle, wide, figure.about or 0, above=figure.high)
        places.append(Place(_point(middle), (bar,), scale.margin(middle, figure)))
    return scale.chart(DAYS_WIDTH, places)


class _Scale:
    """Heights of counts, from zero to a round number above the largest."""

    def __init__(self, largest: int) -> None:
        self.step = _nice_step(largest)
        self.top = self.step * max(1, -(-largest // self.step))

    def y(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / self.top

    def bar(self, middle: float, width: float, value: int, *, above: int | None = None) -> Bar:
        y = self.y(value)
        return Bar(
            x=_point(middle - width / 2),
            y=_point(y),
            width=_point(width),
            height=_point(BOTTOM - y),
            middle=_point(middle),
            text_y=_point(self.y(value if above is None else above) - 6),
            value=value or None,
        )

    def margin(self, middle: float, figure: Published) -> Margin:
        low, high = self.y(figure.low), self.y(figure.high)
        return Margin(_point(low), _point(high), _point(middle - 7), _point(middle + 7))

    def chart(self, width: float, places: list[Place]) -> Chart:
        values = range(0, self.top + 1, self.step)
        ticks = tuple(Tick(_point(self.y(v)), _point(self.y(v) + 4), v) for v in values)
        return Chart(f"{width:.0f}", f"{width - 20:.0f}", ticks, tuple(places))


def _nice_step(largest: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that needs at most five lines."""
    power = 1
    while True:
        for nice in NICE:
            if nice * power * 5 >= largest:
                return nice * power
        power *= 10


def _point(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
