"""Two records side by side: what is found between them, and what it weighs."""

from __future__ import annotations

from itertools import zip_longest

from panah.engines.matching.facts import fact_reasons
from panah.engines.matching.names_compared import most_name_bits, name_reasons
from panah.engines.matching.parts import Form
from panah.engines.matching.prepared import Prepared
from panah.engines.matching.twins import most_of_twins
from panah.engines.matching.weighing import Evidence, Reason, ReasonCode, reason


def compare(a: Prepared, b: Prepared) -> Evidence:
    """Weigh the evidence that two records are of one person. The order of the two is no matter."""
    if _comes_first(b.forms, a.forms):  # it must not decide between equally good pairings
        a, b = b, a
    found = (*name_reasons(a.forms, b.forms), *fact_reasons(a, b))
    evidence = _summed(found)
    most = most_of_twins(found)
    if most >= evidence.weight_bits:
        return evidence
    return _summed((*found, Reason(ReasonCode.PERHAPS_TWINS, most - evidence.weight_bits)))


def at_most(a: Prepared, facts_of_b: Prepared) -> Evidence:
    """What two records weigh at the most, whatever the name of the second is.

    Nothing is read of that name: most of those who share a key are told apart by this alone.
    """
    evidence = _summed(tuple(fact_reasons(a, facts_of_b)))
    return Evidence(evidence.weight_bits + most_name_bits(a.forms), evidence.reasons)


def _summed(found: tuple[Reason, ...]) -> Evidence:
    reasons = (reason(ReasonCode.PRIOR), *found)
    return Evidence(sum([each.bits for each in reasons]), reasons)


def _comes_first(a: tuple[Form, ...], b: tuple[Form, ...]) -> bool:
    """Whether the first name stands before the second, by folds and roles."""
    for one, other in zip_longest(a, b, fillvalue=()):
        for part, part_other in zip_longest(one, other):
            if part is None or part_other is None:
                return part is None
            if part.fold != part_other.fold or part.role != part_other.role:
                found: bool = (part.fold, part.role) < (part_other.fold, part_other.role)
                return found
    return False
