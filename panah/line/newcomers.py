"""What somebody who takes a number is told at once: the window made for whoever comes now.

Until the worker has looked again, that window stands on the new page. It is kept like all others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from panah.engines.waiting import Window
from panah.line.models import SiteEstimate, Ticket
from panah.line.windows import kept, row_of
from panah.sites.models import Site

FRESH = timedelta(minutes=5)
DEMO_HASTE = 4  # a demonstration's minute is a second, and an estimate takes its time
MORE_TICKETS = 3  # or a tenth: when more people came since, the window is not theirs any more


def newest(site: Site) -> SiteEstimate | None:
    """The newest estimate of a centre."""
    return SiteEstimate.objects.filter(pk=site.pk).first()


def is_fresh(made_at: datetime | None, *, at: datetime) -> bool:
    """Whether an estimate is of now: made at most a few minutes ago."""
    limit = FRESH * DEMO_HASTE if settings.IS_DEMO else FRESH
    return made_at is not None and abs(at - made_at) <= limit


def window_of_newcomer(site: Site, *, at: datetime) -> Window | None:
    """The window of a number taken now; None when the worker has made none lately."""
    estimate = newest(site)
    if estimate is None or not is_fresh(estimate.made_at, at=at):
        return None
    if site.local(estimate.made_at).date() != site.local(at).date():
        return None
    window = kept(estimate.newcomer)
    return _counted_from(window, at) if window else None


def keep_what_is_said_at_once(ticket: Ticket) -> None:
    """Give a ticket that was just taken the window of whoever comes now, if there is one."""
    window = window_of_newcomer(ticket.site, at=ticket.taken_at)
    if window is None or ticket.lane != Ticket.Lane.STANDARD:
        return
    ahead = _ahead_of_last(ticket)
    if ahead - window.drivers.ahead > max(MORE_TICKETS, ahead // 10):
        return
    closes_at = ticket.site.closes_on(ticket.day)
    row_of(replace(window, ticket=ticket.number), ticket, closes_at=closes_at).save()


def _ahead_of_last(ticket: Ticket) -> int:
    same_day = Ticket.objects.filter(site=ticket.site, day=ticket.day)
    return same_day.filter(status=Ticket.Status.WAITING).exclude(pk=ticket.pk).count()


def _counted_from(window: Window, at: datetime) -> Window:
    """The same moments, counted from a later one."""
    passed = max(0.0, (at - window.at) / timedelta(minutes=1))
    names = ("low_minutes", "middle_minutes", "high_minutes", "raw_low", "raw_middle", "raw_high")
    minutes = {name: max(0.0, getattr(window, name) - passed) for name in names}
    return replace(window, at=at, **minutes)
