"""Two logs of events without names: one of the line, one of the register."""

from __future__ import annotations

import uuid

from django.db import models


class Log(models.TextChoices):
    """Kept apart: next to a line event's minute, a register event would point at a ticket."""

    LINE = "line"
    REGISTER = "register"


class PendingEvent(models.Model):
    """Written in the act's own transaction, still without a place in its log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    log = models.CharField(max_length=8, choices=Log.choices)
    body = models.BinaryField()


class Entry(models.Model):
    """An event with its place in the Merkle log."""

    log = models.CharField(max_length=8, choices=Log.choices)
    position = models.PositiveBigIntegerField()
    body = models.BinaryField()

    class Meta:
        ordering = ["log", "position"]
        constraints = [
            models.UniqueConstraint(fields=["log", "position"], name="one_entry_per_position")
        ]


class Checkpoint(models.Model):
    """A signed root of a log at one size."""

    log = models.CharField(max_length=8, choices=Log.choices)
    size = models.PositiveBigIntegerField()
    note = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "size"], name="one_checkpoint_per_size")
        ]
