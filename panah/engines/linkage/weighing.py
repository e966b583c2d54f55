"""Exact weights: what `matching.compare` gives for each pair, in chunks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage import facts as facts_
from panah.engines.linkage.facts import Facts, Finding
from panah.engines.linkage.names_weighed import NameWeights, Opened
from panah.engines.linkage.sources import Ids
from panah.engines.matching import ReasonCode
from panah.engines.matching.twins import twin_bits
from panah.engines.matching.weighing import reason

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Pairs with their weights and reasons."""

    left: Ids
    right: Ids
    weight: Weights
    reasons: NDArray[np.int64]
    """Places in `texts`."""
    texts: list[str]


def weighed(opened: Opened, names: NameWeights, facts: Facts, *, min_weight: float) -> Weighed:
    """Weigh pairs exactly, and give those that weigh enough."""
    left, right = opened.left, opened.right
    findings = facts_.findings(facts, left, right)
    found = names.weigh(opened)
    weight = reason(ReasonCode.PRIOR).bits + found.bits + facts_.total(findings, len(left))
    of_twins = np.array([twin_bits(text.split(";")) for text in found.codes])
    most, twins = facts_.twins_finding(findings, of_twins[found.reasons])
    twins.found[most < weight] = 0
    findings.append(twins)
    weight = np.minimum(weight, most)
    kept = np.flatnonzero(weight >= min_weight)
    reasons, texts = _reasons(found.reasons[kept], found.codes, findings, kept=kept)
    return Weighed(left[kept], right[kept], weight[kept], reasons, texts)


def _reasons(
    of_names: NDArray[np.int64],
    codes: list[str],
    findings: list[Finding],
    *,
    kept: NDArray[np.int64],
) -> tuple[NDArray[np.int64], list[str]]:
    """The codes of names and facts, in the order in which `compare` gives them."""
    number = of_names + 1
    for finding in findings:
        number = number * (len(finding.codes) + 1) + finding.found[kept] + 1
    distinct, back = np.unique(number, return_inverse=True)
    return back, [_text(int(each), codes, findings) for each in distinct]


def _text(number: int, codes: list[str], findings: list[Finding]) -> str:
    words = []
    for finding in reversed(findings):
        number, at = divmod(number, len(finding.codes) + 1)
        words.append(finding.codes[at - 1].value if at else "")
    words.append(codes[number - 1] if number else "")
    return ";".join(filter(None, reversed(words)))
