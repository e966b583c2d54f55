"""Reading accounts and seats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from panah.sites.models import Site
from panah.sites.queries import desks_of
from panah.staff.invitations import invitation_of
from panah.staff.models import Seat, StaffMember
from panah.web.access import Role

__all__ = [
    "desks_of",
    "invitation_of",
    "is_stale",
    "member",
    "roles_of",
    "seat_of",
    "taken_desks",
]


def member(username: str) -> StaffMember | None:
    """Whoever signs in by that name and may."""
    return StaffMember.objects.filter(username=username, is_active=True).first()


def roles_of(accounts: Iterable[str]) -> dict[str, Role]:
    """The role of each account, by its id: what somebody did is told by role, not by name."""
    wanted = {int(one) for one in accounts if one.isdecimal()}
    rows = StaffMember.objects.filter(pk__in=wanted).values_list("pk", "role")
    return {str(pk): Role(role) for pk, role in rows}


def seat_of(staff: StaffMember) -> Seat | None:
    """Where somebody sits, with the desk; None when they do not."""
    return Seat.objects.select_related("desk__site").filter(staff=staff).first()


def taken_desks(site: Site, *, at: datetime | None = None) -> dict[int, StaffMember]:
    """Who sits where: the numbers of the taken desks of a centre.

    Args:
        site: the centre.
        at: when given, those who sat down on an earlier day and never stood up do not count.
    """
    seats = Seat.objects.filter(desk__site=site).select_related("desk__site", "staff")
    return {
        seat.desk.number: seat.staff for seat in seats if at is None or not is_stale(seat, at=at)
    }


def is_stale(seat: Seat, *, at: datetime) -> bool:
    """Whether a seat was taken on an earlier day of its centre."""
    site = seat.desk.site
    return site.local(seat.taken_at).date() < site.local(at).date()
