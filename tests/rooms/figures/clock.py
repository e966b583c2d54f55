"""The centre's time, set by a test."""

from __future__ import annotations

from datetime import datetime

from tests.builders import MORNING

moment: list[datetime] = [MORNING]


def now() -> datetime:
    """What `PANAH_CLOCK` tells the views."""
    return moment[0]


def show(at: datetime) -> None:
    """Let it be this moment."""
    moment[0] = at
