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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_erased=False) | Q(blob=b"", wrapped_key=b"", fingerprint=b""),
                name="an_erased_identity_holds_nothing",
            )
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
            models.UniqueConstraint(fields=["key", "identity"], name="one_blind_key_per_identity")
        ]
        # The unique constraint's index leads with the key: it is also the one that look-ups use.
