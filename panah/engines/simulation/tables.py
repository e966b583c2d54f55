"""What the kernel reads and writes: a scene as tables, and the working memory of one thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from panah.engines.simulation.laws import Floats, Integers

ALWAYS, EXPONENTIAL, LOGNORMAL, OBSERVED = range(4)
NOT_CALLED, SERVED, NO_SHOW, LEFT = range(4)
NO_LAW = -1

Table: TypeAlias = npt.NDArray[Any]
Row: TypeAlias = Any

LAW = np.dtype(
    [
        ("family", "i8"),
        ("first", "f8"),
        ("second", "f8"),
        ("mean", "f8"),
        ("start", "i8"),  # its samples, ascending
        ("count", "i8"),
    ]
)
KIND = np.dtype(
    [("service", "i8"), ("patience", "i8"), ("no_show", "f8"), ("no_show_minutes", "f8")]
)
LANE = np.dtype(
    [
        ("base", "i8"),  # its stretch of the tickets
        ("room", "i8"),
        ("waiting", "i8"),
        ("first_source", "i8"),
        ("end_source", "i8"),
        ("overlaps", "i8"),  # its sources do, so that arrivals must be sorted
    ]
)
SOURCE = np.dtype(
    [("at", "f8"), ("spread", "f8"), ("tickets", "f8"), ("varies", "i8"), ("delay", "i8")]
)
SPELL = np.dtype([("kind", "i8"), ("minutes", "f8")])
STEP = np.dtype([("at", "f8"), ("by", "i8")])
TICKET = np.dtype(
    [
        ("arrived", "f8"),
        ("leaves_at", "f8"),
        ("holds", "f8"),
        ("called", "f8"),
        ("replication", "i4"),
        ("kind", "i4"),
        ("lane", "i2"),
        ("outcome", "i2"),
        ("absent", "i4"),
    ]
)
WHOLE_TICKET = np.dtype((np.void, TICKET.itemsize))  # copied at once: twenty times as fast
LINE = np.dtype(
    [
        ("head", "i8"),  # the next to be called
        ("end", "i8"),
        ("wanted_end", "i8"),  # the end of those whose call is wanted
    ]
)


class Opening(NamedTuple):
    """The desks now: free, and closing when they have finished; and how late others may open."""

    free: int
    closing: int
    late_up_to: float
    late_days: float
    late_desks: float


class Plan(NamedTuple):
    """A scene as tables: one row a law, a kind, a lane, a source, a ticket, a busy desk, a step."""

    laws: Table
    samples: Floats
    kinds: Table
    lanes: Table
    shares: Floats
    sources: Table
    waiting: Table
    served: Table
    steps: Table
    opening: Opening
    pace: int
    horizon: float


class Work(NamedTuple):
    """The working memory of one thread: one future's tickets lane by lane, its desks, its steps.

    `free_at` is when each desk is next free, as a heap.
    """

    tickets: Table
    lines: Table
    free_at: Floats
    steps: Table


class Walk(NamedTuple):
    """How a walk begins and ends: desks, how many of them close, calls wanted, the last moment."""

    desks: int
    closing: int
    wanted: int
    horizon: float


class Stretch(NamedTuple):
    """Tickets to be drawn: places, the key they hang on, today's pace; their lane and future."""

    begin: int
    end: int
    key: np.uint64
    pace: float
    lane: int
    replication: int


class Batch(NamedTuple):
    """Replications for one thread: which, from which seed, and where the calls are written.

    `called` has a row for each waiting ticket and a column for each replication; `order` says
    which row a ticket has that comes n-th when the lanes are read one after the other.
    """

    first: int
    end: int
    seed: int
    called: Floats
    order: Integers


class Lot(NamedTuple):
    """Which future of which seed."""

    seed: int
    replication: int


def table(layout: np.dtype[Any], rows: Iterable[tuple[Any, ...]]) -> Table:
    """Rows in a layout."""
    return np.array(list(rows), dtype=layout)


def working_memory(plan: Plan) -> Work:
    """Room for one future of a plan."""
    by = plan.steps["by"]
    return Work(
        tickets=np.zeros(int(plan.lanes["room"].sum()), TICKET),
        lines=np.zeros(len(plan.lanes), LINE),
        free_at=np.empty(plan.opening.free + len(plan.served) + int(by[by > 0].sum())),
        steps=plan.steps.copy(),
    )
