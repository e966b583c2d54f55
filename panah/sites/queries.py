"""Reading centres, their hours, and the profile of their country."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model

from panah.journal import queries as journal
from panah.sites.models import Desk, Pulse, Site, SiteChange
from panah.sites.profile import load_profile

LANGUAGES = ("kk", "ru", "en")
YEAR = timedelta(days=365)


def here() -> Site:
    """The centre that this server runs.

    Raises:
        Site.DoesNotExist: no centre has been set up yet.
    """
    return Site.objects.get(pk=settings.PANAH_SITE) if settings.PANAH_SITE else _only_one()


def centre(code: str) -> Site:
    """The centre of a code.

    Raises:
        Site.DoesNotExist: there is none.
    """
    return Site.objects.get(pk=code)


def kept_here() -> list[Site]:
    """Every centre of this register, by its code."""
    return list(Site.objects.order_by("pk"))


def _only_one() -> Site:
    site = Site.objects.order_by("pk").first()
    if site is None:
        raise Site.DoesNotExist("no centre has been set up yet")
    return site


def open_desk_count(site: Site) -> int:
    """How many desks a centre has open."""
    return site.desks.filter(is_open=True).count()


def is_set_up(code: str = "") -> bool:
    """Whether there is a centre of that code, or any centre at all."""
    code = code or settings.PANAH_SITE
    found = Site.objects.filter(pk=code) if code else Site.objects.all()
    return found.exists()


def has_administrator() -> bool:
    """Whether somebody can administer a centre here: from then on nothing is set up by a link."""
    return get_user_model().objects.filter(role="administrator", is_active=True).exists()


def names_of(code: str, *, profile: str = "kz-2022") -> dict[str, str]:
    """What the profile calls a centre, by language; its code where the profile does not know it."""
    centre = load_profile(profile).centres.get(code)
    return dict(centre.names) if centre else dict.fromkeys(LANGUAGES, code)


def desks_of(site: Site) -> list[Desk]:
    """The open desks of a centre, in the order of their numbers."""
    return list(Desk.objects.filter(site=site, is_open=True))


def all_desks_of(site: Site) -> list[Desk]:
    """Every desk of a centre, closed ones too."""
    return list(Desk.objects.filter(site=site))


def changes_of(site: Site, *, most: int = 20) -> list[SiteChange]:
    """What was changed about a centre, the latest first."""
    return list(SiteChange.objects.filter(site=site)[:most])


def changes_in_the_journal(site: Site) -> tuple[int, int]:
    """How many changes the journal was told of, and how many of their lines are not as then."""
    told = journal.changes_told(site.pk)
    kept = {line.digest for line in SiteChange.objects.filter(site=site).iterator()}
    return len(told), len(told - kept)


def last_change(site: Site, what: SiteChange.What) -> int:
    """Which change of one kind was the last; 0 before any."""
    found = SiteChange.objects.filter(site=site, what=what).values_list("pk", flat=True)
    return found.first() or 0


def holidays_ahead(profile: str, *, on: date) -> list[date]:
    """The days off that the profile knows for a year from a day on."""
    return load_profile(profile).holidays_between(on, on + YEAR)


def desk_numbered(site: Site, number: int) -> Desk | None:
    """A desk of a centre, closed or not."""
    return Desk.objects.filter(site=site, number=number).first()


def last_beat(process: str) -> datetime | None:
    """When a process last said that it works, in real time; None when it never has."""
    pulse = Pulse.objects.filter(pk=process).first()
    return pulse.beaten_at if pulse else None


def newest_beat() -> datetime | None:
    """When any process of the centre last said that it works, in real time."""
    newest = Pulse.objects.order_by("-beaten_at").first()
    return newest.beaten_at if newest else None
