"""Tickets."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from panah.sites.models import Site


class FastTrack(models.TextChoices):
    """Why somebody is called before the others. Asked for, believed, never published."""

    SMALL_CHILD = "small_child"
    PREGNANCY = "pregnancy"
    ILLNESS = "illness"
    DISABILITY = "disability"
    OLDER_AGE = "older_age"
    OTHER = "other"


class Ticket(models.Model):
    """A number, a time, a party size, a lane, a secret that only the holder has. No name, ever."""

    class Status(models.TextChoices):
        """Where a ticket stands; `moves.py` says how it gets from one to another."""

        WAITING = "waiting"
        CALLED = "called"
        HELD = "held"
        NO_SHOW = "no_show"
        SERVED = "served"
        GIVEN_UP = "given_up"
        UNDONE = "undone"
        CLOSED = "closed"

    class Lane(models.TextChoices):
        """Fast-track tickets are called first. In this order in the alphabet: an index reads it."""

        FAST_TRACK = "fast_track"
        STANDARD = "standard"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    party_size = models.PositiveSmallIntegerField()
    lane = models.CharField(max_length=10, choices=Lane.choices, default=Lane.STANDARD)
    fast_track_reason = models.CharField(max_length=24, blank=True, choices=FastTrack.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    desk = models.CharField(max_length=8, blank=True)
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    last_called_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    times_called = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["day", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "number"], name="one_number_per_site_and_day"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="numbers_begin_at_one"),
            models.CheckConstraint(
                condition=Q(party_size__gte=1, party_size__lte=10), name="party_of_one_to_ten"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "waiting",
                        "called",
                        "held",
                        "no_show",
                        "served",
                        "given_up",
                        "undone",
                        "closed",
                    ]
                ),
                name="status_is_in_the_table_of_moves",
            ),
            models.CheckConstraint(
                condition=Q(lane="standard", fast_track_reason="")
                | Q(lane="fast_track") & ~Q(fast_track_reason=""),
                name="a_fast_track_ticket_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="called")
                | Q(called_at__isnull=False, last_called_at__isnull=False) & ~Q(desk=""),
                name="a_called_ticket_has_a_desk_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=True) | Q(called_at__gte=F("taken_at")),
                name="called_after_taken",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "day", "status", "lane", "number"], name="who_is_next"),
            models.Index(fields=["site", "day", "last_called_at"], name="who_was_called_last"),
        ]

    def __str__(self) -> str:
        return str(self.number)
