"""Two records side by side: what is found between them, and what it weighs."""

from __future__ import annotations

from panah.engines.matching.facts import fact_reasons
from panah.engines.matching.names_compared import name_reasons
from panah.engines.matching.prepared import Prepared
from panah.engines.matching.weighing import Evidence, ReasonCode, reason


def compare(a: Prepared, b: Prepared) -> Evidence:
    """Weigh the evidence that two records are of one person. The order of the two is no matter."""
    if _order(b) < _order(a):  # which is first must not decide between equally good pairings
        a, b = b, a
    reasons = (reason(ReasonCode.PRIOR), *name_reasons(a.forms, b.forms), *fact_reasons(a, b))
    return Evidence(sum(found.bits for found in reasons), reasons)


def _order(person: Prepared) -> list[list[tuple[str, int]]]:
    return [[(part.fold, part.role) for part in form] for form in person.forms]
