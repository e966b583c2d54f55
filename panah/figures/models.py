"""Releases: figures that were published, kept as they were published."""

from __future__ import annotations

from django.db import models

from panah.sites.models import Site


class Release(models.Model):
    """One finished day's figures. Published once, at least 24 hours late, never changed.

    The true counts are not kept: only what was published.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="releases")
    day = models.DateField()
    published_at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="a_day_is_released_once")
        ]
