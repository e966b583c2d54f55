"""Two records side by side: what is found between them, and what it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from panah.engines.matching.facts import fact_reasons
from panah.engines.matching.names_compared import name_reasons
from panah.engines.matching.parts import Form
from panah.engines.matching.prepared import Prepared
from panah.engines.matching.twins import most_of_twins
from panah.engines.matching.weighing import A_MILLION, Evidence, Reason, ReasonCode, prior


def compare(a: Prepared, b: Prepared, *, among: int = A_MILLION) -> Evidence:
    """Weigh the evidence that two records are of one person. The order of the two is no matter.

    Args:
        among: how many people are registered: the more, the more of them are alike by chance.
    """
    if _comes_first(b.forms, a.forms):  # it must not decide between equally good pairings
        a, b = b, a
    found = (prior(among), *name_reasons(a.forms, b.forms), *fact_reasons(a, b))
    bits, most = _sum(found), most_of_twins(found)
    if most < bits:
        found = (*found, Reason(ReasonCode.PERHAPS_TWINS, most - bits))
        bits = _sum(found)
    return Evidence(bits, found)


def at_most(a: Prepared, facts_of_b: Prepared, *, names: float, among: int = A_MILLION) -> Evidence:
    """What two records weigh at the most, whatever the name of the second is.

    Nothing is read of that name: most of those who share a key are told apart by this alone.

    Args:
        names: what the name of the first weighs at the most, as `most_name_bits` says.
    """
    found = (prior(among), *fact_reasons(a, facts_of_b))
    return Evidence(_sum(found) + names, found)


def _sum(found: Sequence[Reason]) -> float:
    return sum([each.bits for each in found])


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
