"""Accounts and seats."""

from __future__ import annotations

from datetime import timedelta

import pytest

from panah.sites.models import Desk
from panah.staff import actions, queries
from panah.staff.models import Seat, StaffMember
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site

pytestmark = pytest.mark.django_db
NEW = {"shown_name": "Данияр Қ.", "password": "кілт пен құлып"}


def desk(number: int = 1, site: str = "ALA") -> Desk:
    return Desk.objects.get(site=a_site(site), number=number)


def test_a_new_member_signs_in_with_the_password_given() -> None:
    member = actions.add_member("daniyar", role=Role.CLERK, site=a_site(), **NEW)

    assert member.check_password("кілт пен құлып")
    assert queries.member("daniyar") == member


def test_a_member_without_a_password_has_none_that_fits() -> None:
    member = actions.add_member(
        "daniyar", role=Role.CLERK, site=a_site(), shown_name="Данияр Қ.", password=None
    )

    assert not member.check_password("")
    assert not member.has_usable_password()


def test_two_members_never_have_one_user_name() -> None:
    actions.add_member("daniyar", role=Role.CLERK, site=a_site(), **NEW)

    with pytest.raises(actions.UsernameTaken):
        actions.add_member("daniyar", role=Role.MARSHAL, site=a_site(), **NEW)
    assert StaffMember.objects.get().role == Role.CLERK


def test_a_visitor_gets_no_account() -> None:
    with pytest.raises(actions.RoleUnknown):
        actions.add_member("somebody", role=Role.VISITOR, site=a_site(), **NEW)


def test_a_disabled_member_is_not_found() -> None:
    member = a_clerk()
    StaffMember.objects.filter(pk=member.pk).update(is_active=False)

    assert queries.member(member.username) is None


def test_whoever_sits_down_is_found_there() -> None:
    clerk = a_clerk()
    seat = actions.take_seat(clerk, desk(2), at=MORNING)

    assert queries.seat_of(clerk) == seat
    assert queries.taken_desks(a_site()) == {2: clerk}


def test_sitting_down_twice_changes_nothing() -> None:
    clerk = a_clerk()
    first = actions.take_seat(clerk, desk(), at=MORNING)
    again = actions.take_seat(clerk, desk(), at=MORNING + timedelta(minutes=5))

    assert (again.pk, again.taken_at) == (first.pk, MORNING)


def test_two_people_never_sit_at_one_desk() -> None:
    actions.take_seat(a_clerk(), desk(), at=MORNING)

    with pytest.raises(actions.DeskTaken):
        actions.take_seat(a_clerk("clerk-2"), desk(), at=MORNING)
    assert Seat.objects.count() == 1


def test_whoever_finds_a_desk_taken_keeps_the_one_before() -> None:
    clerk = a_clerk()
    actions.take_seat(clerk, desk(1), at=MORNING)
    actions.take_seat(a_clerk("clerk-2"), desk(2), at=MORNING)

    with pytest.raises(actions.DeskTaken):
        actions.take_seat(clerk, desk(2), at=MORNING)
    seat = queries.seat_of(clerk)
    assert seat is not None
    assert seat.desk.number == 1


def test_whoever_moves_leaves_the_desk_before_to_others() -> None:
    clerk = a_clerk()
    actions.take_seat(clerk, desk(1), at=MORNING)
    actions.take_seat(clerk, desk(2), at=MORNING)

    assert set(queries.taken_desks(a_site())) == {2}


def test_a_seat_of_yesterday_does_not_hold_a_desk_today() -> None:
    late = a_clerk("clerk-2")
    actions.take_seat(a_clerk(), desk(), at=MORNING)
    tomorrow = MORNING + timedelta(days=1)

    assert queries.taken_desks(a_site(), at=tomorrow) == {}
    actions.take_seat(late, desk(), at=tomorrow)
    assert queries.taken_desks(a_site(), at=tomorrow) == {1: late}


def test_nobody_sits_at_a_closed_desk_or_in_another_centre() -> None:
    Desk.objects.filter(pk=desk(2).pk).update(is_open=False)

    for wrong in (desk(2), desk(1, "AST")):
        with pytest.raises(actions.DeskElsewhere):
            actions.take_seat(a_clerk(f"clerk-{wrong.pk}"), wrong, at=MORNING)


def test_standing_up_frees_the_desk_and_may_be_repeated() -> None:
    clerk = a_clerk()
    actions.take_seat(clerk, desk(), at=MORNING)
    actions.leave_seat(clerk)
    actions.leave_seat(clerk)

    assert queries.seat_of(clerk) is None
