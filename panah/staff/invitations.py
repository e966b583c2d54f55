"""Invitations: links by which somebody comes in once. There is no other way to an account."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from panah.sites.models import Site
from panah.staff.models import AccountChange, AppSecret, OpenInvitation, StaffMember
from panah.staff.secrecy import token_hash
from panah.web.access import STAFF, Role

VALID_FOR = timedelta(hours=72)
VALID_TO_RECOVER = timedelta(minutes=15)
TOKEN_BYTES = 24


class RoleUnknown(ValueError):
    """Nobody can work here in that role."""


class InvitationGone(ValueError):
    """The link was used, withdrawn, is too old, or never was."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A fresh invitation with the link's secret part, which is shown once and kept nowhere."""

    token: str
    role: Role
    site: str
    shown_name: str
    expires_at: datetime

    @property
    def path(self) -> str:
        """The address behind the centre's own: `/staff/join/…/`."""
        return reverse("staff:join", args=[self.token])


def invite(
    role: Role, *, site: Site, shown_name: str, by: StaffMember | None, at: datetime
) -> Invitation:
    """Make a link by which one person can come to work here, once, within 72 hours.

    Args:
        role: any but the visitor's.
        site: where they will work.
        shown_name: what colleagues will see.
        by: who invites; None for the very first administrator, invited by the setup.
        at: real time, also in a demonstration.

    Raises:
        RoleUnknown: visitors have no accounts.
    """
    if role not in STAFF:
        raise RoleUnknown(role.value)
    made = OpenInvitation(site=site, role=role.value, shown_name=shown_name, invited_by=by)
    with transaction.atomic():
        invitation = _write(made, at=at)
        note_change(AccountChange.Act.INVITED, made, by=by, at=at)
    return invitation


def renew(member: StaffMember, *, by: StaffMember | None, at: datetime) -> Invitation:
    """Take away every way in which somebody signs in, and give a link to choose anew.

    Their sessions end at once. A link given before is void.
    """
    with transaction.atomic():
        forget_factors(member)
        note_change(AccountChange.Act.RENEWED, member, by=by, at=at)
        return link_for(member, by=by, at=at)


def link_for(
    member: StaffMember, *, by: StaffMember | None, at: datetime, valid_for: timedelta = VALID_FOR
) -> Invitation:
    """A link for somebody who works here; what they have stays until they use it."""
    made = OpenInvitation(
        site=member.site,
        role=member.role,
        shown_name=member.shown_name,
        member=member,
        invited_by=by,
    )
    with transaction.atomic():
        OpenInvitation.objects.filter(member=member).delete()
        return _write(made, at=at, valid_for=valid_for)


def withdraw(pk: int, *, site: Site) -> None:
    """Make a link of a centre void; nothing happens to one that is void already."""
    OpenInvitation.objects.filter(pk=pk, site=site).delete()


def invitation_of(token: str, *, at: datetime) -> OpenInvitation:
    """The invitation that a link stands for.

    Raises:
        InvitationGone: there is none now.
    """
    found = OpenInvitation.objects.select_related("site", "member")
    one = found.filter(token_hash=token_hash(token), expires_at__gt=at).first()
    if one is None or (one.member is not None and not one.member.is_active):
        raise InvitationGone
    return one


def claim(invitation: OpenInvitation, *, at: datetime) -> None:
    """Use an invitation up, in the caller's transaction.

    Raises:
        InvitationGone: somebody else was faster; whatever the caller wrote must be undone.
    """
    # The row goes once: of two browsers with one link, exactly one deletes it.
    deleted, _ = OpenInvitation.objects.filter(pk=invitation.pk, expires_at__gt=at).delete()
    if not deleted:
        raise InvitationGone


def forget_factors(member: StaffMember) -> None:
    """Delete keys, app, codes and password, and end every session of theirs."""
    member.passkeys.all().delete()
    member.recovery_codes.all().delete()
    AppSecret.objects.filter(member=member).delete()
    member.set_unusable_password()
    member.session_era += 1
    member.save(update_fields=["password", "session_era"])


def note_change(
    act: AccountChange.Act,
    about: OpenInvitation | StaffMember,
    *,
    by: StaffMember | None,
    at: datetime,
) -> None:
    """Put on record who changed what about whose account."""
    AccountChange.objects.create(
        site=about.site,
        member=about if isinstance(about, StaffMember) else about.member,
        act=act,
        role=about.role,
        by=by,
        changed_at=at,
    )


def _write(made: OpenInvitation, *, at: datetime, valid_for: timedelta = VALID_FOR) -> Invitation:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made.token_hash = token_hash(token)
    made.expires_at = at + valid_for
    made.save(force_insert=True)
    return Invitation(token, Role(made.role), made.site_id, made.shown_name, made.expires_at)
