"""What the worker does for this room, every minute."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.utils import timezone

from panah.desk import actions
from panah.desk.listing import companions_of
from panah.duplicates.actions import look_again_many
from panah.keeper.client.asker import asking_as
from panah.keeper.errors import KeeperError
from panah.sites.queries import here
from panah.vault import queries as vault
from panah.vault.actions import note_compared

log = structlog.get_logger("panah.desk")

NEWCOMERS_AT_ONCE = 3
"""Every half minute: what a desk may have compared in an hour, and no alarm."""


def forget_old_drafts(at: datetime) -> None:
    """Delete drafts that nobody came back to; by the machine's time, whatever the centre's is."""
    del at
    actions.delete_expired(timezone.now())


def forget_old_searches(at: datetime) -> None:
    """Delete that somebody looked for a name once a month has passed."""
    actions.forget_old_searches(at)


def cut_links_of_past_days(at: datetime) -> None:
    """Cut the links from tickets to groups once the centre's day is over."""
    site = here()
    actions.cut_links(site, before=site.local(at).date())


def compare_newcomers(at: datetime) -> None:
    """Look again at whoever was registered while others had no new blind keys yet."""
    newcomers = vault.newcomers_to_compare(most=NEWCOMERS_AT_ONCE)
    if newcomers is None:
        return
    stored = vault.sealed_many(newcomers.numbers)
    others = companions_of(list(stored))
    with asking_as("worker:comparing"):
        try:
            look_again_many([(stored[one], others.get(one, [])) for one in stored], at=at)
        except KeeperError as error:
            log.warning("newcomers are compared later", error=error.code)
            return
    note_compared(newcomers.up_to, at=at)
