"""Coming in by invitation, and completing both factors each day after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from panah.staff import onetime, recovery, tries
from panah.staff.hashers import HashingBusy
from panah.staff.invitations import (
    VALID_TO_RECOVER,
    Invitation,
    claim,
    forget_factors,
    link_for,
    note_change,
)
from panah.staff.models import AccountChange, OpenInvitation, Passkey, StaffMember
from panah.staff.passkeys import NewPasskey
from panah.web.sessions import Proof


class UsernameTaken(ValueError):
    """Somebody has an account of that name."""


class NotProved(ValueError):
    """Name, password and code do not go together; which of them is not said."""


class LastWayIn(ValueError):
    """Without this passkey nobody could sign in to the account."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who has just come in, and the codes to print, which are kept nowhere."""

    member: StaffMember
    codes: list[str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed to sign in, and where: the device's cookie and the network address."""

    username: str
    password: str
    code: str
    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AppChoice:
    """A password, and an app that has shown one right code."""

    password: str
    secret: bytes
    step: int


def join_with_passkey(
    invitation: OpenInvitation, username: str, made: NewPasskey, *, at: datetime
) -> Joined:
    """Come in, with a passkey and without a password.

    Raises:
        InvitationGone, UsernameTaken: nothing was written.
    """
    with transaction.atomic():
        member = _come_in(invitation, username, password=None, at=at)
        add_passkey(member, made, at=at)
        return Joined(member, recovery.new_codes(member))


def join_with_app(
    invitation: OpenInvitation, username: str, choice: AppChoice, *, at: datetime
) -> Joined:
    """Come in, with a password and an app.

    Raises:
        InvitationGone, UsernameTaken: nothing was written.
    """
    with transaction.atomic():
        member = _come_in(invitation, username, password=choice.password, at=at)
        onetime.keep(choice.secret, of=member, step=choice.step, at=at)
        return Joined(member, recovery.new_codes(member))


def prove(typed: Typed, *, at: datetime) -> tuple[StaffMember, Proof]:
    """Whose name, password and code these are; the code is used by that.

    It costs one hash of a password, whoever asks.

    Raises:
        NotProved: they do not go together.
        TooManyTries, HashingBusy: nothing was looked at.
    """
    with _counted(typed, at=at):
        found = authenticate(None, username=tries.plain(typed.username), password=typed.password)
        if isinstance(found, StaffMember):
            if onetime.use(typed.code, of=found, at=at):
                return found, Proof.APP
            if recovery.use(typed.code, of=found):
                return found, Proof.RECOVERY
        raise NotProved


def recover(typed: Typed, *, at: datetime) -> Invitation:
    """A link to choose anew how to sign in, for a code from paper, which is used by that.

    Whoever has a password must know it. What they have stays until the link is used.

    Raises:
        NotProved: name, code and password do not go together.
        TooManyTries, HashingBusy: nothing was looked at.
    """
    name = tries.plain(typed.username)
    with _counted(typed, at=at):
        found = authenticate(None, username=name, password=typed.password)
        member = StaffMember.objects.filter(username=name, is_active=True).first()
        if member and member.has_usable_password() and found != member:
            member = None
        if not recovery.use(typed.code, of=member) or member is None:
            raise NotProved
    with transaction.atomic():
        note_change(AccountChange.Act.RECOVERED, member, by=member, at=at)
        return link_for(member, by=None, at=at, valid_for=VALID_TO_RECOVER)


def add_passkey(member: StaffMember, made: NewPasskey, *, at: datetime) -> Passkey:
    """Let an account sign in with one more passkey."""
    return Passkey.objects.create(
        member=member,
        credential_id=made.credential_id,
        credential=made.credential,
        handle=made.handle,
        sign_count=made.sign_count,
        added_at=at,
    )


def remove_passkey(member: StaffMember, pk: int) -> None:
    """Take a passkey away, unless it is the last way in; nothing happens to one that is gone.

    Raises:
        LastWayIn: there is no other passkey and no app.
    """
    with transaction.atomic():
        others = member.passkeys.exclude(pk=pk).exists()
        if not others and not hasattr(member, "app"):
            raise LastWayIn
        member.passkeys.filter(pk=pk).delete()


def new_recovery_codes(member: StaffMember) -> list[str]:
    """Ten fresh codes, in place of those before."""
    with transaction.atomic():
        return recovery.new_codes(member)


@contextmanager
def _counted(typed: Typed, *, at: datetime) -> Iterator[None]:
    """Count a try as failed unless the block ends well, or could not look."""
    one = tries.begin(typed.username, device=typed.device, address=typed.address, at=at)
    try:
        yield
    except HashingBusy:
        tries.take_back(one)
        raise
    tries.take_back(one)


def _come_in(
    invitation: OpenInvitation, username: str, *, password: str | None, at: datetime
) -> StaffMember:
    claim(invitation, at=at)
    member = invitation.member
    if member is None:
        member = _new_member(invitation, tries.plain(username))
    else:
        forget_factors(member)
    member.set_password(password)
    member.save(update_fields=["password"])
    note_change(AccountChange.Act.JOINED, member, by=invitation.invited_by, at=at)
    return member


def _new_member(invitation: OpenInvitation, username: str) -> StaffMember:
    made = StaffMember(
        username=username,
        shown_name=invitation.shown_name,
        role=invitation.role,
        site=invitation.site,
    )
    made.set_unusable_password()
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise UsernameTaken("the user name is in use") from error
    return made
