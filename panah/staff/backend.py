"""Who asks, read once for each request: the account, its centre, and where they sit."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from panah.sites.models import Desk, Site
from panah.staff.models import Seat, StaffMember
from panah.web.worded import Worded

_WITH_SEAT = Worded(
    [(StaffMember, "staff"), (Site, "home"), (Seat, "seat"), (Desk, "desk")],
    "FROM {staff} staff JOIN {home} home ON home.code = staff.site_id"
    " LEFT JOIN {seat} seat ON seat.staff_id = staff.id"
    " LEFT JOIN {desk} desk ON desk.id = seat.desk_id"
    " WHERE staff.id = %s",
)


class WithSeat(ModelBackend):
    """Accounts as Django keeps them; centre, seat and desk come along in the same query."""

    def get_user(self, user_id: Any) -> StaffMember | None:
        """The account of a session, as long as it may sign in."""
        found = _WITH_SEAT.first([user_id])
        if not found or not found[0].is_active:
            return None
        member: StaffMember = found[0]
        _, member.site, seat, desk = found
        if seat:
            seat.desk, seat.staff, member.seat = desk, member, seat
            if desk.site_id == member.site_id:
                desk.site = member.site
        return member
