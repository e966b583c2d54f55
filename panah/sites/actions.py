"""Opening a centre, and changing what is said about it.

Each change leaves a line that tells it, and an entry in the journal that fixes the line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max

from panah.journal import actions as journal
from panah.journal.events import CentreEvent
from panah.sites import hours as times
from panah.sites.hours import Hours
from panah.sites.models import Desk, Site, SiteChange

What = SiteChange.What
MOST_DESKS = 99
USUAL = Hours(time(8, 30), time(18, 0))


class TooManyDesks(ValueError):
    """The wall has room for two digits."""


class NeverOpen(ValueError):
    """Every day of the week would be closed."""


def open_site(
    code: str,
    *,
    names: dict[str, str],
    desks: int,
    hours: tuple[time, time] = (USUAL.opens_at, USUAL.closes_at),
    time_zone: str = "Asia/Almaty",
    profile: str = "kz-2022",
) -> Site:
    """Set up a centre with its desks, numbered from 1."""
    site = Site.objects.create(
        code=code,
        names=names,
        time_zone=time_zone,
        profile=profile,
        opens_at=hours[0],
        closes_at=hours[1],
    )
    add_desks(site, desks)
    return site


def add_desks(site: Site, count: int) -> None:
    """Put more desks into a centre; their numbers go on from the last.

    Raises:
        TooManyDesks: there would be more than 99.
    """
    last = Desk.objects.filter(site=site).aggregate(last=Max("number"))["last"] or 0
    if last + count > MOST_DESKS:
        raise TooManyDesks(str(last + count))
    Desk.objects.bulk_create([Desk(site=site, number=last + n + 1) for n in range(count)])


@transaction.atomic
def set_desks(site: Site, *, open_numbers: set[int], add: int, by: str, at: datetime) -> None:
    """Open and close desks, and add new ones. Whoever sits at a closed desk ends their number.

    Raises:
        TooManyDesks: nothing was changed.
    """
    was = _open_numbers(site)
    desks = Desk.objects.filter(site=site)
    desks.filter(number__in=open_numbers).update(is_open=True)
    desks.exclude(number__in=open_numbers).update(is_open=False)
    add_desks(site, add)
    _tell(site, What.DESKS, (was, _open_numbers(site)), by=by, at=at)


@transaction.atomic
def open_desk(site: Site, number: int, *, by: str, at: datetime) -> bool:
    """Open one desk, and return whether it was closed: whoever came first has done it."""
    return _turn_desk(site, number, is_open=True, by=by, at=at)


@transaction.atomic
def close_desk(site: Site, number: int, *, by: str, at: datetime) -> bool:
    """Close one desk, and return whether it was open. Whoever sits there ends their number."""
    return _turn_desk(site, number, is_open=False, by=by, at=at)


@transaction.atomic
def set_week(
    site: Site, week: Sequence[Hours | None], *, time_zone: str, by: str, at: datetime
) -> None:
    """Say from when to when the centre is open on each day of the week, Monday first.

    Raises:
        NeverOpen: nothing was changed.
    """
    was = _week(site)
    _put_week(site, week)
    site.time_zone = time_zone
    site.save(update_fields=["opens_at", "closes_at", "weekdays", "time_zone"])
    _tell(site, What.HOURS, (was, _week(site)), by=by, at=at)


@transaction.atomic
def set_days(site: Site, days: Mapping[date, Hours | None], *, by: str, at: datetime) -> None:
    """Say which single days have other hours, or none; what was said before is forgotten."""
    was, site.days = site.days, times.by_day(days)
    site.save(update_fields=["days"])
    _tell(site, What.DAYS, (was, site.days), by=by, at=at)


@transaction.atomic
def set_names(site: Site, names: dict[str, str], *, by: str, at: datetime) -> None:
    """Call the centre by other names."""
    was, site.names = site.names, names
    site.save(update_fields=["names"])
    _tell(site, What.NAMES, (was, site.names), by=by, at=at)


@transaction.atomic
def set_papers(site: Site, *, languages: list[str], papers: str, by: str, at: datetime) -> None:
    """Say in which languages the centre speaks, and what a desk does with a finished paper."""
    was = [site.languages, site.papers]
    site.languages, site.papers = languages, papers
    site.save(update_fields=["languages", "papers"])
    _tell(site, What.PAPERS, (was, [languages, papers]), by=by, at=at)


def told_as_set_up(site: Site, *, at: datetime) -> None:
    """Leave the line that says when a centre began."""
    said = {"week": _week(site), "desks": _open_numbers(site)}
    _tell(site, What.SET_UP, ({}, said), by="", at=at)


def put_plan(
    site: Site,
    *,
    week: Sequence[Hours | None],
    days: Mapping[date, Hours | None],
    languages: list[str],
    papers: str,
) -> None:
    """Give a centre that is just being set up its hours, languages and way of printing."""
    _put_week(site, week)
    site.days = times.by_day(days)
    site.languages, site.papers = languages, papers
    site.save()


def _put_week(site: Site, week: Sequence[Hours | None]) -> None:
    told = [hours for hours in week if hours is not None]
    if not told:
        raise NeverOpen
    usual = Counter(told).most_common(1)[0][0]
    site.opens_at, site.closes_at = usual.opens_at, usual.closes_at
    all_days = times.by_weekday(week)
    site.weekdays = {day: kept for day, kept in all_days.items() if kept != times.written(usual)}


def _week(site: Site) -> dict[str, Any]:
    return times.by_weekday(site.week()) | {"time_zone": site.time_zone}


def _open_numbers(site: Site) -> list[int]:
    found = Desk.objects.filter(site=site, is_open=True)
    return list(found.order_by("number").values_list("number", flat=True))


def _turn_desk(site: Site, number: int, *, is_open: bool, by: str, at: datetime) -> bool:
    was = _open_numbers(site)
    other = Desk.objects.filter(site=site, number=number, is_open=not is_open)
    changed = other.update(is_open=is_open)
    _tell(site, What.DESKS, (was, _open_numbers(site)), by=by, at=at)
    return changed == 1


def _tell(
    site: Site, what: SiteChange.What, change: tuple[Any, Any], *, by: str, at: datetime
) -> None:
    was, became = change
    if was == became:
        return
    line = SiteChange.objects.create(
        site=site, what=what, was=was, became=became, by=by, changed_at=at
    )
    day = site.local(at).date()
    journal.record(CentreEvent(site.pk, day, what.value, line.digest), at=at)
