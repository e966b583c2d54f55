"""A given log walked exactly: arrivals and services in, the moments of the calls out, no chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from panah.engines.simulation import tables
from panah.engines.simulation.checking import check_changes
from panah.engines.simulation.laws import Floats, Integers
from panah.engines.simulation.planning import steps_of
from panah.engines.simulation.scene import counted, measured

BEYOND_EVERYTHING = 1e300


@dataclass(frozen=True, eq=False)
class Trace:
    """Tickets with everything known: one entry each, in any order; equal arrivals keep theirs.

    `holds_minutes` is how long each holds its desk. `patience_minutes` counts from the arrival;
    empty means that nobody leaves. An empty `lane` means that all stand in lane 0.
    """

    arrived_at: Floats | Sequence[float]
    holds_minutes: Floats | Sequence[float]
    lane: Integers | Sequence[int] = ()
    patience_minutes: Floats | Sequence[float] = ()


def called_at(trace: Trace, *, desks: Sequence[tuple[float, int]]) -> Floats:
    """Return when each ticket of a trace is called.

    Args:
        trace: the tickets, in minutes on any clock.
        desks: `(minute, number of desks open from then on)` on the same clock, ascending; before
            the first no desk is open.

    Returns:
        Minutes on the same clock, shape (n,), in the order of the trace; NaN for tickets that
        were never called, or whose holder had left by then.

    Raises:
        ValueError: lengths differ, a time is not a number, or the schedule is out of order.
    """
    from panah.engines.simulation import kernel  # imports numba

    arrived, holds, lane, patience = _read(trace)
    check_changes(desks)
    order = np.lexsort((np.arange(len(lane)), arrived, lane))
    tickets = np.zeros(len(order), tables.TICKET)
    tickets["arrived"], tickets["holds"] = arrived[order], holds[order]
    tickets["leaves_at"] = (arrived + patience)[order]
    tickets["called"] = np.nan
    steps = steps_of(desks)
    heap = np.empty(int(steps["by"].clip(0).sum()))
    work = tables.Work(tickets, _lines(lane), heap, steps)
    kernel.walk(work, tables.Walk(0, 0, len(order), BEYOND_EVERYTHING))
    found = np.empty(len(order))
    found[order] = np.where(tickets["outcome"] == tables.LEFT, np.nan, tickets["called"])
    return found


def _lines(lane: Integers) -> tables.Table:
    ends = np.cumsum(np.bincount(lane))
    return tables.table(
        tables.LINE, zip([0, *ends[:-1].tolist()], ends.tolist(), ends.tolist(), strict=False)
    )


def _read(trace: Trace) -> tuple[Floats, Floats, Integers, Floats]:
    arrived, holds = measured(trace.arrived_at), measured(trace.holds_minutes)
    lane = counted(trace.lane if len(trace.lane) else np.zeros(len(arrived), np.int64))
    patience = measured(
        trace.patience_minutes if len(trace.patience_minutes) else np.full(len(arrived), np.inf)
    )
    if not arrived.shape == holds.shape == lane.shape == patience.shape:
        raise ValueError(f"{len(arrived)} arrivals, {len(holds)} services, {len(lane)} lanes")
    if not (np.isfinite(arrived).all() and np.isfinite(holds).all()):
        raise ValueError("an arrival or a service is not finite")
    if holds.min(initial=0) < 0 or lane.min(initial=0) < 0 or not (patience >= 0).all():
        raise ValueError("a service, a lane or a patience is negative")
    return arrived, holds, lane, patience
