"""Groups, individuals, and what is being typed."""

from __future__ import annotations

from django.db import models

from panah.line.models import Ticket
from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.vault.models import SealedIdentity


class RegistrationGroup(models.Model):
    """People registered together. The link to the ticket is cut when the day closes."""

    class Kind(models.TextChoices):
        ALONE = "alone"
        FAMILY = "family"
        FRIENDS = "friends"

    number = models.CharField(max_length=9, primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ALONE)
    request_id = models.UUIDField(unique=True)
    ticket = models.OneToOneField(
        Ticket, on_delete=models.SET_NULL, null=True, blank=True, related_name="group"
    )
    registered_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number


class Individual(models.Model):
    """One registered person: a number, a place in a group. Everything else is sealed."""

    identity = models.OneToOneField(
        SealedIdentity, on_delete=models.PROTECT, primary_key=True, related_name="individual"
    )
    group = models.ForeignKey(RegistrationGroup, on_delete=models.PROTECT, related_name="people")
    position = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=3, blank=True)
    arrived_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["group", "position"], name="one_person_per_position")
        ]


class Draft(models.Model):
    """What a clerk has typed so far, sealed by the keeper for one session and one ticket."""

    session_hash = models.BinaryField(max_length=32)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(db_index=True, help_text="Real time, also in a demonstration.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session_hash", "ticket"], name="one_draft_per_session_and_ticket"
            )
        ]


class SenderReference(models.Model):
    """The sender's own id of an imported row, as a keyed hash: the same row twice is one person."""

    tag = models.BinaryField(max_length=32, primary_key=True)
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="references")


class Change(models.Model):
    """A request that changed a group, by the id that its page drew: sent again, it does nothing."""

    request_id = models.UUIDField(primary_key=True)
    group = models.ForeignKey(RegistrationGroup, on_delete=models.PROTECT, related_name="changes")


class MinorsAlone(models.Model):
    """A group in which somebody is under age and nobody is known to be of age."""

    group = models.OneToOneField(
        RegistrationGroup, on_delete=models.CASCADE, primary_key=True, related_name="minors_alone"
    )
    noticed_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class NameSearch(models.Model):
    """That somebody looked for a name, and when; never for which."""

    by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    was_refused = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["by", "made_at"], name="searches_of_an_hour")]
