"""What the worker does for this room: it looks around."""

from __future__ import annotations

from datetime import datetime

from panah.shift import actions
from panah.sites.queries import here, is_set_up
from panah.web.clock import real_now


def look_around(at: datetime) -> None:
    """Note what is wrong at the centre."""
    if is_set_up():
        actions.look_around(here(), at=at, real_at=real_now())
