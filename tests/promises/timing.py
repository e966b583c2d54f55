"""How much the time of an answer tells about what it was asked for."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence


def times_by_kind(
    asked: Mapping[str, Sequence[str]],
    ask: Callable[[str], object],
    *,
    rounds: int,
    before: Callable[[], object] = int,
) -> dict[str, list[float]]:
    """Processor time of an answer by what was asked for, all kinds in random order.

    Args:
        asked: of each kind what is asked for, in turn.
        ask: asks for one of them.
        rounds: how often each kind is asked for.
        before: done before each, and not timed.
    """
    kinds = [kind for kind in asked for _ in range(rounds)]
    random.Random(16).shuffle(kinds)
    times: dict[str, list[float]] = {kind: [] for kind in asked}
    for kind in kinds:
        wanted = asked[kind][len(times[kind]) % len(asked[kind])]
        before()
        begun = time.thread_time()
        ask(wanted)
        times[kind].append(time.thread_time() - begun)
    return times


def area_under_the_curve(some: list[float], others: list[float]) -> float:
    """How often one of some takes longer than one of the others: one half when nobody can tell."""
    wins = sum((a > b) + (a == b) / 2 for a in some for b in others)
    return wins / (len(some) * len(others))
