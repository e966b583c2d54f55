"""Accounts and seats, invitations, and what proves who somebody is."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import salted_hmac

from panah.sites.models import Desk, Site
from panah.web.access import STAFF, Role

ROLES = [(role.value, role.value) for role in Role if role in STAFF]


class StaffMember(AbstractBaseUser):
    """Somebody who works here. Registered people have no accounts."""

    username = models.CharField(max_length=40, unique=True)
    shown_name = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=ROLES)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="staff")
    is_active = models.BooleanField(default=True)
    session_era = models.PositiveIntegerField(
        default=0, help_text="One more, and every session of theirs has ended."
    )

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[BaseUserManager[StaffMember]] = BaseUserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role for role, _ in ROLES]), name="role_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Every request compares it with its session's: whose role, centre or password changes is
        # signed out everywhere by that alone.
        standing = f"{self.password}|{self.role}|{self.site_id}|{self.session_era}"
        salt = "panah.staff.models.StaffMember"
        return salted_hmac(salt, standing, secret=secret, algorithm="sha256").hexdigest()


class Seat(models.Model):
    """Who sits at which desk now: one person a desk, one desk a person."""

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, related_name="seat")
    staff = models.OneToOneField(StaffMember, on_delete=models.CASCADE, related_name="seat")
    taken_at = models.DateTimeField()


class Session(AbstractBaseSession):
    """A session, and whose it is as long as somebody is signed in by it."""

    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, null=True, related_name="+")


class OpenInvitation(models.Model):
    """A link by which somebody may come in once. The row goes when it was used or withdrawn.

    With a `member` it lets somebody who works here already choose anew how to sign in.
    """

    token_hash = models.BinaryField(max_length=32, unique=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=ROLES)
    shown_name = models.CharField(max_length=80)
    member = models.OneToOneField(
        StaffMember, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation"
    )
    invited_by = models.ForeignKey(
        StaffMember, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(help_text="Real time, also in a demonstration.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role for role, _ in ROLES]),
                name="invited_role_is_known",
            )
        ]


class Passkey(models.Model):
    """The public half of a key that a device or a stick of somebody's keeps."""

    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.TextField(help_text="Public key and kind, as the device sent them.")
    handle = models.CharField(max_length=90, help_text="By which the device knows the account.")
    sign_count = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class AppSecret(models.Model):
    """What an app on somebody's phone makes its codes from, sealed for the web process."""

    member = models.OneToOneField(StaffMember, on_delete=models.CASCADE, related_name="app")
    sealed = models.BinaryField()
    last_step = models.BigIntegerField(help_text="The half-minute of the last code that was used.")
    added_at = models.DateTimeField()


class RecoveryCode(models.Model):
    """A keyed hash of a code on paper. The row goes when the code is used."""

    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "digest"], name="one_row_per_recovery_code")
        ]


class SignInTry(models.Model):
    """A try that failed, or has not ended yet: five an hour for each account and device."""

    key = models.BinaryField(max_length=32)
    slot = models.PositiveSmallIntegerField()
    tried_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "slot"], name="one_try_per_slot")]


class SpentChallenge(models.Model):
    """A question that a passkey has answered: no answer is taken twice."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    spent_at = models.DateTimeField(db_index=True)


class AccountChange(models.Model):
    """Who changed what about whose account; accounts of staff, never of registered people."""

    class Act(models.TextChoices):
        INVITED = "invited"
        JOINED = "joined"
        DISABLED = "disabled"
        ENABLED = "enabled"
        ROLE_CHANGED = "role_changed"
        RENEWED = "renewed"
        RECOVERED = "recovered"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="account_changes")
    member = models.ForeignKey(
        StaffMember, on_delete=models.CASCADE, null=True, blank=True, related_name="changes"
    )
    act = models.CharField(max_length=16, choices=Act.choices)
    role = models.CharField(max_length=20, choices=ROLES)
    by = models.ForeignKey(
        StaffMember, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(help_text="Real time, also in a demonstration.")

    class Meta:
        ordering = ["-changed_at", "-pk"]
