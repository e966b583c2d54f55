"""Changes to accounts and seats. There is no sign-up: people come by invitation."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from panah.sites.models import Desk, Site
from panah.staff import queries
from panah.staff.factors import (
    AppChoice,
    Joined,
    LastWayIn,
    NotProved,
    Typed,
    UsernameTaken,
    add_passkey,
    join_with_app,
    join_with_passkey,
    new_recovery_codes,
    prove,
    recover,
    remove_passkey,
)
from panah.staff.hashers import HashingBusy
from panah.staff.invitations import (
    Invitation,
    InvitationGone,
    RoleUnknown,
    invite,
    renew,
    withdraw,
)
from panah.staff.members import OwnAccount, change_role, disable, enable
from panah.staff.models import Seat, StaffMember
from panah.staff.tries import TooManyTries
from panah.web.access import STAFF, Role

__all__ = [
    "AppChoice",
    "DeskElsewhere",
    "DeskTaken",
    "HashingBusy",
    "Invitation",
    "InvitationGone",
    "Joined",
    "LastWayIn",
    "NotProved",
    "OwnAccount",
    "RoleUnknown",
    "TooManyTries",
    "Typed",
    "UsernameTaken",
    "add_member",
    "add_passkey",
    "change_role",
    "disable",
    "enable",
    "invite",
    "join_with_app",
    "join_with_passkey",
    "leave_seat",
    "new_recovery_codes",
    "prove",
    "recover",
    "remove_passkey",
    "renew",
    "take_seat",
    "withdraw",
]


class DeskTaken(RuntimeError):
    """Somebody else sits at the desk."""


class DeskElsewhere(ValueError):
    """The desk is closed, or stands in another centre."""


def add_member(
    username: str, *, shown_name: str, role: Role, site: Site, password: str | None
) -> StaffMember:
    """Give somebody who works here an account.

    Args:
        username: what is typed to sign in; unlike any other.
        shown_name: what colleagues see.
        role: any but the visitor's.
        site: where they work.
        password: None for an account nobody can sign in to with a password.

    Raises:
        RoleUnknown: visitors have no accounts.
        UsernameTaken: nothing was written.
    """
    if role not in STAFF:
        raise RoleUnknown(role.value)
    member = StaffMember(username=username, shown_name=shown_name, role=role.value, site=site)
    member.set_password(password)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as error:
        raise UsernameTaken("the user name is in use") from error
    return member


def take_seat(staff: StaffMember, desk: Desk, *, at: datetime) -> Seat:
    """Sit down at a desk, leaving the one before; repeating it changes nothing.

    Raises:
        DeskElsewhere: the desk is closed or not of the person's centre.
        DeskTaken: somebody sits there since this morning; the earlier seat is kept.
    """
    if desk.site_id != staff.site_id or not desk.is_open:
        raise DeskElsewhere(f"desk {desk.number}")
    seat = queries.seat_of(staff)
    if seat is not None and seat.desk_id == desk.pk and not queries.is_stale(seat, at=at):
        return seat
    try:
        with transaction.atomic():
            return _sit_down(staff, desk, at=at)
    except IntegrityError as error:
        raise DeskTaken(f"desk {desk.number}") from error


def leave_seat(staff: StaffMember) -> None:
    """Stand up; nothing happens to somebody who does not sit."""
    Seat.objects.filter(staff=staff).delete()


def _sit_down(staff: StaffMember, desk: Desk, *, at: datetime) -> Seat:
    # Whoever went home without signing out yesterday does not hold the desk today. Two people who
    # sit down at the same moment meet at the unique desk of a seat.
    Seat.objects.filter(staff=staff).delete()
    for seat in Seat.objects.filter(desk=desk).select_related("desk__site"):
        if queries.is_stale(seat, at=at):
            seat.delete()
    return Seat.objects.create(staff=staff, desk=desk, taken_at=at)
