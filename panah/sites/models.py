"""Centres and their desks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models


class Site(models.Model):
    """One centre. Its code stands in numbers and events; its name is shown."""

    code = models.CharField(max_length=8, primary_key=True)
    names = models.JSONField(default=dict, help_text="The name in each language, by its code.")
    time_zone = models.CharField(max_length=40, default="Asia/Almaty")
    profile = models.CharField(max_length=40, default="kz-2022")
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    def __str__(self) -> str:
        return self.code

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this centre's days begin and end."""
        return ZoneInfo(self.time_zone)

    def local(self, at: datetime) -> datetime:
        """The same moment on the clock that hangs on this centre's wall."""
        return at.astimezone(self.zone)


class Desk(models.Model):
    """A desk that tickets are called to."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="desks")
    number = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_desk_number_per_site")
        ]

    def __str__(self) -> str:
        return str(self.number)
