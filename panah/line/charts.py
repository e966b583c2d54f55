"""The picture of how often windows held: positions as text, so that no language moves a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from panah.line.honesty import Held
from panah.web.charts import Bar, Scale, Tick, point

LEFT, WIDTH = 48.0, 760.0
OF_A_HUNDRED = Scale(top=100, step=20)
AIM = 80  # of a hundred windows before rounding
WIDEST_BAR = 34.0


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
    across: tuple[Tick, ...]
    aim_y: str
    places: tuple[Place, ...]


def held_by_length(bands: Sequence[tuple[str, Held]]) -> Chart:
    """Of a hundred windows, how many held: two bars for each length of the line."""
    step = (WIDTH - LEFT - 20) / max(len(bands), 4)
    places = tuple(
        _place(label, held, middle=LEFT + step * (index + 0.5), wide=min(WIDEST_BAR, step * 0.36))
        for index, (label, held) in enumerate(bands)
    )
    across, aim_y = OF_A_HUNDRED.ticks(), point(OF_A_HUNDRED.y(AIM))
    return Chart(f"{WIDTH:.0f}", f"{WIDTH - 20:.0f}", across, aim_y, places)


def _place(label: str, held: Held, *, middle: float, wide: float) -> Place:
    side = wide / 2 + 1
    return Place(
        label=label,
        middle=point(middle),
        unrounded=OF_A_HUNDRED.bar(middle - side, wide, held.of_hundred_unrounded),
        rounded=OF_A_HUNDRED.bar(middle + side, wide, held.of_hundred),
    )
