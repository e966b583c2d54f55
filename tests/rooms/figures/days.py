"""Days with people in them, made by the acts themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from panah.journal import actions as journal
from panah.journal.events import RegisterAct, RegisterEvent
from panah.line import actions as line
from panah.sites.models import Site

DAY = date(2022, 10, 5)
# Almaty was UTC+6: the day ends at 18:00 UTC, its figures come 24 hours later.
DUE = datetime(2022, 10, 6, 18, 0, tzinfo=UTC)


def register(site: Site, sizes: list[int], *, day: date = DAY, at: datetime) -> None:
    """Groups of these sizes were registered."""
    events = [
        RegisterEvent(site.pk, RegisterAct.REGISTERED, day, age_band="18-59", group_size=size)
        for size in sizes
        for _ in range(size)
    ]
    with transaction.atomic():
        journal.record_many(events, at=at)


def a_day(
    site: Site, *, groups: int, at: datetime, day: date = DAY, waits: tuple[int, ...] = (40,)
) -> None:
    """Groups of two came, were called after so many minutes in turn, and were registered."""
    for number in range(groups):
        taken = at + timedelta(minutes=number)
        line.issue_ticket(site, party_size=2, at=taken)
    for number in range(groups):
        called = at + timedelta(minutes=number + waits[number % len(waits)])
        ticket = line.call_next(site, desk="1", at=called)
        assert ticket is not None
        line.serve(ticket, desk="1", at=called + timedelta(minutes=9))
    register(site, [2] * groups, day=day, at=at)
    journal.sequence_pending(at=at)
