"""Papers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.vault.models import SealedIdentity


class Certificate(models.Model):
    """One person's paper. It exists once printing is asked for, and is valid once confirmed."""

    class Status(models.TextChoices):
        OUTSTANDING = "outstanding"
        ISSUED = "issued"
        REVOKED = "revoked"

    class Reason(models.TextChoices):
        NONE = ""
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"
        MISPRINTED = "misprinted"

    token_id = models.BinaryField(max_length=8, primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    individual = models.ForeignKey(
        SealedIdentity, on_delete=models.PROTECT, related_name="certificates"
    )
    group = models.CharField(max_length=9)
    language = models.CharField(max_length=3)
    arrived_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OUTSTANDING)
    token = models.TextField(blank=True)
    prepared_on = models.DateField()
    valid_until = models.DateField()
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_on = models.DateField(null=True, blank=True)
    revoked_because = models.CharField(max_length=12, choices=Reason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["individual"],
                condition=~Q(status="revoked"),
                name="one_living_paper_per_individual",
            ),
            models.CheckConstraint(
                condition=Q(status="outstanding") | Q(issued_on__isnull=False) | Q(status="revoked"),
                name="an_issued_paper_has_a_day",
            ),
        ]
