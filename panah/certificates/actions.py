"""Changes to papers. A paper is prepared, printed, seen to be printed, and sometimes revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from panah.certificates import paper, queries, same_person, token
from panah.certificates.models import Certificate
from panah.certificates.values import PaperRequest
from panah.engines.identity import IndividualNumber
from panah.journal.actions import record
from panah.journal.events import RegisterAct, RegisterEvent
from panah.sites.profile import load_profile
from panah.staff.models import StaffMember
from panah.web.rows import insert_rows

__all__ = [
    "AlreadyRevoked",
    "NoSuchPaper",
    "PaperRequest",
    "confirm",
    "confirm_group",
    "end_surplus_papers",
    "issue",
    "prepare",
    "prepare_many",
    "render_papers",
    "replace",
    "replace_with",
    "revoke",
]

Status = Certificate.Status
Reason = Certificate.Reason
_LATER = {"issued_on", "issued_by_id", "revoked_on"}
"""What a paper has only when something was done with it."""
_COLUMNS = [
    field.attname for field in Certificate._meta.concrete_fields if field.attname not in _LATER
]


class NoSuchPaper(LookupError):
    """This individual has no paper that could be meant."""


class AlreadyRevoked(Exception):
    """The paper was revoked meanwhile; it cannot be given out."""


def prepare(request: PaperRequest, *, at: datetime) -> Certificate:
    """Make one paper ready for printing. Nothing is signed yet."""
    return prepare_many([request], at=at)[0]


def prepare_many(requests: Sequence[PaperRequest], *, at: datetime) -> list[Certificate]:
    """Make papers ready for printing, in one statement, within the caller's transaction.

    Raises:
        IntegrityError: one of the individuals has a paper that was not revoked.
    """
    papers = [_prepared(request, at) for request in requests]
    insert_rows(
        Certificate, _COLUMNS, ([getattr(one, name) for name in _COLUMNS] for one in papers)
    )
    for one in papers:
        one._state.adding = False
    return papers


def issue(request: PaperRequest, *, by: StaffMember, at: datetime) -> Certificate:
    """Give out a paper that somebody has seen printed; prepared before, or now.

    Repeating it changes nothing.
    """
    with transaction.atomic():
        found = queries.living_paper(request.individual) or prepare(request, at=at)
        return _confirmed(found, by=by, at=at)


def confirm(number: IndividualNumber, *, by: StaffMember, at: datetime) -> Certificate:
    """Say that the paper of an individual came out of the printer. Repeating it changes nothing.

    Raises:
        NoSuchPaper: nothing was prepared for this individual at the clerk's centre.
    """
    found = queries.living_paper(number)
    if found is None or found.site_id != by.site_id:
        raise NoSuchPaper("no paper was prepared here for this number")
    return _confirmed(found, by=by, at=at)


def confirm_group(group: str, *, by: StaffMember, at: datetime) -> list[Certificate]:
    """Say that all papers of a group came out of the printer; returns those confirmed now.

    Raises:
        NoSuchPaper: the group has no papers at the clerk's centre.
        AlreadyRevoked: none of its papers holds any more.
    """
    with transaction.atomic():
        papers = list(queries.papers_of(group).filter(site=by.site_id))
        if not papers:
            raise NoSuchPaper("this group has no papers here")
        if all(one.status == Status.REVOKED for one in papers):
            raise AlreadyRevoked("the group's papers were revoked meanwhile")
        waiting = [one for one in papers if one.status == Status.OUTSTANDING]
        return [_confirmed(one, by=by, at=at) for one in waiting]


def render_papers(numbers: Iterable[IndividualNumber], *, at: datetime) -> bytes:
    """The papers of some individuals as one PDF, a page each. It is signed now and not kept.

    Printing changes nothing: a paper printed twice is the same paper, and stays outstanding.

    Raises:
        NoSuchPaper: none of them has a paper.
        KeeperError: the keeper is locked, silent, or asked too fast.
    """
    found = queries.living_papers(numbers)
    if not found:
        raise NoSuchPaper("there is nothing to print for these numbers")
    return paper.pdf_of(found, at=at)


def revoke(
    number: IndividualNumber, reason: Certificate.Reason, *, by: StaffMember, at: datetime
) -> Certificate:
    """End the paper of an individual. A check says so from now on.

    Raises:
        NoSuchPaper: the individual has no paper at this centre that still holds.
    """
    with transaction.atomic():
        found = queries.living_paper(number)
        if found is None or found.site_id != by.site_id:
            raise NoSuchPaper("no paper of this number still holds here")
        return _revoked(found, reason, at=at)


def replace(
    number: IndividualNumber, reason: Certificate.Reason, *, by: StaffMember, at: datetime
) -> Certificate:
    """End the paper of an individual and prepare a new one, with days that begin anew.

    The clocks on it do not begin anew: they count from the day of arrival.
    """
    with transaction.atomic():
        old = revoke(number, reason, by=by, at=at)
        request = PaperRequest(
            old.site,
            IndividualNumber(old.individual_id),
            old.group,
            language=old.language,
            arrived_on=old.arrived_on,
            position=old.position,
        )
        return prepare(request, at=at)


def replace_with(request: PaperRequest, *, by: StaffMember, at: datetime) -> Certificate:
    """End the paper of an individual and prepare one that says something else.

    Raises:
        NoSuchPaper: the individual has no paper at this centre that still holds.
    """
    with transaction.atomic():
        revoke(request.individual, Reason.REPLACED, by=by, at=at)
        return prepare(request, at=at)


def end_surplus_papers(*, at: datetime) -> int:
    """End the later papers of people who were judged to have several records; return how many.

    One that awaits printing ends too. Repeating it changes nothing: a judgement stands, and what
    it ended is not looked at again.
    """
    return sum(_ended_for_another(one, at=at) for one in same_person.surplus_papers())


def _ended_for_another(surplus: same_person.Surplus, *, at: datetime) -> bool:
    with transaction.atomic():
        # Without a paper that holds nobody is left behind: what was to stay may have ended too.
        if not _living(surplus.kept).exists():
            return False
        return _ended(surplus.paper, Reason.ONE_PERSON, at=at)


def _prepared(request: PaperRequest, at: datetime) -> Certificate:
    today = request.site.local(at).date()
    return Certificate(
        token_id=secrets.token_hex(token.TOKEN_ID_BYTES),
        site=request.site,
        individual_id=request.individual,
        group=request.group,
        language=request.language,
        arrived_on=request.arrived_on,
        position=request.position,
        prepared_on=today,
        valid_until=_last_valid_day(request, today),
    )


def _last_valid_day(request: PaperRequest, today: date) -> date:
    days = load_profile(request.site.profile).paper_valid_days
    return today + timedelta(days=days - 1)


def _confirmed(found: Certificate, *, by: StaffMember, at: datetime) -> Certificate:
    # Two clerks may confirm at the same moment: exactly one UPDATE changes the row, and only it
    # is written to the journal.
    today = found.site.local(at).date()
    with transaction.atomic():
        waiting = Certificate.objects.filter(pk=found.pk, status=Status.OUTSTANDING)
        if waiting.update(status=Status.ISSUED, issued_on=today, issued_by=by):
            record(RegisterEvent(found.site_id, RegisterAct.PAPER_ISSUED, today), at=at)
    found.refresh_from_db()
    if found.status == Status.REVOKED:
        raise AlreadyRevoked("the paper was revoked meanwhile")
    return found


def _revoked(found: Certificate, reason: Certificate.Reason, *, at: datetime) -> Certificate:
    if not _ended(found, reason, at=at):
        raise NoSuchPaper("no paper of this number still holds here")
    found.refresh_from_db()
    return found


def _ended(found: Certificate, reason: Certificate.Reason, *, at: datetime) -> bool:
    """Whether this very call ended the paper, in the caller's transaction."""
    today = found.site.local(at).date()
    ended = _living(found).update(status=Status.REVOKED, revoked_on=today, revoked_because=reason)
    if ended:
        record(RegisterEvent(found.site_id, RegisterAct.PAPER_REVOKED, today), at=at)
    return ended == 1


def _living(found: Certificate) -> QuerySet[Certificate]:
    return Certificate.objects.filter(pk=found.pk).exclude(status=Status.REVOKED)
