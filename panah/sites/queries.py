"""Reading centres and the profile of their country."""

from __future__ import annotations

from django.conf import settings

from panah.sites.models import Desk, Site
from panah.sites.profile import load_profile


def here() -> Site:
    """The centre that this server runs.

    Raises:
        Site.DoesNotExist: no centre has been set up yet.
    """
    return Site.objects.get(pk=settings.PANAH_SITE) if settings.PANAH_SITE else _only_one()


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
    found = Site.objects.filter(pk=code) if code else Site.objects.all()
    return found.exists()


def names_of(code: str, *, profile: str = "kz-2022") -> dict[str, str]:
    """What the profile calls a centre, by language; its code where the profile does not know it."""
    centre = load_profile(profile).centres.get(code)
    return dict(centre.names) if centre else dict.fromkeys(("kk", "ru", "en"), code)


def desks_of(site: Site) -> list[Desk]:
    """The open desks of a centre, in the order of their numbers."""
    return list(Desk.objects.filter(site=site, is_open=True))
