"""The compiled loops over many futures: draw one, walk it, write down the calls.

The same lines are plain Python: with `NUMBA_DISABLE_JIT=1` they run uncompiled, and a test
compares the two.
"""

from __future__ import annotations

from panah.engines.simulation.compiling import compiled
from panah.engines.simulation.drawing import draw_future
from panah.engines.simulation.tables import Batch, Lot, Plan, Walk, Work
from panah.engines.simulation.walking import walk

__all__ = ["calls", "one_day", "walk"]


@compiled
def one_day(plan: Plan, work: Work, lot: Lot) -> None:
    """One future to its end, left in the working memory."""
    desks, wanted = draw_future(plan, work, lot), 0
    for lane in range(len(work.lines)):
        line = work.lines[lane]
        line["wanted_end"] = line["end"]
        wanted += line["end"] - line["head"]
    walk(work, Walk(desks, plan.opening.closing, wanted, plan.horizon))


@compiled
def calls(plan: Plan, work: Work, batch: Batch) -> None:
    """When each waiting ticket is called, in a batch of replications."""
    lanes, lines, tickets, called = plan.lanes, work.lines, work.tickets, batch.called
    for lane in range(len(lanes)):
        lines[lane]["wanted_end"] = lanes[lane]["base"] + lanes[lane]["waiting"]
    for column in range(batch.first, batch.end):
        desks = draw_future(plan, work, Lot(batch.seed, column))
        walk(work, Walk(desks, plan.opening.closing, len(plan.waiting), plan.horizon))
        row = 0
        for lane in range(len(lanes)):
            for place in range(lanes[lane]["base"], lines[lane]["wanted_end"]):
                called[batch.order[row], column] = tickets[place]["called"]
                row += 1
