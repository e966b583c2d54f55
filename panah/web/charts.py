"""What every chart is drawn of: positions as text, so that no language changes a point."""

from __future__ import annotations

from dataclasses import dataclass

TOP, BOTTOM = 30.0, 290.0


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
class Scale:
    """Heights from zero to `top`, with a line at every `step`."""

    top: int
    step: int

    def y(self, value: float) -> float:
        """How far down a value stands."""
        return BOTTOM - (BOTTOM - TOP) * value / self.top

    def bar(self, middle: float, width: float, value: int, *, above: int | None = None) -> Bar:
        """A bar; its number stands above the bar, or above a higher value."""
        y = self.y(value)
        return Bar(
            x=point(middle - width / 2),
            y=point(y),
            width=point(width),
            height=point(BOTTOM - y),
            middle=point(middle),
            text_y=point(self.y(value if above is None else above) - 6),
            value=value,
        )

    def ticks(self) -> tuple[Tick, ...]:
        """Every line across, the lowest first."""
        values = range(0, self.top + 1, self.step)
        return tuple(Tick(point(self.y(v)), point(self.y(v) + 4), v) for v in values)


def point(value: float) -> str:
    """A position, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")
