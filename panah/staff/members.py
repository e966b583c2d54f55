"""What administrators do with the accounts of their centre; each act on record, with its author."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from panah.staff.invitations import RoleUnknown, note_change
from panah.staff.models import AccountChange, Seat, StaffMember
from panah.web.access import STAFF, Role


class OwnAccount(ValueError):
    """Nobody closes or changes their own account: a colleague does."""


def disable(member: StaffMember, *, by: StaffMember, at: datetime) -> None:
    """Close an account: its sessions end with the next request, its desk is free.

    Raises:
        OwnAccount: a centre always keeps somebody who can open accounts.
    """
    _change(member, by=by, at=at, act=AccountChange.Act.DISABLED, is_active=False)


def enable(member: StaffMember, *, by: StaffMember, at: datetime) -> None:
    """Open a closed account again, with the passkeys and codes it had.

    Raises:
        OwnAccount: a closed account has no session from which to ask.
    """
    _change(member, by=by, at=at, act=AccountChange.Act.ENABLED, is_active=True)


def change_role(member: StaffMember, role: Role, *, by: StaffMember, at: datetime) -> None:
    """Give somebody another role; they sign in again with it. The same role changes nothing.

    Raises:
        OwnAccount: a colleague does it.
        RoleUnknown: visitors have no accounts.
    """
    if role not in STAFF:
        raise RoleUnknown(role.value)
    if member.role != role:
        _change(member, by=by, at=at, act=AccountChange.Act.ROLE_CHANGED, role=role.value)


def _change(
    member: StaffMember,
    *,
    by: StaffMember,
    at: datetime,
    act: AccountChange.Act,
    **values: object,
) -> None:
    if member.pk == by.pk:
        raise OwnAccount
    with transaction.atomic():
        same = StaffMember.objects.filter(pk=member.pk)
        same.update(session_era=F("session_era") + 1, **values)
        Seat.objects.filter(staff=member).delete()
        member.refresh_from_db()
        note_change(act, member, by=by, at=at)
