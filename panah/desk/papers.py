"""A new paper for somebody who is registered: the old one was lost, or a judgement ended it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from panah.certificates import actions as certificates
from panah.certificates.actions import NoSuchPaper, PaperRequest
from panah.certificates.models import Certificate
from panah.certificates.queries import holds_paper, paper_kept_instead
from panah.desk.models import Individual
from panah.desk.once import once
from panah.duplicates import actions as duplicates
from panah.engines.identity import IndividualNumber
from panah.staff.models import StaffMember


class AnotherPaperHolds(Exception):
    """The person has the paper of another record, as somebody judged."""


def reprint_lost(
    number: IndividualNumber, *, request_id: UUID, by: StaffMember, at: datetime
) -> bool:
    """End a paper that was lost, and prepare its successor.

    Returns:
        Whether it was done now; the same request a second time does nothing.

    Raises:
        NoSuchPaper: no paper of this person holds.
        GroupWithdrawn: the registration was taken back.
    """
    row = _row(number, by)
    lost = Certificate.Reason.LOST

    def write() -> None:
        certificates.replace(number, lost, by=by, at=at)

    return once(request_id, row.group, write)


def paper_after_judgement(
    number: IndividualNumber,
    *,
    request_id: UUID,
    are_two_people: bool,
    by: StaffMember,
    at: datetime,
) -> bool:
    """Give a new paper to somebody whose only paper was ended by a judgement.

    Args:
        are_two_people: the judgement was wrong: it is taken back, and the other record keeps its
            own paper. Needed where the other record's paper holds; it would end this one again.

    Returns:
        Whether it was done now; the same request a second time does nothing.

    Raises:
        AnotherPaperHolds: and nobody said that they are two people.
        NoSuchPaper: a paper of this very record holds, so none is missing.
        GroupWithdrawn: the registration was taken back.
    """
    row = _row(number, by)

    def write() -> None:
        if holds_paper(number):
            raise NoSuchPaper("a paper of this number still holds")
        if are_two_people:
            duplicates.take_back(number, by=by, at=at)
        elif paper_kept_instead(number):
            raise AnotherPaperHolds(number)
        certificates.prepare(_request(row), at=at)

    return once(request_id, row.group, write)


def _row(number: IndividualNumber, by: StaffMember) -> Individual:
    rows = Individual.objects.select_related("group__site")
    found = rows.filter(pk=number, group__site=by.site_id).first()
    if found is None:
        raise NoSuchPaper("nobody is registered here under this number")
    return found


def _request(row: Individual) -> PaperRequest:
    return PaperRequest(
        row.group.site,
        IndividualNumber(row.pk),
        row.group_id,
        language=row.language,
        arrived_on=row.arrived_on,
        position=row.position,
    )
