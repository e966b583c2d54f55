"""Candidate pairs and what people decided about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.vault.models import SealedIdentity


class Judgement(models.TextChoices):
    """What a person can decide; the machine decides nothing."""

    OPEN = "open"
    ONE_PERSON = "one_person"
    TWO_PEOPLE = "two_people"
    CANNOT_TELL = "cannot_tell"


class CandidatePair(models.Model):
    """Two records that share a blocking key and weigh enough to be looked at.

    It is reviewed at the centre that noticed it, whichever the records come from.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    lower = models.ForeignKey(SealedIdentity, on_delete=models.CASCADE, related_name="+")
    higher = models.ForeignKey(SealedIdentity, on_delete=models.CASCADE, related_name="+")
    weight_bits = models.FloatField()
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField()
    judgement = models.CharField(max_length=12, choices=Judgement.choices, default=Judgement.OPEN)
    note = models.CharField(max_length=200, blank=True)
    judged_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-weight_bits"]
        constraints = [
            models.UniqueConstraint(fields=["lower", "higher"], name="a_pair_exists_once"),
            models.CheckConstraint(condition=Q(lower__lt=F("higher")), name="lower_number_first"),
            models.CheckConstraint(
                condition=Q(judgement="open") | Q(judged_by__isnull=False),
                name="a_judgement_has_a_judge",
            ),
        ]
