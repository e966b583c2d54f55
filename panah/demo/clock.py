"""The clock of a demonstration: starts on 5 October 2022, and runs as fast as the visitor likes.

Web, worker and driver read it from one file, so they agree; nothing sleeps on it. It is counted
from the machine's steady clock, which is the same for all processes and never goes back.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from panah.demo.slate import Slate, Text

START = datetime(2022, 10, 5, 2, 30, tzinfo=UTC)  # 08:30 in Almaty, which was UTC+6 then
SPEEDS = (0, 1, 10, 60)
FORM_SPEED = 1
LEASE_SECONDS = 90
RENEW_BELOW_SECONDS = 60

_slate = Slate("clock.json")
_latest = START


class SpeedUnknown(ValueError):
    """The clock has no such speed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The clock at one moment: what it shows, and how fast it was told to run and runs."""

    moment: datetime
    chosen: int
    runs_at: int

    @property
    def is_slowed(self) -> bool:
        """Whether it waits for somebody who fills in a form."""
        return self.runs_at < self.chosen


def now() -> datetime:
    """The moment in the centre of the demonstration; for a process it never goes back."""
    return reading().moment


def reading() -> Reading:
    """The whole clock."""
    global _latest  # noqa: PLW0603 - the one value that keeps a process from seeing time go back
    text, real = _slate.read(), time.monotonic()
    if text is None:
        return Reading(START, 0, 0)
    moment = _moment(text, real)
    # Read just before the file was replaced, the clock may have run a moment longer than it did.
    _latest = max(_latest, moment)
    return Reading(_latest, _chosen(text), _runs_at(text, real))


def open_at(moment: datetime) -> None:
    """Set the clock; it stands until somebody lets it run."""
    global _latest  # noqa: PLW0603
    _latest = moment
    _slate.change(
        lambda _: {
            "real": time.monotonic(),
            "demo": moment.timestamp(),
            "speed": max(SPEEDS),
            "runs": False,
            "slow_until": 0.0,
        }
    )


def let_run() -> None:
    """Let time pass."""
    _set(runs=True)


def set_speed(speed: int) -> None:
    """Run that many times faster; 0 stops the clock.

    Raises:
        SpeedUnknown: there is no such speed.
    """
    if speed not in SPEEDS:
        raise SpeedUnknown(f"{speed} is not one of {SPEEDS}")
    _set(speed=speed)


def slow_down(seconds: float = LEASE_SECONDS) -> None:
    """Run no faster than real time for a while: somebody fills in a form. Asked again, longer."""
    until = time.monotonic() + seconds
    text = _slate.read()
    if text is not None and text["slow_until"] < until - (LEASE_SECONDS - RENEW_BELOW_SECONDS):
        _set(slow_until=until)


def as_before() -> None:
    """The form is closed: run as fast as chosen again."""
    text = _slate.read()
    if text is not None and text["slow_until"] > time.monotonic():
        _set(slow_until=0.0)


def jump_to(moment: datetime) -> None:
    """Skip the time until then, such as a night; a moment that has passed changes nothing."""
    _set(demo=moment.timestamp())


def _set(**changes: float) -> None:
    def anew(text: Text) -> Text:
        real = time.monotonic()
        here = {"real": real, "demo": _moment(text, real).timestamp()}
        later = max(here["demo"], changes.get("demo", 0.0))
        return text | here | changes | {"demo": later}

    if _slate.read() is not None:
        _slate.change(anew)


def _moment(text: Text, real: float) -> datetime:
    passed = max(0.0, real - text["real"])
    slowly = min(passed, max(0.0, text["slow_until"] - text["real"]))
    chosen = _chosen(text)
    passed_there = slowly * min(chosen, FORM_SPEED) + (passed - slowly) * chosen
    if not text["runs"]:
        passed_there = 0.0
    return datetime.fromtimestamp(text["demo"], UTC) + timedelta(seconds=passed_there)


def _chosen(text: Text) -> int:
    return int(text["speed"])


def _runs_at(text: Text, real: float) -> int:
    if not text["runs"]:
        return 0
    return min(_chosen(text), FORM_SPEED) if real < text["slow_until"] else _chosen(text)
