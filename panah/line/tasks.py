"""What the worker does for the line. Only the worker comes here: estimates need numpy."""

from __future__ import annotations

from datetime import datetime
from time import sleep

from panah.line import actions, estimating, honesty, queries
from panah.sites.queries import here, is_set_up


def close_past_days(at: datetime) -> None:
    """End what is left of days that are over at the centre."""
    if not is_set_up():
        return
    site = here()
    for day in queries.days_left_open(site, before=queries.day_of(site, at)):
        actions.close_day(site, day, at=at)


def estimate_waits(at: datetime) -> None:
    """Tell every waiting ticket of the centre anew between when and when it is called."""
    if is_set_up():
        estimating.estimate_if_due(here(), at=at, rest=sleep)


def forget_old_windows(at: datetime) -> None:
    """Delete the windows of days that were counted a few days ago."""
    if is_set_up():
        site = here()
        honesty.forget_old_windows(site, before=queries.day_of(site, at - honesty.KEEP))
