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
    """An event with its place in the Merkle log.

    Only the body is hashed. The columns after it repeat what it says, so that entries are found;
    whoever verifies the log compares them.
    """

    log = models.CharField(max_length=8, choices=Log.choices)
    position = models.PositiveBigIntegerField()
    body = models.BinaryField()
    site = models.CharField(max_length=8)
    day = models.DateField()
    act = models.CharField(max_length=16)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["log", "position"]
        constraints = [
            models.UniqueConstraint(fields=["log", "position"], name="one_entry_per_position")
        ]
        indexes = [
            models.Index(fields=["log", "day", "number"], name="what_happened_to_a_number"),
            models.Index(fields=["log", "site", "day", "act"], name="what_happened_on_a_day"),
        ]


class Mention(models.Model):
    """Which entry of the register's log tells of a number, so that its history is found.

    A copy for speed, as tiles are: all of it stands in the entries.
    """

    subject = models.CharField(max_length=9)
    position = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "position"], name="one_mention_per_entry")
        ]


class Tile(models.Model):
    """Up to 256 hashes of the Merkle tree, from which roots and proofs are made quickly.

    A copy for speed: all of it can be computed again from the entries.
    """

    log = models.CharField(max_length=8, choices=Log.choices)
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "level", "index"], name="one_tile_per_place")
        ]


class Checkpoint(models.Model):
    """A signed root of a log at one size, as the note that was signed."""

    log = models.CharField(max_length=8, choices=Log.choices)
    size = models.PositiveBigIntegerField()
    note = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["log", "size"]
        constraints = [
            models.UniqueConstraint(fields=["log", "size"], name="one_checkpoint_per_size")
        ]
