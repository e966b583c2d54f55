"""Reading accounts and seats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from panah.sites.models import Site
from panah.sites.queries import desks_of
from panah.staff.invitations import invitation_of
from panah.staff.models import (
    AccountChange,
    AppSecret,
    OpenInvitation,
    Passkey,
    Seat,
    StaffMember,
)
from panah.staff.recovery import how_many_left
from panah.web.access import Role

__all__ = [
    "WaysIn",
    "changes_of",
    "desks_of",
    "hold",
    "invitation_of",
    "is_stale",
    "is_taken",
    "member",
    "member_at",
    "member_by_pk",
    "members_of",
    "open_invitations",
    "seat_at_hand",
    "seat_of",
    "taken_desks",
    "ways_in",
]


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How somebody signs in."""

    passkeys: list[Passkey]
    has_app: bool
    codes_left: int


def member(username: str) -> StaffMember | None:
    """Whoever signs in by that name and may."""
    return StaffMember.objects.filter(username=username, is_active=True).first()


def roles_of(accounts: Iterable[str]) -> dict[str, Role]:
    """The role of each account, by its id: what somebody did is told by role, not by name."""
    wanted = {int(one) for one in accounts if one.isdecimal()}
    rows = StaffMember.objects.filter(pk__in=wanted).values_list("pk", "role")
    return {str(pk): Role(role) for pk, role in rows}


def member_by_pk(pk: str) -> StaffMember | None:
    """Whoever has that account, also a closed one."""
    return StaffMember.objects.filter(pk=pk).first()


def member_at(site: Site, pk: int) -> StaffMember | None:
    """Somebody of a centre; nobody of another."""
    return StaffMember.objects.select_related("site").filter(site=site, pk=pk).first()


def members_of(site: Site) -> list[StaffMember]:
    """Everybody with an account at a centre: those who may sign in first."""
    return list(StaffMember.objects.filter(site=site).order_by("-is_active", "shown_name", "pk"))


def is_taken(username: str, *, by_other_than: StaffMember | None) -> bool:
    """Whether somebody else signs in by a name."""
    holder = StaffMember.objects.filter(username=username).first()
    return holder is not None and holder != by_other_than


def open_invitations(site: Site, *, at: datetime) -> list[OpenInvitation]:
    """The links of a centre that somebody may still use, the one that ends first first."""
    return list(OpenInvitation.objects.filter(site=site, expires_at__gt=at).order_by("expires_at"))


def ways_in(member: StaffMember) -> WaysIn:
    """How somebody signs in."""
    return WaysIn(
        passkeys=list(member.passkeys.order_by("added_at", "pk")),
        has_app=AppSecret.objects.filter(member=member).exists(),
        codes_left=how_many_left(member),
    )


def changes_of(member: StaffMember) -> list[AccountChange]:
    """What was changed about an account and by whom, the newest first."""
    return list(AccountChange.objects.select_related("by").filter(member=member)[:20])


def hold(member: StaffMember) -> None:
    """Let nobody else hold this account until the caller's transaction ends.

    Where the database locks rows; SQLite lets one transaction write at a time anyway.
    """
    StaffMember.objects.select_for_update().get(pk=member.pk)


def seat_of(staff: StaffMember) -> Seat | None:
    """Where somebody sits, with the desk; None when they do not."""
    return Seat.objects.select_related("desk__site").filter(staff=staff).first()


def seat_at_hand(staff: StaffMember) -> Seat | None:
    """Where somebody sits, as it was read with their account when the request began."""
    try:
        return staff.seat
    except Seat.DoesNotExist:
        return None


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
