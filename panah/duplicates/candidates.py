"""What a search for duplicates found: weights and reason codes, never an identity."""

from __future__ import annotations

from dataclasses import dataclass

from panah.engines.identity import IndividualNumber
from panah.keeper.values import Comparison, Reason

NOTHING = "new"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another record that may be of the same person."""

    number: IndividualNumber
    weight_bits: float
    outcome: str
    reasons: tuple[Reason, ...]

    @classmethod
    def of(cls, comparison: Comparison) -> Candidate:
        """The candidate that a comparison speaks of."""
        return cls(
            number=comparison.number,
            weight_bits=comparison.weight_bits,
            outcome=comparison.outcome,
            reasons=comparison.reasons,
        )

    def plain_reasons(self) -> list[list[str | float]]:
        """Codes and bits as they are stored."""
        return [[reason.code, round(reason.bits, 2)] for reason in self.reasons]


@dataclass(frozen=True, slots=True)
class Screened:
    """The first look at one person: whom they were compared with, and who is worth a look."""

    compared: frozenset[IndividualNumber]
    alike: tuple[Candidate, ...]
