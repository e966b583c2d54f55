"""Windows by the simple rule of `estimate`, for a worker without the extra that simulates."""

from __future__ import annotations

from datetime import datetime, timedelta

from panah.engines.waiting import Calibration, Drivers, Line, Window, band_of
from panah.line.estimate import Pace, call_minutes, recent_pace

RECENT = 30
METHOD = "simple"


def simple_windows(line: Line, *, calibration: Calibration) -> tuple[Window, ...]:
    """The window of every waiting ticket, in the order of `line.waiting`."""
    pace = _pace(line)
    return tuple(
        _window(line, place, pace, calibration=calibration) for place in range(len(line.waiting))
    )


def _pace(line: Line) -> Pace:
    served = [one for one in line.history if one.outcome == "served" and one.called_at]
    newest = sorted(served, key=lambda one: one.ended_at)[-RECENT:]
    minutes = [_minutes(one.ended_at, one.called_at or one.ended_at) for one in newest]
    posted = max((opening.desks for opening in line.openings), default=1)
    return recent_pace(minutes, desks=line.open_desks or posted)


def _window(line: Line, place: int, pace: Pace, *, calibration: Calibration) -> Window:
    opens_at = min((opening.opens_at for opening in line.openings), default=line.now)
    until_open = max(0.0, _minutes(opens_at, line.now))
    low, middle, high = (until_open + minutes for minutes in call_minutes(place, pace))
    band = band_of(place)
    raw = (low, middle, high)
    adjusted = calibration.adjusted(raw, band=band)
    fast = sum(one.lane != "standard" for one in line.waiting[:place])
    return Window(
        line.waiting[place].ticket,
        line.now,
        *adjusted,
        *raw,
        chance_today=_chance(line, adjusted) if pace.desks else 0.0,
        band=band,
        drivers=Drivers(place, fast, pace.desks, pace.minutes_at_desk),
    )


def _chance(line: Line, minutes: tuple[float, float, float]) -> float:
    """Certain, impossible, or as likely as not: more this rule cannot say."""
    if not line.openings:
        return 1.0
    left = _minutes(max(opening.closes_at for opening in line.openings), line.now)
    low, _, high = minutes
    return 1.0 if high <= left else 0.0 if low >= left else 0.5


def _minutes(later: datetime, earlier: datetime) -> float:
    return (later - earlier) / timedelta(minutes=1)
