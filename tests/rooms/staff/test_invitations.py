"""Coming in by invitation: once, in time, and by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from panah.staff import actions, queries
from panah.staff.models import AccountChange, OpenInvitation
from panah.web.access import Role
from tests.builders import a_clerk, a_site

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def invited(role: Role = Role.CLERK) -> actions.Invitation:
    return actions.invite(role, site=a_site(), shown_name="Сәуле Ж.", by=None, at=NOW)


def test_an_invitation_is_found_by_its_link_alone() -> None:
    made = invited()
    found = queries.invitation_of(made.token, at=NOW)

    assert made.path == f"/staff/join/{made.token}/"
    assert (found.role, found.site, found.shown_name) == (Role.CLERK, a_site(), "Сәуле Ж.")
    assert made.token.encode() not in bytes(found.token_hash)
    with pytest.raises(actions.InvitationGone):
        queries.invitation_of(made.token[:-1], at=NOW)


@pytest.mark.parametrize(("hours", "is_open"), [(71, True), (72, False), (100, False)])
def test_an_invitation_is_open_for_three_days(hours: int, is_open: bool) -> None:
    made = invited()
    try:
        found = bool(queries.invitation_of(made.token, at=NOW + hours * HOUR))
    except actions.InvitationGone:
        found = False

    assert found is is_open


def test_a_withdrawn_invitation_lets_nobody_in() -> None:
    made = invited()
    actions.withdraw(queries.invitation_of(made.token, at=NOW).pk, site=a_site())

    with pytest.raises(actions.InvitationGone):
        queries.invitation_of(made.token, at=NOW)


def test_nobody_is_invited_as_a_visitor() -> None:
    with pytest.raises(actions.RoleUnknown):
        invited(Role.VISITOR)
    assert not OpenInvitation.objects.exists()


def test_who_invited_is_on_record() -> None:
    boss = a_clerk("boss", role=Role.ADMINISTRATOR)
    actions.invite(Role.MARSHAL, site=a_site(), shown_name="Ержан М.", by=boss, at=NOW)
    noted = AccountChange.objects.get()

    assert (noted.act, noted.role, noted.by) == ("invited", Role.MARSHAL, boss)


def test_a_second_link_for_a_member_makes_the_first_void() -> None:
    clerk = a_clerk()
    first = actions.renew(clerk, by=None, at=NOW)
    second = actions.renew(clerk, by=None, at=NOW)

    assert queries.invitation_of(second.token, at=NOW).member == clerk
    with pytest.raises(actions.InvitationGone):
        queries.invitation_of(first.token, at=NOW)
