"""Papers: one row for each, without anybody's name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.vault.models import SealedIdentity


class Certificate(models.Model):
    """One person's paper: outstanding until somebody has seen it come out of the printer.

    Neither the PDF nor the signed code is kept. Both are made when the paper is printed, and the
    same row always makes the same code, so a second print is the same paper and not another one.
    """

    class Status(models.TextChoices):
        OUTSTANDING = "outstanding"
        ISSUED = "issued"
        REVOKED = "revoked"

    class Reason(models.TextChoices):
        REPLACED = "replaced"
        LOST = "lost"
        WITHDRAWN = "withdrawn"
        ONE_PERSON = "one_person"

    token_id = models.CharField(max_length=16, primary_key=True, help_text="Hexadecimal.")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    individual = models.ForeignKey(
        SealedIdentity, on_delete=models.PROTECT, related_name="certificates"
    )
    group = models.CharField(max_length=9, db_index=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="The person's in the group.")
    language = models.CharField(max_length=3)
    arrived_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OUTSTANDING)
    prepared_on = models.DateField()
    valid_until = models.DateField(help_text="The last day, itself included.")
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
                condition=~Q(status="issued") | Q(issued_on__isnull=False),
                name="an_issued_paper_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status="revoked", revoked_on__isnull=False)
                | (~Q(status="revoked") & Q(revoked_on__isnull=True)),
                name="a_revoked_paper_alone_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("prepared_on")),
                name="a_paper_is_valid_for_a_day_or_more",
            ),
        ]
        indexes = [
            models.Index(
                fields=["site"],
                condition=Q(status="outstanding"),
                name="outstanding_papers_of_a_site",
            )
        ]

    def __str__(self) -> str:
        return self.token_id
