"""The day as one picture, drawn on the server: two panels over one clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from panah.shift.day import Day, Hour, Point
from panah.sites.models import Site
from panah.web.charts import point
from panah.web.wording import clock_time

LEFT, RIGHT = 56.0, 1096.0
UPPER, LOWER = (30.0, 330.0), (392.0, 590.0)
BELOW_THE_HEADING = 68.0  # of the upper panel, whose words stand at 48
MOST_LABELS = 13
NICE = (1, 2, 5)
BAR = 150.0

Value = Callable[[Point], int]


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: its rules across, the curves in it as paths, empty where there is nothing."""

    rules: tuple[Label, ...]
    ink: str
    line: str
    dots: str
    band: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the template draws."""

    hours: tuple[Label, ...]
    people: Panel
    waiting: Panel
    now_x: str
    now_box: str
    now: str
    waiting_label: Label


@dataclass(frozen=True, slots=True)
class Bar:
    """From the tenth of a hundred to the ninetieth, and the middle between."""

    x: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True)
class _Plane:
    begins_at: datetime
    ends_at: datetime
    top: float
    bottom: float
    largest: int

    def x(self, at: datetime) -> float:
        return LEFT + (RIGHT - LEFT) * (at - self.begins_at) / (self.ends_at - self.begins_at)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * min(1.0, value / self.largest)

    def path(self, points: Sequence[Point], value: Value) -> str:
        steps = [f"{point(self.x(one.at))} {point(self.y(value(one)))}" for one in points]
        return "M" + "L".join(steps) if len(steps) > 1 else ""

    def band(self, points: Sequence[Point], low: Value, high: Value) -> str:
        if len(points) < 2:
            return ""
        back = self.path(list(reversed(points)), low)
        return f"{self.path(points, high)}L{back[1:]}z"

    def rules(self, step: int) -> tuple[Label, ...]:
        values = range(0, self.largest + 1, step)
        return tuple(Label("48", point(self.y(value)), f"{value}") for value in values)


def picture(day: Day, site: Site, *, at: datetime) -> Picture:
    """Draw what happened as lines, and what is expected of those who wait as dots and a band."""
    points = [*day.happened, *day.expected]
    upper = _plane(day, UPPER, max([one.came for one in points], default=0))
    lower = _plane(day, LOWER, max([one.waiting for one in points], default=0))
    now_x = upper.x(at)
    last = day.happened[-1]
    return Picture(
        hours=tuple(_hours(day, upper, site)),
        people=Panel(
            rules=upper.rules(_step(upper.largest)),
            ink=upper.path(day.happened, lambda one: one.came),
            line=upper.path(day.happened, lambda one: one.called),
            dots=upper.path(day.expected, lambda one: one.called),
            band=upper.band(day.expected, lambda one: one.low_called, lambda one: one.high_called),
        ),
        waiting=Panel(
            rules=lower.rules(_step(lower.largest)),
            ink="",
            line=lower.path(day.happened, lambda one: one.waiting),
            dots=lower.path(day.expected, lambda one: one.waiting),
            band=lower.band(day.expected, _fewest, _most),
        ),
        now_x=point(now_x),
        now_box=point(now_x - 26),
        now=clock_time(at, site),
        waiting_label=_beside(now_x, upper, last),
    )


def bars(hours: Sequence[Hour]) -> list[tuple[Hour, Bar | None]]:
    """A bar for each hour, from nothing to the longest wait of the day."""
    longest = max([hour.high_minutes or 0 for hour in hours], default=0) or 1
    return [(hour, _bar(hour, BAR / longest)) for hour in hours]


def _bar(hour: Hour, scale: float) -> Bar | None:
    if hour.low_minutes is None or hour.middle_minutes is None or hour.high_minutes is None:
        return None
    width = max(2.5, (hour.high_minutes - hour.low_minutes) * scale)
    x = min(hour.low_minutes * scale, BAR - width)
    return Bar(point(x), point(width), point(min(hour.middle_minutes * scale, BAR - 2.5)))


def _fewest(one: Point) -> int:
    return max(0, one.waiting - (one.high_called - one.called))


def _most(one: Point) -> int:
    return one.waiting + (one.called - one.low_called)


def _plane(day: Day, edges: tuple[float, float], largest: int) -> _Plane:
    step = _step(largest)
    top = step * max(1, -(-largest // step))
    return _Plane(day.begins_at, day.ends_at, edges[0], edges[1], top)


def _step(largest: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that needs at most four lines."""
    power = 1
    while True:
        for nice in NICE:
            if nice * power * 4 >= largest:
                return nice * power
        power *= 10


def _hours(day: Day, plane: _Plane, site: Site) -> list[Label]:
    count = round((day.ends_at - day.begins_at) / timedelta(hours=1))
    every = -(-count // (MOST_LABELS - 1))
    moments = [day.begins_at + timedelta(hours=n) for n in range(0, count + 1, every)]
    return [Label(point(plane.x(at)), "350", clock_time(at, site)) for at in moments]


def _beside(now_x: float, plane: _Plane, last: Point) -> Label:
    above = max(plane.y(last.came) - 8, BELOW_THE_HEADING)
    return Label(point(min(now_x + 8, RIGHT - 70)), point(above), f"{last.waiting}")
