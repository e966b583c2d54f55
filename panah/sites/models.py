"""Centres, their desks and hours, what was changed about them, and the setting up of a new one."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models

from panah.sites import hours
from panah.sites.hours import Hours

LANGUAGES = ("kk", "ru", "en")
LOOKED_AHEAD = 60


def all_languages() -> list[str]:
    """Every language that we speak, the host's first."""
    return list(LANGUAGES)


class Site(models.Model):
    """One centre. Its code stands in numbers and events; its name is shown."""

    class Papers(models.TextChoices):
        """What the desk does with a finished paper."""

        PRINTER = "printer"
        FILE = "file"

    code = models.CharField(max_length=8, primary_key=True)
    names = models.JSONField(default=dict, help_text="The name in each language, by its code.")
    time_zone = models.CharField(max_length=40, default="Asia/Almaty")
    profile = models.CharField(max_length=40, default="kz-2022")
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    weekdays = models.JSONField(default=dict, help_text="Days of the week with other hours.")
    days = models.JSONField(default=dict, help_text="Single days with other hours, or closed.")
    languages = models.JSONField(default=all_languages)
    papers = models.CharField(max_length=8, choices=Papers.choices, default=Papers.PRINTER)

    def __str__(self) -> str:
        return self.code

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this centre's days begin and end."""
        return ZoneInfo(self.time_zone)

    def local(self, at: datetime) -> datetime:
        """The same moment on the clock that hangs on this centre's wall."""
        return at.astimezone(self.zone)

    @property
    def usual(self) -> Hours:
        """The hours of a day of which nothing else is said."""
        return Hours(self.opens_at, self.closes_at)

    def week(self) -> list[Hours | None]:
        """The hours of each day of the week, Monday first; None where the centre is closed."""
        return [
            hours.read(self.weekdays[str(n)]) if str(n) in self.weekdays else self.usual
            for n in range(7)
        ]

    def hours_on(self, day: date) -> Hours | None:
        """From when to when the centre is open on a day; None when it is closed."""
        if day.isoformat() in self.days:
            return hours.read(self.days[day.isoformat()])
        return self.week()[day.weekday()]

    def opens_on(self, day: date) -> datetime:
        """When a day's calls begin; a day without any begins and ends at its first moment."""
        found = self.hours_on(day)
        return datetime.combine(day, found.opens_at if found else time.min, self.zone)

    def closes_on(self, day: date) -> datetime:
        """When the desks of a day call nobody any more."""
        found = self.hours_on(day)
        return datetime.combine(day, found.closes_at if found else time.min, self.zone)

    def next_open_day(self, after: date) -> date | None:
        """The first day after this one on which the centre is open; None if none is known."""
        ahead = (after + timedelta(days=n + 1) for n in range(LOOKED_AHEAD))
        return next((day for day in ahead if self.hours_on(day)), None)


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


class SiteChange(models.Model):
    """Something about a centre that somebody changed: what it was, and what it became."""

    class What(models.TextChoices):
        """What can be changed."""

        SET_UP = "set_up"
        NAMES = "names"
        HOURS = "hours"
        DAYS = "days"
        DESKS = "desks"
        PAPERS = "papers"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=10, choices=What.choices)
    was = models.JSONField()
    became = models.JSONField()
    by = models.CharField(max_length=40)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]

    @property
    def digest(self) -> str:
        """What the journal knows this line by."""
        said = [self.site_id, self.what, self.was, self.became, self.by]
        moment = self.changed_at.astimezone(UTC).isoformat()
        written = json.dumps([*said, moment], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


class Pulse(models.Model):
    """When a process last said that it is alive and at work."""

    process = models.CharField(max_length=20, primary_key=True)
    beaten_at = models.DateTimeField()


class Setup(models.Model):
    """The setting up of a new centre: who may go on with it, and what was answered so far."""

    link_hash = models.BinaryField(max_length=32, null=True)
    browser_hash = models.BinaryField(max_length=32, null=True)
    link_made_at = models.DateTimeField()
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_setup_at_most"),
        ]
