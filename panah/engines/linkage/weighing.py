"""Exact weights: names through `matching.compare` itself, facts from their findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage import facts as facts_
from panah.engines.linkage.candidates import halves
from panah.engines.linkage.facts import Facts, Finding
from panah.engines.linkage.sources import Column, Ids
from panah.engines.linkage.vocabulary import name_alone
from panah.engines.linkage.workers import Workers
from panah.engines.matching import ReasonCode, compare
from panah.engines.matching.weighing import reason

Weights = NDArray[np.float64]
Texts = tuple[str, ...]

CHUNK = 20_000
_NOT_A_NAME = frozenset({ReasonCode.PRIOR, ReasonCode.BIRTH_DATE_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Weighed:
    """Pairs with their weights and reasons."""

    left: Ids
    right: Ids
    weight: Weights
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class NamePairs:
    """Names, and which of them are compared."""

    names: list[Texts]
    left: Ids
    right: Ids


def weighed(
    pairs: NDArray[np.uint64], columns: list[Column], facts: Facts, workers: Workers
) -> Iterator[Weighed]:
    """Weigh pairs exactly, chunk by chunk.

    Args:
        columns: the six name columns in the order of `sources.NAMES`.
    """
    chunks = [pairs[at : at + CHUNK] for at in range(0, len(pairs), CHUNK)]
    names = workers.map(_weigh_names, (_name_pairs(chunk, columns) for chunk in chunks))
    for chunk, (bits, codes) in zip(chunks, names, strict=True):
        left, right = halves(chunk)
        findings = [
            *facts_.quick_findings(facts, left, right),
            *facts_.other_findings(facts, left, right),
        ]
        weight = reason(ReasonCode.PRIOR).bits + bits + facts_.total(findings)
        yield Weighed(left, right, weight, _joined(codes, findings))


def _name_pairs(pairs: NDArray[np.uint64], columns: list[Column]) -> NamePairs:
    left, right = halves(pairs)
    rows, places = np.unique(np.concatenate((left, right)), return_inverse=True)
    texts = [[column.texts[at] for at in column.ids[rows].tolist()] for column in columns]
    half = len(left)
    return NamePairs(list(zip(*texts, strict=True)), places[:half], places[half:])


def _weigh_names(pairs: NamePairs) -> tuple[Weights, list[str]]:
    people = [name_alone(texts) for texts in pairs.names]
    bits = np.empty(len(pairs.left))
    codes = []
    both = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    for at, (left, right) in enumerate(both):
        found = compare(people[left], people[right]).reasons
        of_names = [each for each in found if each.code not in _NOT_A_NAME]
        bits[at] = sum(each.bits for each in of_names)
        codes.append(";".join(each.code for each in of_names))
    return bits, codes


def _joined(names: list[str], findings: list[Finding]) -> list[str]:
    """The codes of names and facts, in the order in which `compare` gives them."""
    texts = names
    for finding in findings:
        words = [*(f";{code.value}" for code in finding.codes), ""]
        texts = [text + words[at] for text, at in zip(texts, finding.found.tolist(), strict=True)]
    return [text.lstrip(";") for text in texts]
