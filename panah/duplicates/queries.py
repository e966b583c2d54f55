"""Reading candidate pairs."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from panah.duplicates.models import CandidatePair, Judgement
from panah.engines.identity import IndividualNumber


def open_pairs() -> QuerySet[CandidatePair]:
    """Pairs that wait for a judgement, heaviest first."""
    return CandidatePair.objects.filter(judgement=Judgement.OPEN)


def undecided_pairs() -> QuerySet[CandidatePair]:
    """Pairs about which somebody could not tell yet and asks in person."""
    return CandidatePair.objects.filter(judgement=Judgement.CANNOT_TELL)


def open_pairs_count() -> int:
    """How many pairs wait for a judgement."""
    return open_pairs().count()


def pairs_of(number: IndividualNumber) -> list[CandidatePair]:
    """Every pair in which a record stands, heaviest first."""
    return list(CandidatePair.objects.filter(Q(lower=number) | Q(higher=number)))


def judgements_to_apply() -> QuerySet[CandidatePair]:
    """Pairs judged to be one person, for the rooms above to act upon."""
    return CandidatePair.objects.filter(judgement=Judgement.ONE_PERSON)
