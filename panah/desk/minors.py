"""Somebody under age, and nobody of age beside them: noticed by what they told at the desk.

Ages are sealed with everything else, so this is looked at while they are at hand: when people are
registered, when somebody joins, when a birth date is corrected.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from panah.desk.models import Individual, MinorsAlone, RegistrationGroup
from panah.engines.identity import Identity, PartialDate
from panah.journal.actions import record_many
from panah.journal.events import RegisterAct, RegisterEvent
from panah.sites.profile import load_profile
from panah.staff.models import StaffMember
from panah.web.rows import insert_rows


def notice(group: RegistrationGroup, told: Sequence[Identity], *, day: date) -> None:
    """Note a new group whose people, all of them told of here, are children without an adult."""
    of_age = load_profile(group.site.profile).adult_age
    ages = [_least_age(one.birth_date, day) for one in told if one.birth_date]
    if ages and max(ages) < of_age:
        insert_rows(MinorsAlone, ("group", "noticed_on"), [(group.pk, day)])


def notice_newcomer(
    group: RegistrationGroup, told: Identity, *, by: StaffMember, at: datetime
) -> None:
    """Somebody has joined a group: an adult settles what was noted of it."""
    day = group.site.local(at).date()
    if _is_of_age(told, group, day=day):
        _open_note(group).update(settled_on=day, settled_by=by)


def notice_correction(
    group: RegistrationGroup,
    told: Identity,
    *,
    before: Identity | None,
    by: StaffMember,
    at: datetime,
) -> None:
    """Look again when one person of a group is corrected; the others stay sealed.

    An adult settles what was noted. A child is noted where nobody else is in the group, or where
    they counted as an adult until now, or may have: nobody can tell whether another is there.

    Args:
        before: who they were; none where that could not be read.
    """
    day = group.site.local(at).date()
    if _is_of_age(told, group, day=day):
        _open_note(group).update(settled_on=day, settled_by=by)
    elif told.birth_date and (
        before is None or _is_of_age(before, group, day=day) or _is_one_alone(group)
    ):
        note_alone(group, day=day)


def _is_of_age(told: Identity, group: RegistrationGroup, *, day: date) -> bool:
    of_age = load_profile(group.site.profile).adult_age
    return told.birth_date is not None and _least_age(told.birth_date, day) >= of_age


def _is_one_alone(group: RegistrationGroup) -> bool:
    return not Individual.objects.filter(group=group)[1:].exists()


def note_alone(group: RegistrationGroup, *, day: date) -> None:
    """Note that children of this group have no adult beside them; once is enough."""
    MinorsAlone.objects.update_or_create(
        group=group,
        defaults={"settled_on": None, "settled_by": None},
        create_defaults={"noticed_on": day},
    )


def look_after(group: RegistrationGroup, *, by: StaffMember, at: datetime) -> bool:
    """Say that an adult is responsible now; one entry in the journal for each of the group.

    Returns:
        Whether there was anything to settle; a second time there is not.
    """
    day = group.site.local(at).date()
    with transaction.atomic():
        settled = _open_note(group).update(settled_on=day, settled_by=by)
        if settled:
            numbers = Individual.objects.filter(group=group).values_list("pk", flat=True)
            record_many([_looked_after(number, by=by, day=day) for number in numbers], at=at)
    return settled == 1


def _open_note(group: RegistrationGroup) -> QuerySet[MinorsAlone]:
    return MinorsAlone.objects.filter(group=group, settled_on__isnull=True)


def _looked_after(number: str, *, by: StaffMember, day: date) -> RegisterEvent:
    return RegisterEvent(
        site=by.site_id, act=RegisterAct.LOOKED_AFTER, day=day, subject=number, by=str(by.pk)
    )


def _least_age(born: PartialDate, day: date) -> int:
    # Where month or day are not known somebody counts as born as late as can be: a question too
    # many costs a minute.
    month = born.month or 12
    latest = born.day or calendar.monthrange(born.year, month)[1]
    return day.year - born.year - ((day.month, day.day) < (month, latest))
