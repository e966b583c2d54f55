"""Reading centres and the profile of their country."""

from __future__ import annotations

from django.conf import settings

from panah.sites.models import Site


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
