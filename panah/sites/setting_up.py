"""Setting up a new centre in a browser: one link, one browser, one centre.

`panah serve` prints the link while nobody administers a centre here. Opening it binds the setting
up to one browser; what is answered stays in one row until the centre is opened. Of the secrets only
hashes are kept.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.module_loading import import_string

from panah.sites import actions, hours, queries
from panah.sites.hours import Hours
from panah.sites.models import Setup, Site
from panah.web.access import Role

LINK_LIVES = timedelta(hours=24)
ONLY = 1
STEPS = ("centre", "hours", "holidays", "desks")
NINE_TO_SIX = Hours(time(9), time(18))


class LinkDead(ValueError):
    """The link was used, is older than a day, or a newer one was printed."""


def new_link(*, at: datetime) -> str:
    """The secret of a new link; any earlier one, and the browser that used it, end here."""
    token = secrets.token_urlsafe(24)
    Setup.objects.update_or_create(
        pk=ONLY,
        defaults={"link_hash": _hash(token), "browser_hash": None, "link_made_at": at},
    )
    return token


def begin(token: str, *, at: datetime) -> str:
    """Use up the link; what is given back stays in the browser that goes on.

    Raises:
        LinkDead: nothing was changed.
    """
    key = secrets.token_urlsafe(24)
    alive = Setup.objects.filter(link_hash=_hash(token), link_made_at__gt=at - LINK_LIVES)
    if queries.has_administrator() or not alive.update(link_hash=None, browser_hash=_hash(key)):
        raise LinkDead
    return key


def is_alive(token: str, *, at: datetime) -> bool:
    """Whether a link can still be used."""
    found = Setup.objects.filter(link_hash=_hash(token), link_made_at__gt=at - LINK_LIVES)
    return found.exists() and not queries.has_administrator()


def of_browser(key: str, *, at: datetime) -> Setup | None:
    """The setting up that a browser may go on with; none once somebody administers a centre."""
    if not key or queries.has_administrator():
        return None
    alive = Setup.objects.filter(browser_hash=_hash(key), link_made_at__gt=at - LINK_LIVES)
    return alive.first()


def answer(setup: Setup, step: str, said: dict[str, Any]) -> None:
    """Keep what was answered on one step, in place of an earlier answer."""
    setup.answers = {**setup.answers, step: said}
    setup.save(update_fields=["answers"])


def next_step(setup: Setup) -> str:
    """The first step that was not answered yet; `check` when all were."""
    return next((step for step in STEPS if step not in setup.answers), "check")


@transaction.atomic
def open_centre(setup: Setup, *, at: datetime) -> Site:
    """Open the centre as it was answered; repeating it gives the same centre."""
    if queries.is_set_up():
        return queries.here()
    said = setup.answers
    site = actions.open_site(
        said["centre"]["code"],
        names=said["centre"]["names"],
        desks=said["desks"]["count"],
        time_zone=said["hours"]["time_zone"],
        profile=said["centre"]["profile"],
    )
    actions.put_plan(
        site,
        week=week_of(said["hours"]),
        days=days_of(said["holidays"]),
        languages=said["desks"]["languages"],
        papers=said["desks"]["papers"],
    )
    actions.told_as_set_up(site, at=at)
    return site


def invite_administrator(site: Site, shown_name: str, *, at: datetime) -> str:
    """The address at which the first administrator chooses how to sign in."""
    invite = import_string(settings.PANAH_INVITE)
    invitation = invite(Role.ADMINISTRATOR, site=site, shown_name=shown_name, by=None, at=at)
    return reverse("staff:join", args=[invitation.token])


def forget() -> None:
    """Forget the setting up: somebody administers the centre now."""
    Setup.objects.all().delete()


def week_of(said: dict[str, Any]) -> list[Hours | None]:
    """The hours of each day of the week as they were answered; Sunday free before any answer."""
    kept = said.get("week")
    return [hours.read(day) for day in kept] if kept else [*[NINE_TO_SIX] * 6, None]


def days_of(said: dict[str, Any]) -> dict[date, Hours | None]:
    """The single days as they were answered."""
    return {date.fromisoformat(day): hours.read(kept) for day, kept in said["days"].items()}


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
