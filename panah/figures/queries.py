"""Reading what was published, and what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from panah.figures.definitions import REGISTERED
from panah.figures.models import Release
from panah.figures.protecting import Published, total
from panah.journal import queries as journal
from panah.line import queries as line
from panah.sites.models import Site

DELAY = timedelta(hours=24)
LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Day:
    """A published day."""

    day: date
    published_at: datetime
    figures: dict[str, Published]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is published about a centre, and what comes next."""

    days: tuple[Day, ...]
    registered: Published | None
    next_day: date | None
    next_at: datetime | None


def published(site: Site, *, at: datetime) -> Page:
    """All releases of a centre, and when the next one comes."""
    days = tuple(_day(release) for release in Release.objects.filter(site=site).order_by("day"))
    coming = next(iter(_unpublished(site, at=at)), None)
    return Page(
        days=days,
        registered=total([day.figures[REGISTERED.code] for day in days]) if days else None,
        next_day=coming,
        next_at=due_at(site, coming) if coming else None,
    )


def due_at(site: Site, day: date) -> datetime:
    """When a day's figures may be published: 24 hours after it ended where the centre is."""
    ended = datetime.combine(day + timedelta(days=1), time(), site.zone)
    return ended.astimezone(UTC) + DELAY  # in UTC an hour is an hour, whatever the clocks do


def due_days(site: Site, *, at: datetime) -> list[date]:
    """The days whose figures are due and not published, in order."""
    return [day for day in _unpublished(site, at=at) if due_at(site, day) <= at]


def _unpublished(site: Site, *, at: datetime) -> list[date]:
    """The days, up to today, of which the journal tells and no release does.

    Days that nobody published for three months stay unpublished.
    """
    today = line.day_of(site, at)
    told = journal.days_of(site.pk, since=today - LOOKED_BACK)
    done = set(Release.objects.filter(site=site).values_list("day", flat=True))
    return [day for day in told if day <= today and day not in done]


def _day(release: Release) -> Day:
    figures = {code: Published(**figure) for code, figure in release.figures.items()}
    return Day(release.day, release.published_at, figures)
