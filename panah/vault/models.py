"""What is stored about a person: one sealed blob, its wrapped data key, and keyed hashes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SealedIdentity(models.Model):
    """An identity that the server which stores it cannot read.

    Erased: blob and data key are empty, the number remains so that it is never given again.
    """

    number = models.CharField(max_length=9, primary_key=True)
    blob = models.BinaryField()
    wrapped_key = models.BinaryField(help_text="Empty when sealed to the custodians.")
    key_version = models.PositiveSmallIntegerField()
    canonical_version = models.PositiveSmallIntegerField()
    fingerprint = models.BinaryField(max_length=32)
    is_withheld = models.BooleanField(default=False)
    is_erased = models.BooleanField(default=False)
    version = models.PositiveIntegerField(db_default=1, help_text="How often it was sealed.")

    class Meta:
        indexes = [
            # Whose keys are of an earlier version is asked at every registration.
            models.Index(
                fields=["canonical_version"],
                condition=Q(is_erased=False),
                name="versions_of_blind_keys",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_erased=False) | Q(blob=b"", wrapped_key=b"", fingerprint=b""),
                name="an_erased_identity_holds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(is_erased=True) | Q(is_withheld=True) | ~Q(wrapped_key=b""),
                name="an_identity_has_a_data_key",
            ),
            models.CheckConstraint(
                condition=Q(is_withheld=False) | Q(wrapped_key=b""),
                name="a_withheld_identity_has_no_key_here",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BlindKey(models.Model):
    """A keyed hash of two facts together: equal keys make two records candidates."""

    identity = models.ForeignKey(SealedIdentity, on_delete=models.CASCADE, related_name="keys")
    kind = models.PositiveSmallIntegerField()
    key = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            # The constraint's index begins with what look-ups ask for.
            models.UniqueConstraint(
                fields=["kind", "key", "identity"], name="one_blind_key_per_identity"
            )
        ]


class Renewal(models.Model):
    """One change of the rules by which blind keys are made, and how far the records follow it.

    Whoever was there gets new keys; whoever comes meanwhile is compared once more at the end,
    because their keys and those of an earlier version do not always meet.
    """

    version = models.PositiveSmallIntegerField(primary_key=True)
    began_at = models.DateTimeField()
    total = models.PositiveIntegerField(help_text="How many records had earlier keys.")
    done = models.PositiveIntegerField(default=0)
    not_opened = models.PositiveIntegerField(default=0)
    reached = models.CharField(max_length=9, default="", help_text="The last number looked at.")
    renewed_at = models.DateTimeField(null=True)
    newcomers_from = models.PositiveBigIntegerField(help_text="The key before the first of theirs.")
    newcomers_to = models.PositiveBigIntegerField(default=0, help_text="The last key of theirs.")
    compared_to = models.PositiveBigIntegerField(help_text="The last key that was looked at.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(renewed_at__isnull=False),
                name="a_renewal_ends_after_its_last_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.done} of {self.total}"
