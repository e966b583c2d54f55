"""Reading candidate pairs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from panah.duplicates.candidates import Candidate, Screened
from panah.duplicates.models import CandidatePair, Judgement
from panah.duplicates.wording import worded
from panah.engines.identity import IndividualNumber
from panah.sites.models import Site
from panah.vault import queries as vault
from panah.vault.queries import RenewalState

__all__ = [
    "Candidate",
    "RenewalState",
    "Screened",
    "are_being_compared",
    "comparability",
    "found_by_earlier_rules_alone",
    "judgements_to_apply",
    "open_pairs",
    "open_pairs_count",
    "pair_at",
    "pairs_of",
    "reasons_in_words",
    "undecided_pairs",
    "withheld_by_earlier_rules",
]

PRIOR = "prior"


def open_pairs(site: Site) -> QuerySet[CandidatePair]:
    """Pairs that wait for a judgement at a centre, heaviest first."""
    return CandidatePair.objects.filter(site=site, judgement=Judgement.OPEN)


def undecided_pairs(site: Site) -> QuerySet[CandidatePair]:
    """Pairs about which somebody could not tell yet and asks in person."""
    return CandidatePair.objects.filter(site=site, judgement=Judgement.CANNOT_TELL)


def open_pairs_count(site: Site) -> int:
    """How many pairs wait for a judgement at a centre."""
    return open_pairs(site).count()


def pair_at(site: Site, pk: int) -> CandidatePair | None:
    """A pair that a centre reviews; another centre's looks like one that is not there."""
    return CandidatePair.objects.filter(site=site, pk=pk).first()


def pairs_of(number: IndividualNumber) -> list[CandidatePair]:
    """Every pair in which a record stands, heaviest first."""
    return list(CandidatePair.objects.filter(Q(lower=number) | Q(higher=number)))


def are_being_compared(numbers: Iterable[IndividualNumber]) -> bool:
    """Whether one of these records stands in a pair about which nobody has decided yet."""
    wanted = list(numbers)
    in_pair = Q(lower__in=wanted) | Q(higher__in=wanted)
    undecided = [Judgement.OPEN, Judgement.CANNOT_TELL]
    return CandidatePair.objects.filter(in_pair, judgement__in=undecided).exists()


def judgements_to_apply() -> QuerySet[CandidatePair]:
    """Pairs judged to be one person, for the rooms above to act upon."""
    return CandidatePair.objects.filter(judgement=Judgement.ONE_PERSON)


def comparability() -> RenewalState:
    """How many records can be found by the rules of comparing as they are today."""
    return vault.renewal_state()


def found_by_earlier_rules_alone() -> int:
    """How many records the worker will still give new keys to, counted one by one."""
    return 0 if vault.renewal_state().is_renewed else vault.to_renew().count()


def withheld_by_earlier_rules() -> int:
    """How many withheld records are found by what earlier rules have in common with today's."""
    return vault.withheld_with_older_keys()


def reasons_in_words(candidate: Candidate) -> list[str]:
    """Why a record looks alike, in the language of the page; what speaks against it is left out."""
    return [worded(one.code) for one in candidate.reasons if one.code != PRIOR and one.bits > 0]
