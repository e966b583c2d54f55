"""Alarms: what was wrong, since when, until when, and who has seen it. No name is in one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from panah.sites.models import Site
from panah.staff.models import StaffMember


class Alarm(models.Model):
    """Something that a shift leader has to know within a minute.

    It stands until what is wrong has ended, and on the page until somebody has seen it.
    """

    class Kind(models.TextChoices):
        """What can be wrong, and found by looking."""

        KEEPER_SILENT = "keeper_silent"
        KEEPER_LOCKED = "keeper_locked"
        TOO_FAST = "too_fast"
        WORKER_SILENT = "worker_silent"
        JOURNAL_UNSIGNED = "journal_unsigned"
        CLOCK_JUMPED = "clock_jumped"
        DISK_LOW = "disk_low"
        BACKUP_FAILS = "backup_fails"
        NOT_RESTORED = "not_restored"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    amount = models.IntegerField(null=True, help_text="Refusals, seconds or megabytes.")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind"],
                condition=Q(ended_at__isnull=True),
                name="one_standing_alarm_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="an_alarm_that_was_seen_has_somebody_who_saw_it",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="an_alarm_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Watch(models.Model):
    """What the last look found, so that the next one, in any process, knows what is new."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, primary_key=True, related_name="+")
    looked_at = models.DateTimeField(help_text="Real time, also in a demonstration.")
    keeper_process = models.PositiveIntegerField(default=0)
    keeper_refusals = models.PositiveIntegerField(default=0)
    unsigned_since = models.DateTimeField(null=True, help_text="Real time.")
