"""Tickets, and what their holders were told about the time of their call."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from panah.sites.models import Desk, Site
from panah.staff.models import StaffMember


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
    site = models.ForeignKey(  # every index below begins with it
        Site, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
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
            # What each press of a desk asks, ready in its order. PostgreSQL knows nothing of a day
            # that has just begun: with an index that holds more, it sorts all who wait to find one.
            models.Index(
                fields=["site", "day", "lane", "number"],
                condition=Q(status="waiting"),
                name="who_waits",
            ),
            models.Index(
                fields=["site", "desk", "day", "last_called_at"],
                condition=Q(status="called"),
                name="who_is_at_a_desk",
            ),
            models.Index(
                fields=["site", "day", "last_called_at"],
                condition=Q(last_called_at__isnull=False),
                name="who_was_called_last",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Window(models.Model):
    """Between when and when a ticket was told that it is called, and what then happened.

    A new row is written when what the page says changes; the old one stays, with its truth.
    """

    class Outcome(models.TextChoices):
        """What became of the ticket after it was told this."""

        OPEN = "open"
        CALLED = "called"
        CLOSED = "closed"
        LEFT = "left"
        AWAY = "away"
        SOONER = "sooner"

    class Says(models.TextChoices):
        """Whether the ticket is called before the desks close."""

        TODAY = "today"
        PERHAPS = "perhaps"
        NOT_TODAY = "not_today"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="windows")
    made_at = models.DateTimeField()
    ahead = models.PositiveIntegerField()
    band = models.CharField(max_length=8)
    lane = models.CharField(max_length=10, choices=Ticket.Lane.choices)
    method = models.CharField(max_length=12)
    says = models.CharField(max_length=10, choices=Says.choices)
    low_at = models.DateTimeField()
    middle_at = models.DateTimeField()
    high_at = models.DateTimeField()
    shown_low_at = models.DateTimeField()
    shown_high_at = models.DateTimeField()
    made_of = models.JSONField(help_text="What it rested on: numbers only.")
    is_current = models.BooleanField(default=True)
    # Both rows are of one ticket and go together, many at a time: nothing is looked up for that.
    before = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    reasons = models.JSONField(default=list, help_text="Why it moved away from `before`.")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    truth_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(is_current=True),
                name="one_current_window_per_ticket",
            ),
            models.CheckConstraint(
                condition=Q(low_at__lte=F("middle_at"), middle_at__lte=F("high_at")),
                name="a_window_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(shown_low_at__gte=F("made_at"), low_at__gte=F("made_at")),
                name="no_window_begins_in_the_past",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="called") | Q(truth_at__isnull=False),
                name="a_window_that_was_followed_by_a_call_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "made_at"], name="windows_of_a_ticket")]

    def __str__(self) -> str:
        return f"{self.ticket_id} at {self.made_at:%H:%M}"


class SiteEstimate(models.Model):
    """The newest estimate of a centre, and what it has learned."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, primary_key=True, related_name="+")
    made_at = models.DateTimeField()
    seen = models.CharField(max_length=120, help_text="The line as it was, to notice a change.")
    newcomer = models.JSONField(null=True, help_text="The window of a number taken now.")
    calibration = models.JSONField(default=dict, help_text="What past windows taught.")

    def __str__(self) -> str:
        return str(self.site_id)


class WindowsOfDay(models.Model):
    """How many windows of a day held, by how many numbers were before the ticket."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    band = models.CharField(max_length=8)
    told = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    held_rounded = models.PositiveIntegerField()
    early = models.PositiveIntegerField(help_text="Called before the rounded window began.")
    late = models.PositiveIntegerField(help_text="Called after it ended, or not on that day.")
    minutes_wide = models.FloatField(help_text="All rounded windows together.")
    told_perhaps = models.PositiveIntegerField(help_text="Told that it may not be today.")
    perhaps_called = models.PositiveIntegerField()
    told_not_today = models.PositiveIntegerField()
    not_today_right = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "band"], name="one_count_of_windows_per_day_and_band"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day} {self.band}"


class Pause(models.Model):
    """A time in which a desk calls nobody, and why. Whoever sits there keeps the seat."""

    class Reason(models.TextChoices):
        """A short list: what a shift leader needs to know, and nothing about a clerk's health."""

        BREAK = "break"
        LONG_TALK = "long_talk"
        EQUIPMENT = "equipment"
        ELSEWHERE = "elsewhere"
        OTHER = "other"

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk"],
                condition=Q(ended_at__isnull=True),
                name="one_pause_of_a_desk_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_pause_has_somebody_who_ended_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.reason}"
