"""Publishing a finished day."""

from __future__ import annotations

from datetime import date, datetime
from statistics import median

from panah.figures import queries
from panah.figures.definitions import CALLED, GROUPS, REGISTERED, WAIT
from panah.figures.models import Release
from panah.figures.protecting import Published, protected
from panah.journal import queries as journal
from panah.sites.models import Site


class TooEarly(Exception):
    """The day is not over, or ended less than 24 hours ago."""


def release_day(site: Site, day: date, *, at: datetime) -> Release:
    """Publish the figures of a day, once and for ever.

    Repeating it returns what was published, whatever has become known since.

    Raises:
        TooEarly: it is not 24 hours since the day ended where the centre is.
    """
    if at < queries.due_at(site, day):
        raise TooEarly(f"the figures of {day} come at {queries.due_at(site, day)}")
    if published := Release.objects.filter(site=site, day=day).first():
        return published
    figures = {code: figure.plain() for code, figure in _counted(site, day).items()}
    # Another worker may publish it now: the constraint decides, and its figures stand.
    release, _ = Release.objects.get_or_create(
        site=site, day=day, defaults={"published_at": at, "figures": figures}
    )
    return release


def release_due_days(site: Site, *, at: datetime) -> list[Release]:
    """Publish every day of which the journal tells and whose time has come."""
    return [release_day(site, day, at=at) for day in queries.due_days(site, at=at)]


def _counted(site: Site, day: date) -> dict[str, Published]:
    sizes = journal.group_sizes_on(site.pk, day)
    line = journal.line_on(site.pk, day)
    waits = line.waits_minutes()
    counted = {
        REGISTERED.code: protected(sum(sizes.values())),
        GROUPS.code: protected(round(sum(people / size for size, people in sizes.items()))),
        CALLED.code: protected(len(line.called)),
    }
    if counted[CALLED.code].about is not None:  # a wait of few people would be their own
        counted[WAIT.code] = protected(median(waits) if waits else 0)
    return counted
