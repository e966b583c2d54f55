"""Setting up a centre."""

from __future__ import annotations

from datetime import time

from panah.sites.models import Desk, Site


def open_site(
    code: str,
    *,
    names: dict[str, str],
    desks: int,
    hours: tuple[time, time] = (time(8, 30), time(18, 0)),
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
    Desk.objects.bulk_create([Desk(site=site, number=n + 1) for n in range(desks)])
    return site
