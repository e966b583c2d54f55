"""Registrations that are already there, for the tests of what can be done with them."""

from __future__ import annotations

from panah.desk import actions
from panah.desk.interview import Interview
from panah.desk.models import RegistrationGroup
from panah.engines.identity import IndividualNumber
from panah.staff.models import StaffMember
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.desk.interviews import a_called_ticket, a_family, an_interview


def the_clerk() -> StaffMember:
    """One clerk for a whole test."""
    return StaffMember.objects.filter(username="clerk-1").first() or a_clerk()


def a_group(interview: Interview | None = None) -> RegistrationGroup:
    """A registered group: one person, unless an interview is given."""
    wanted = interview or an_interview()
    ticket = a_called_ticket(a_site(), party_size=len(wanted.people), desk="2")
    return actions.register(ticket, wanted, by=the_clerk(), at=MORNING)


def a_registered_family() -> RegistrationGroup:
    """Three people, the second of whom asked to withhold her name."""
    return a_group(a_family())


def numbers_of(group: RegistrationGroup) -> list[IndividualNumber]:
    """The people of a group, in order."""
    rows = group.people.order_by("position").values_list("pk", flat=True)
    return [IndividualNumber(one) for one in rows]
