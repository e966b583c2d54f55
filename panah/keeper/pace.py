"""How fast questions are answered: at a desk's own pace, so that nobody can ask everything.

Each kind of question has a token bucket for each asker and one for all askers together, since a
process that was taken over could invent askers. In any hour at most `burst + per_hour` pass.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from panah.keeper.errors import TooFast

ASKERS_AT_ONCE = 40
"""All askers together have the pace of this many: the desks of the largest centre."""

_EVERYONE, _NEWCOMERS = "*", "+"  # no asker can be called so
_REMEMBERED = 10_000
_SWEEP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Pace:
    """How many at once, and how many more an hour."""

    burst: float
    per_hour: float


DESK: dict[str, Pace] = {
    "open": Pace(15, 15),
    "seal": Pace(60, 240),
    "renew": Pace(2_000, 1_440_000),
    "compare": Pace(120, 480),
    "candidates": Pace(5_000, 20_000),
    "tags": Pace(60, 240),
    "draft": Pace(240, 7_200),
    "commit": Pace(2_000, 36_000),
    "paper": Pace(60, 240),
    "checkpoint": Pace(60, 7_200),
    "backup": Pace(100, 100),
}
"""One desk's pace. Sealing and comparing count people, `candidates` the records compared with.

Renewing has no desk: it is the worker's, and answers only keys that the register holds anyway.
"""

BULK: dict[str, Pace] = {
    "open": Pace(2_000, 10_000),
    **{kind: Pace(10_000_000, 100_000_000) for kind in DESK if kind != "open"},
}
"""The pace of whoever shows the operator's token."""


@dataclass(slots=True)
class _Bucket:
    left: float
    filled_at: float


class Paces:
    """The buckets of all askers."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[bool, str, str], _Bucket] = {}
        self._swept_at = clock()
        self._lock = threading.Lock()

    def take(self, who: str, costs: Mapping[str, int], *, bulk: bool = False) -> None:
        """Count a question. It counts on nobody's pace when it is refused.

        Raises:
            TooFast: with the seconds after which asking again can succeed.
        """
        with self._lock:
            now = self._clock()
            wanted = [
                (self._filled((bulk, asker, kind), pace, now), cost, pace)
                for kind, cost in costs.items()
                for asker, pace in self._counted(who, (BULK if bulk else DESK)[kind])
            ]
            wait = max((_wait(bucket, cost, pace) for bucket, cost, pace in wanted), default=0.0)
            if wait > 0:
                raise TooFast(wait)
            for bucket, cost, pace in wanted:
                bucket.left -= min(cost, pace.burst)

    def _counted(self, who: str, pace: Pace) -> tuple[tuple[str, Pace], tuple[str, Pace]]:
        together = Pace(pace.burst * ASKERS_AT_ONCE, pace.per_hour * ASKERS_AT_ONCE)
        return (who, pace), (_EVERYONE, together)

    def _filled(self, key: tuple[bool, str, str], pace: Pace, now: float) -> _Bucket:
        if key not in self._buckets and len(self._buckets) >= _REMEMBERED:
            key = self._make_room(key, now)
        bucket = self._buckets.setdefault(key, _Bucket(pace.burst, now))
        gained = (now - bucket.filled_at) * pace.per_hour / 3600
        bucket.left, bucket.filled_at = min(pace.burst, bucket.left + gained), now
        return bucket

    def _make_room(self, key: tuple[bool, str, str], now: float) -> tuple[bool, str, str]:
        """The key to count on: with more askers than can be remembered, all new ones share one."""
        if now - self._swept_at >= _SWEEP_SECONDS:
            self._swept_at = now
            # After an hour of silence a bucket is as full as a new one.
            self._buckets = {k: b for k, b in self._buckets.items() if now - b.filled_at < 3600}
        bulk, _, kind = key
        return key if len(self._buckets) < _REMEMBERED else (bulk, _NEWCOMERS, kind)


def _wait(bucket: _Bucket, cost: float, pace: Pace) -> float:
    # A question larger than the bucket passes when the bucket is full, and empties it.
    missing = min(cost, pace.burst) - bucket.left
    return max(0.0, missing * 3600 / pace.per_hour)
