"""What a simulation starts from: who waits, who is served since when, which desks will be open.

All times are minutes from the present moment; the past is negative. Lane 0 is called first, then
lane 1, and so on; a person who is being served is never interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from panah.engines.simulation.laws import Always, Floats, Integers, Law


@dataclass(frozen=True)
class Kind:
    """Tickets that behave alike: of one party size, with an interpreter, or as the caller likes.

    Patience counts from the arrival; None never leaves. A no-show is noticed when the ticket is
    called, and holds the desk for `no_show_minutes`.
    """

    service: Law
    no_show: float = 0.0
    no_show_minutes: float = 1.0
    patience: Law | None = None


@dataclass(frozen=True, eq=False)
class Waiting:
    """The waiting tickets, in the order in which they will be called within each lane."""

    lane: Integers | Sequence[int] = ()
    kind: Integers | Sequence[int] = ()
    waited_minutes: Floats | Sequence[float] = ()


@dataclass(frozen=True)
class Lateness:
    """Desks that open late: on a share of the days, each opening desk with a chance of its own.

    The delay is drawn between 0 and `up_to_minutes`, all lengths alike. With `share_of_days=1`
    every desk stands for itself; with `share_of_desks=1` a late day makes every desk late.
    """

    up_to_minutes: float
    share_of_days: float = 1.0
    share_of_desks: float = 1.0


@dataclass(frozen=True, eq=False)
class Desks:
    """The desks: how many are open, who is being served, and the steps still to come.

    `changes` holds `(minutes from now, number of desks open from then on)`, ascending. A change in
    the past is one that is overdue: those desks should be there and are not (see `Lateness`).
    `served_minutes` and `served_kind` describe the desks that are busy. More busy than open desks
    means that some will close when they have finished their person.
    """

    open_now: int
    changes: Sequence[tuple[float, int]] = ()
    served_minutes: Floats | Sequence[float] = ()
    served_kind: Integers | Sequence[int] = ()
    lateness: Lateness | None = None


@dataclass(frozen=True)
class Batch:
    """Tickets that come together, as from a train: the first at `at`, the last `spread` later.

    The number is Poisson about `tickets`, or exactly that with `varies=False`; the whole batch
    comes later by a delay drawn from `delay`.
    """

    at: float
    tickets: float
    spread_minutes: float = 0.0
    varies: bool = True
    delay: Law = field(default_factory=lambda: Always(0.0))


@dataclass(frozen=True)
class Arrivals:
    """Who will still come in one lane.

    `per_hour` holds `(minutes from now, tickets per hour from then on)`, ascending; before the
    first step nobody comes. `kinds` are the shares of each kind, summing to 1; empty means kind 0.
    """

    lane: int
    per_hour: Sequence[tuple[float, float]] = ()
    batches: Sequence[Batch] = ()
    kinds: Sequence[float] = ()


@dataclass(frozen=True)
class Scene:
    """A line at one moment, with what is known of its future.

    `pace` is a factor drawn once for each future: by how much all its services are longer or
    shorter than their laws say, which stands for what is not known about today.
    """

    kinds: Sequence[Kind]
    desks: Desks
    waiting: Waiting = field(default_factory=Waiting)
    arrivals: Sequence[Arrivals] = ()
    pace: Law = field(default_factory=lambda: Always(1.0))


@dataclass(frozen=True, eq=False)
class Futures:
    """Many days drawn whole: one entry for every ticket of every replication.

    Minutes from now; `called_at` is when the ticket's number came up (NaN: not before the
    horizon). `outcome` is SERVED, NO_SHOW, LEFT (before the number came up) or NOT_CALLED.
    """

    replication: Integers
    arrived_at: Floats
    called_at: Floats
    lane: Integers
    kind: Integers
    outcome: Integers


def counted(numbers: Integers | Sequence[int]) -> Integers:
    """The numbers as the kernel reads them."""
    return np.ascontiguousarray(numbers, dtype=np.int64)


def measured(minutes: Floats | Sequence[float]) -> Floats:
    """The lengths as the kernel reads them."""
    return np.ascontiguousarray(minutes, dtype=np.float64)
