"""What the worker does for the line, every minute."""

from __future__ import annotations

from datetime import datetime

from panah.line import actions, queries
from panah.sites.queries import here, is_set_up


def close_past_days(at: datetime) -> None:
    """End what is left of days that are over at the centre."""
    if not is_set_up():
        return
    site = here()
    for day in queries.days_left_open(site, before=queries.day_of(site, at)):
        actions.close_day(site, day, at=at)
