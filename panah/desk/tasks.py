"""What the worker does for this room, every minute."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from panah.desk import actions
from panah.sites.queries import here


def forget_old_drafts(at: datetime) -> None:
    """Delete drafts that nobody came back to; by the machine's time, whatever the centre's is."""
    del at
    actions.delete_expired(timezone.now())


def forget_old_searches(at: datetime) -> None:
    """Delete that somebody looked for a name once a month has passed."""
    actions.forget_old_searches(at)


def cut_links_of_past_days(at: datetime) -> None:
    """Cut the links from tickets to groups once the centre's day is over."""
    site = here()
    actions.cut_links(site, before=site.local(at).date())
