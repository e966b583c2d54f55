"""A queue as one would explain it, moment by moment: slow, and sharing nothing with the engine."""

from __future__ import annotations

import math
from collections.abc import Sequence


def called_at(
    arrived: Sequence[float],
    holds: Sequence[float],
    *,
    desks: Sequence[tuple[float, int]],
    lane: Sequence[int] | None = None,
    patience: Sequence[float] | None = None,
) -> list[float]:
    """When each ticket is called; NaN when it left first or never was."""
    lanes = lane if lane is not None else [0] * len(arrived)
    gone = [a + p for a, p in zip(arrived, patience or [math.inf] * len(arrived), strict=True)]
    called, waiting, serving, coming = [math.nan] * len(arrived), [], [], set(range(len(arrived)))
    moments = sorted({*arrived, *(at for at, _ in desks)})
    while moments:
        now = moments.pop(0)
        serving = [end for end in serving if end > now]
        waiting += [ticket for ticket in coming if arrived[ticket] == now]
        coming -= set(waiting)
        waiting = [t for t in waiting if gone[t] >= now]
        waiting.sort(key=lambda ticket: (lanes[ticket], arrived[ticket], ticket))
        is_open = max([(at, n) for at, n in desks if at <= now], default=(0.0, 0))[1]
        while waiting and len(serving) < is_open:
            ticket = waiting.pop(0)
            called[ticket] = now
            serving.append(now + holds[ticket])
            if serving[-1] not in moments:
                moments = sorted([*moments, serving[-1]])
            serving = [end for end in serving if end > now]
    return called


def kiefer_wolfowitz_waits(
    arrived: Sequence[float], services: Sequence[float], *, desks: int
) -> list[float]:
    """The recursion of 1955: the sorted work before each desk, arrival after arrival."""
    work, waits, before = [0.0] * desks, [], arrived[0] if arrived else 0.0
    for at, service in zip(arrived, services, strict=True):
        work = sorted(max(0.0, ahead - (at - before)) for ahead in work)
        waits.append(work[0])
        work[0] += service
        before = at
    return waits
