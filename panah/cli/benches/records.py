"""`panah bench records PEOPLE`: who is found again in another script, the birth date damaged."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import mean
from typing import Annotated, Any

import typer

from panah.cli.benches.damage import Damage, Twice, UnusablePeople, people_twice
from panah.engines.matching import (
    LOOK_BITS,
    BlockingKey,
    KeyKind,
    Prepared,
    compare,
    keys_of,
    prepare,
)

FOLDS = 5
PRECISIONS = (0.95, 0.99, 0.995)
UNUSABLE = 2

Key = tuple[KeyKind, str]
Keys = list[tuple[BlockingKey, ...]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Somebody who came again, somebody who was known, and the weight between them."""

    again: int
    known: int
    bits: float

    @property
    def is_right(self) -> bool:
        """Whether the two are one person."""
        return self.again == self.known


def records(
    people: Annotated[Path, typer.Argument(help="People as JSON lines, plain or .gz.")],
    seed: Annotated[int, typer.Option(help="What the damage is drawn from.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Find real people again in another script, their birth dates damaged."""
    try:
        twice = people_twice(people, seed=seed)
    except UnusablePeople as unusable:
        typer.echo(str(unusable), err=True)
        raise typer.Exit(UNUSABLE) from None
    if len(twice) < FOLDS:
        typer.echo(f"at least {FOLDS} people with a birth date are needed", err=True)
        raise typer.Exit(UNUSABLE)
    figures = measured(twice, seed=seed)
    typer.echo(json.dumps(figures) if as_json else _told(figures))


def measured(twice: Sequence[Twice], *, seed: int) -> dict[str, Any]:
    """Every figure of the benchmark, by name."""
    begin = time.perf_counter()
    known = [prepare(one.known) for one in twice]
    again = [prepare(one.again) for one in twice]
    keys = [keys_of(one) for one in known]
    candidates = list(_candidates(keys, map(keys_of, again)))
    pairs = list(_compared(candidates, known, again))
    return {
        "people": len(twice),
        "seed": seed,
        "seconds": round(time.perf_counter() - begin, 1),
        "keys_per_person": round(mean(sum(key.stored for key in some) for some in keys), 2),
        "candidates": _spread([len(found) for found in candidates]),
        "blocking_recall": _blocking_recall(twice, candidates),
        "top_1": _top_1(pairs, len(twice)),
        "at_the_desk": _at_the_threshold(pairs, len(twice)),
        "recall_at_precision": {
            str(precision): _over_folds(pairs, len(twice), precision) for precision in PRECISIONS
        },
    }


def _candidates(known: Keys, again: Iterable[tuple[BlockingKey, ...]]) -> Iterator[set[int]]:
    """For each who came again, those known who share a key, as the register finds them."""
    holders: defaultdict[Key, list[int]] = defaultdict(list)
    for number, keys in enumerate(known):
        for key in keys:
            if key.stored:
                holders[key.kind, key.text].append(number)
    for keys in again:
        asked = [holders.get((key.kind, key.text), ()) for key in keys if key.asked]
        yield set(chain.from_iterable(asked))


def _compared(
    candidates: Sequence[set[int]], known: Sequence[Prepared], again: Sequence[Prepared]
) -> Iterator[Pair]:
    for one, found in enumerate(candidates):
        for other in sorted(found):
            yield Pair(one, other, compare(again[one], known[other]).weight_bits)


def _blocking_recall(twice: Sequence[Twice], candidates: Sequence[set[int]]) -> dict[str, float]:
    """The share of people who share a key with themselves, in all and by damage."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for number, one in enumerate(twice):
        for group in ("all", one.damage.value):
            found[group].append(number in candidates[number])
    in_order = ["all", *(damage.value for damage in Damage)]
    return {group: _share(sum(found[group]), len(found[group])) for group in in_order}


def _top_1(pairs: Iterable[Pair], people: int) -> float:
    """The share of people whose own record weighs more than every other that shares a key.

    Whoever was not found, or stands level with somebody else, counts as wrong.
    """
    own: dict[int, float] = {}
    others: dict[int, float] = {}
    for pair in pairs:
        best = own if pair.is_right else others
        best[pair.again] = max(pair.bits, best.get(pair.again, pair.bits))
    right = sum(bits > others.get(number, float("-inf")) for number, bits in own.items())
    return _share(right, people)


def _at_the_threshold(pairs: Iterable[Pair], people: int) -> dict[str, float]:
    """What the desk's own threshold does: who is found, and how often it asks in vain."""
    asked = Counter(pair.is_right for pair in pairs if pair.bits >= LOOK_BITS)
    return {
        "threshold": LOOK_BITS,
        "recall": _share(asked[True], people),
        "precision": _share(asked[True], asked.total()),
        "in_vain_per_1000": round(1000 * asked[False] / people, 2),
    }


def _over_folds(pairs: Sequence[Pair], people: int, precision: float) -> dict[str, float]:
    """Recall in each fold of people at the threshold that the other folds chose."""
    recalls, reached, thresholds = [], [], []
    for fold in range(FOLDS):
        inside = [pair for pair in pairs if pair.again % FOLDS == fold]
        threshold = _threshold([pair for pair in pairs if pair.again % FOLDS != fold], precision)
        asked = Counter(pair.is_right for pair in inside if pair.bits >= threshold)
        recalls.append(_share(asked[True], len(range(fold, people, FOLDS))))
        reached.append(_share(asked[True], asked.total()))
        thresholds.append(threshold)
    return {
        "mean": round(mean(recalls), 4),
        "worst_fold": min(recalls),
        "precision_mean": round(mean(reached), 4),
        "threshold_bits": round(mean(thresholds), 2),
    }


def _threshold(pairs: Iterable[Pair], precision: float) -> float:
    """The lowest weight from which on at least this share of the pairs is right."""
    lowest = float("inf")
    right = seen = 0
    in_order = sorted(pairs, key=lambda pair: -pair.bits)
    for place, pair in enumerate(in_order, 1):
        seen, right = seen + 1, right + pair.is_right
        is_last_of_its_weight = place == len(in_order) or in_order[place].bits < pair.bits
        if is_last_of_its_weight and right >= precision * seen:
            lowest = pair.bits
    return lowest


def _spread(counts: Sequence[int]) -> dict[str, int]:
    in_order = sorted(counts)
    last = len(in_order) - 1
    return {
        "p50": in_order[last // 2],
        "p99": in_order[round(last * 0.99)],
        "most": in_order[last],
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _told(figures: dict[str, Any]) -> str:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines.append(name)
            lines += [f"  {inner:<24}{_plain(found)}" for inner, found in value.items()]
        else:
            lines.append(f"{name:<26}{value}")
    return "\n".join(lines)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {found}" for name, found in value.items())
    return str(value)
