"""Single days as people write them, one a line: `24.12.2026` or `31.12.2026 09:00–14:00`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

from panah.sites.hours import Hours

LINE = re.compile(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"
    r"(?:[\s,:]+(?P<opens>\d{1,2}:\d\d)\s*[-–—]\s*(?P<closes>\d{1,2}:\d\d))?"
)


class NotADay(ValueError):
    """A line is no day, or its hours are none."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def read_lines(text: str) -> dict[date, Hours | None]:
    """The days of a text; None for those on which a centre is closed.

    Raises:
        NotADay: with the number of the first line that is none.
    """
    found: dict[date, Hours | None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        matched = LINE.fullmatch(line.strip())
        try:
            day, hours = _read(matched)
        except ValueError:
            raise NotADay(number) from None
        found[day] = hours
    return found


def lines_of(days: Mapping[date, Hours | None]) -> str:
    """The text that `read_lines` reads."""
    return "\n".join(
        f"{day:%d.%m.%Y} {hours}" if hours else f"{day:%d.%m.%Y}"
        for day, hours in sorted(days.items())
    )


def _read(matched: re.Match[str] | None) -> tuple[date, Hours | None]:
    if matched is None:
        raise ValueError
    day = date(int(matched["year"]), int(matched["month"]), int(matched["day"]))
    if matched["opens"] is None:
        return day, None
    return day, Hours(_time(matched["opens"]), _time(matched["closes"]))


def _time(text: str) -> time:
    hours, minutes = map(int, text.split(":"))
    return time(hours, minutes)
