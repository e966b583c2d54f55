"""The picture of how often windows held: positions as text, so that no language moves a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from panah.line.honesty import Held

LEFT, TOP, BOTTOM, WIDTH = 48.0, 30.0, 290.0, 760.0
ACROSS = (0, 20, 40, 60, 80, 100)
AIM = 80  # of a hundred windows before rounding
WIDEST_BAR = 34.0


@dataclass(frozen=True, slots=True)
class Across:
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
    value: int


@dataclass(frozen=True, slots=True)
class Place:
    """The two bars of one length of the line: before rounding, and as shown."""

    label: str
    middle: str
    unrounded: Bar
    rounded: Bar


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that the template draws."""

    width: str
    right: str
    across: tuple[Across, ...]
    aim_y: str
    places: tuple[Place, ...]


def held_by_length(bands: Sequence[tuple[str, Held]]) -> Chart:
    """Of a hundred windows, how many held: two bars for each length of the line."""
    step = (WIDTH - LEFT - 20) / max(len(bands), 4)
    places = tuple(
        _place(label, held, middle=LEFT + step * (index + 0.5), wide=min(WIDEST_BAR, step * 0.36))
        for index, (label, held) in enumerate(bands)
    )
    across = tuple(Across(_point(_y(v)), _point(_y(v) + 4), v) for v in ACROSS)
    return Chart(f"{WIDTH:.0f}", f"{WIDTH - 20:.0f}", across, _point(_y(AIM)), places)


def _place(label: str, held: Held, *, middle: float, wide: float) -> Place:
    side = wide / 2 + 1
    return Place(
        label=label,
        middle=_point(middle),
        unrounded=_bar(middle - side, wide, held.of_hundred_unrounded),
        rounded=_bar(middle + side, wide, held.of_hundred),
    )


def _bar(middle: float, wide: float, value: int) -> Bar:
    y = _y(value)
    return Bar(
        x=_point(middle - wide / 2),
        y=_point(y),
        width=_point(wide),
        height=_point(BOTTOM - y),
        middle=_point(middle),
        text_y=_point(y - 6),
        value=value,
    )


def _y(value: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / 100


def _point(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
