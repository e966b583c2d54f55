"""Invented logs for the tests of the estimates."""

from __future__ import annotations

import heapq
import random
from datetime import UTC, datetime, timedelta

MONDAY = datetime(2022, 10, 3, 8, tzinfo=UTC)


def a_row(**changed: str) -> dict[str, str]:
    return {
        "arrived_at": "2022-10-05T08:30:00+06:00",
        "called_at": "2022-10-05T08:40:00+06:00",
        "finished_at": "2022-10-05T08:52:00+06:00",
        "lane": "standard",
        "party_size": "1",
        "outcome": "served",
        **changed,
    }


def invented_rows(people: int, *, seed: int, desks: int = 3) -> list[dict[str, str]]:
    """A queue at a few desks: two lanes, people who leave, people who do not come when called."""
    draw = random.Random(seed)
    free = [0.0] * desks
    now, rows = 0.0, []
    for number in range(people):
        now += draw.expovariate(0.25 if number % 200 < 120 else 0.14)
        start = max(now, free[0])
        outcome = "left" if start - now > draw.expovariate(1 / 60) else "served"
        outcome = "no_show" if outcome == "served" and draw.random() < 0.1 else outcome
        length = 1.0 if outcome == "no_show" else draw.lognormvariate(2.3, 0.6)
        ended = now + (start - now) * draw.random() if outcome == "left" else start + length
        if outcome != "left":
            heapq.heapreplace(free, ended)
        rows.append(
            a_row(
                arrived_at=stamp(now),
                called_at="" if outcome == "left" else stamp(start),
                finished_at=stamp(ended),
                lane="fast_track" if draw.random() < 0.1 else "standard",
                party_size=str(draw.choice((1, 1, 1, 2, 3))),
                outcome=outcome,
            )
        )
    return rows


def impatient_rows(people: int, *, seed: int) -> tuple[list[dict[str, str]], list[float]]:
    """Two desks that cannot serve all who come; and how long each would have waited, had they
    stayed."""
    draw = random.Random(seed)
    free, now, rows, offered = [0.0, 0.0], 0.0, [], []
    for _ in range(people):
        now += draw.expovariate(0.3)
        start, bears = max(now, free[0]), draw.expovariate(1 / 15)
        offered.append(start - now)
        came = {"arrived_at": stamp(now), "lane": "standard"}
        if start - now > bears:
            left = {"called_at": "", "finished_at": stamp(now + bears), "outcome": "left"}
            rows.append(a_row(**came, **left))
            continue
        ended = start + draw.lognormvariate(1.9, 0.8)
        heapq.heapreplace(free, ended)
        rows.append(a_row(**came, called_at=stamp(start), finished_at=stamp(ended)))
    return rows, offered


def stamp(minutes: float) -> str:
    return (MONDAY + timedelta(minutes=minutes)).isoformat()
