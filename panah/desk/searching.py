"""Looking for a registration by name: the last way, with a purpose, a quota and an entry.

The keeper compares what was typed with sealed records, as it does before a registration. What
comes back are numbers and reasons; no name leaves the vault.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from panah.desk.models import Individual, NameSearch
from panah.duplicates.actions import screen
from panah.duplicates.queries import Candidate
from panah.engines.identity import Identity, draw_number
from panah.journal.actions import record_many
from panah.journal.events import RegisterAct, RegisterEvent
from panah.staff import queries as staff
from panah.staff.models import StaffMember
from panah.vault import actions as vault
from panah.vault.actions import Purpose

SEARCHES_PER_HOUR = 30
MOST_FOUND = 5
KEPT_FOR = timedelta(days=30)
AN_HOUR = timedelta(hours=1)

log = structlog.get_logger("panah.desk")


class TooManySearches(Exception):
    """This officer has looked for as many names as an hour allows; whoever leads is told."""


def search(told: Identity, *, purpose: Purpose, by: StaffMember, at: datetime) -> list[Candidate]:
    """The records that may be of a person, heaviest first, a few at most.

    The search counts before the keeper is asked. For each record found an entry is committed
    before anything is returned.

    Raises:
        TooManySearches: nothing was looked for.
        KeeperError: the keeper did not answer; the search counts all the same.
    """
    if not _count(by, at=at):
        log.warning("alarm", kind="name_searches", staff=by.pk)
        raise TooManySearches
    alike = screen(vault.seal(draw_number(), told))
    found = _here([one.number for one in alike], by)
    shown = [one for one in alike if one.number in found][:MOST_FOUND]
    with transaction.atomic(durable=True):
        record_many([_event(one, purpose=purpose, by=by, at=at) for one in shown], at=at)
    return shown


def forget_old_searches(at: datetime) -> int:
    """Delete what was kept for too long, and return how many that were."""
    deleted, _ = NameSearch.objects.filter(made_at__lt=at - KEPT_FOR).delete()
    return deleted


def _count(by: StaffMember, *, at: datetime) -> bool:
    with transaction.atomic():
        staff.hold(by)  # two requests of one officer at one moment are counted one after the other
        lately = NameSearch.objects.filter(by=by, made_at__gt=at - AN_HOUR, was_refused=False)
        is_within = lately.count() < SEARCHES_PER_HOUR
        NameSearch.objects.create(by=by, made_at=at, was_refused=not is_within)
    return is_within


def _here(numbers: list[str], by: StaffMember) -> set[str]:
    # Whoever asked not to be named is not to be found by their name either.
    rows = Individual.objects.filter(
        pk__in=numbers, group__site=by.site_id, identity__is_withheld=False
    )
    return set(rows.values_list("pk", flat=True))


def _event(found: Candidate, *, purpose: Purpose, by: StaffMember, at: datetime) -> RegisterEvent:
    return RegisterEvent(
        site=by.site_id,
        act=RegisterAct.FOUND,
        day=by.site.local(at).date(),
        subject=found.number,
        by=str(by.pk),
        purpose=purpose.value,
    )
