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
