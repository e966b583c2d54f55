"""Accounts and seats."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

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


class Seat(models.Model):
    """Who sits at which desk now: one person a desk, one desk a person."""

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, related_name="seat")
    staff = models.OneToOneField(StaffMember, on_delete=models.CASCADE, related_name="seat")
    taken_at = models.DateTimeField()
