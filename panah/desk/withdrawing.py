"""Taking a registration back, as long as the people who were registered are still near."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from panah.certificates import actions as certificates
from panah.certificates.actions import NoSuchPaper
from panah.certificates.models import Certificate
from panah.desk.models import Individual, MinorsAlone, RegistrationGroup
from panah.desk.once import GroupWithdrawn, once, was_answered
from panah.duplicates import actions as duplicates
from panah.engines.identity import IndividualNumber
from panah.journal.actions import record_many
from panah.journal.events import RegisterAct, RegisterEvent
from panah.line import actions as line
from panah.line.actions import DayIsOver
from panah.line.models import Ticket
from panah.staff.models import StaffMember
from panah.vault import actions as vault

UNDO_FOR = timedelta(minutes=10)


class TooLate(Exception):
    """More than ten minutes have passed, or the day is over."""


def undo_until(group: RegistrationGroup) -> datetime | None:
    """Until when a registration can be taken back; None when it cannot be.

    No row of a group knows a minute. The number on which it came does, as long as the day lasts.
    """
    if group.withdrawn_on or group.ticket is None or group.ticket.ended_at is None:
        return None
    return group.ticket.ended_at + UNDO_FOR


def withdraw(group: RegistrationGroup, *, request_id: UUID, by: StaffMember, at: datetime) -> bool:
    """Take a registration back: identities and their keys are erased, papers end, numbers remain.

    The number on which they came waits again at its old place, if it is still of today.

    Returns:
        Whether it was done now; the same request a second time does nothing.

    Raises:
        TooLate, GroupWithdrawn: nothing was written.
    """
    if was_answered(request_id):
        return False
    until = undo_until(group)
    if until is None or at > until:
        raise TooLate(group.pk)
    return once(request_id, group, lambda: _withdraw(group, by=by, at=at))


def _withdraw(group: RegistrationGroup, *, by: StaffMember, at: datetime) -> None:
    today = group.site.local(at).date()
    open_group = RegistrationGroup.objects.filter(pk=group.pk, withdrawn_on__isnull=True)
    if not open_group.update(withdrawn_on=today, ticket=None):
        raise GroupWithdrawn(group.pk)
    _give_back(group.ticket, at=at)
    people = Individual.objects.filter(group=group)
    numbers = [IndividualNumber(n) for n in people.values_list("pk", flat=True)]
    for number in numbers:
        _end_paper(number, by=by, at=at)
        vault.erase(number, at=at)
    people.update(language="", arrived_on=None)
    MinorsAlone.objects.filter(group=group).delete()
    duplicates.forget_undecided(numbers)
    size, day = len(numbers), group.registered_on
    record_many([_withdrawn(n, by=by, day=day, group_size=size) for n in numbers], at=at)


def _give_back(ticket: Ticket | None, *, at: datetime) -> None:
    with suppress(DayIsOver):
        if ticket:
            line.reopen(ticket, at=at)


def _end_paper(number: IndividualNumber, *, by: StaffMember, at: datetime) -> None:
    try:
        certificates.revoke(number, Certificate.Reason.WITHDRAWN, by=by, at=at)
    except NoSuchPaper:
        return  # it ended before


def _withdrawn(
    number: IndividualNumber, *, by: StaffMember, day: date, group_size: int
) -> RegisterEvent:
    return RegisterEvent(
        site=by.site_id,
        act=RegisterAct.WITHDRAWN,
        day=day,  # of the registration: the day's count goes down by it
        group_size=group_size,
        subject=number,
        by=str(by.pk),
    )
