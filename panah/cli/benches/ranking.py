"""How well a score ranks true pairs above others: curves, folds, thresholds chosen elsewhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import Any
from zlib import crc32

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Scored:
    """One pair: its score, whether it is true, its fold, and under which tags it is counted."""

    score: float
    is_true: bool
    fold: int = 0
    tags: tuple[str, ...] = ()


def auc(pairs: Sequence[Scored]) -> float:
    """How often a true pair stands above a false one; ties count half."""
    true = sorted(pair.score for pair in pairs if pair.is_true)
    false = [pair.score for pair in pairs if not pair.is_true]
    if not true or not false:
        return float("nan")
    below = sum(bisect_left(true, one) + bisect_right(true, one) for one in false)
    return 1 - below / 2 / (len(true) * len(false))


def best_f1(pairs: Sequence[Scored]) -> float:
    """The best harmonic mean of precision and recall at any threshold."""
    all_true = sum(pair.is_true for pair in pairs)
    return max((2 * hit / (hit + miss + all_true) for _, hit, miss in _curve(pairs)), default=0.0)


def recall_at(pairs: Sequence[Scored], precision: float) -> tuple[float, float]:
    """The largest recall at which this precision holds, and its threshold."""
    all_true = sum(pair.is_true for pair in pairs)
    fit = [(hit, score) for score, hit, miss in _curve(pairs) if hit >= precision * (hit + miss)]
    most, threshold = max(fit, key=lambda found: found[0], default=(0, inf))
    return (most / all_true if all_true else float("nan")), threshold


def _curve(pairs: Sequence[Scored]) -> Iterable[tuple[float, int, int]]:
    """Threshold, true pairs and false pairs at or above it, from the highest score down."""
    hit = miss = 0
    ordered = sorted(pairs, key=lambda pair: -pair.score)
    for score, tied in groupby(ordered, key=lambda pair: pair.score):
        for pair in tied:
            hit += pair.is_true
            miss += not pair.is_true
        yield score, hit, miss


def out_of_fold(pairs: Sequence[Scored], precision: float) -> list[bool]:
    """Of each pair, whether it is found at the threshold that the other folds choose."""
    thresholds = {
        fold: recall_at([pair for pair in pairs if pair.fold != fold], precision)[1]
        for fold in {pair.fold for pair in pairs}
    }
    return [pair.score >= thresholds[pair.fold] for pair in pairs]


def folds_of(people: Sequence[Iterable[str]]) -> list[int]:
    """A fold for each pair, so that nobody stands in two folds.

    Args:
        people: of each pair, the keys of the people in it.
    """
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    groups = [sorted(keys) for keys in people]
    for keys in groups:
        for key in keys[1:]:
            leader[find(key)] = find(keys[0])
    return [crc32(find(keys[0]).encode()) % FOLDS if keys else 0 for keys in groups]


def summary(pairs: Sequence[Scored]) -> dict[str, Any]:
    """Everything that is reported about one score."""
    at_99, threshold = recall_at(pairs, 0.99)
    found = out_of_fold(pairs, 0.99)
    return {
        "pairs": len(pairs),
        "true_pairs": sum(pair.is_true for pair in pairs),
        "auc": auc(pairs),
        "best_f1": best_f1(pairs),
        "recall_at_p95": recall_at(pairs, 0.95)[0],
        "recall_at_p99": at_99,
        "threshold_at_p99": threshold,
        "folds": {"p95": _folds(pairs, 0.95), "p99": _folds(pairs, 0.99)},
        "by": {tag: _part(pairs, found, tag) for tag in sorted({t for p in pairs for t in p.tags})},
    }


def _folds(pairs: Sequence[Scored], precision: float) -> dict[str, float]:
    """Recall and precision in each fold at the threshold of the others: mean and worst."""
    found = out_of_fold(pairs, precision)
    recalls, precisions = [], []
    for fold in sorted({pair.fold for pair in pairs}):
        here = [
            (pair.is_true, hit) for pair, hit in zip(pairs, found, strict=True) if pair.fold == fold
        ]
        true, hits = sum(is_true for is_true, _ in here), sum(hit for _, hit in here)
        both = sum(is_true and hit for is_true, hit in here)
        recalls.append(both / true if true else 1.0)
        precisions.append(both / hits if hits else 1.0)
    return {
        "recall_mean": sum(recalls) / len(recalls),
        "recall_worst": min(recalls),
        "precision_mean": sum(precisions) / len(precisions),
        "precision_worst": min(precisions),
    }


def _part(pairs: Sequence[Scored], found: Sequence[bool], tag: str) -> Mapping[str, Any]:
    """One language or phenomenon: recall at the thresholds of the other folds, false pairs found.

    Its own R@P99 sets its true pairs against all false ones of the same tag, where it has any.
    """
    here = [(pair, hit) for pair, hit in zip(pairs, found, strict=True) if tag in pair.tags]
    true = [hit for pair, hit in here if pair.is_true]
    false = [hit for pair, hit in here if not pair.is_true]
    own = recall_at([pair for pair, _ in here], 0.99)[0] if true and false else None
    return {
        "true_pairs": len(true),
        "recall": sum(true) / len(true) if true else None,
        "false_pairs": len(false),
        "false_found": sum(false),
        "own_recall_at_p99": own,
    }
