"""The clock of the shown centre: it stands at 10:48 on Friday, 7 October 2022, in Almaty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

TODAY = date(2022, 10, 7)
NOW = datetime(2022, 10, 7, 4, 48, tzinfo=UTC)  # Almaty was UTC+6 then
OPENING = datetime(2022, 10, 7, 2, 30, tzinfo=UTC)


def now() -> datetime:
    """What every view of the shown centre reads."""
    return NOW


def at(clock: str, *, day: date = TODAY) -> datetime:
    """The moment when the clocks in Almaty showed this, such as `10:41`."""
    hours, minutes = map(int, clock.split(":"))
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=6)
    return midnight + timedelta(hours=hours, minutes=minutes)
