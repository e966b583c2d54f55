"""The walk, compiled: from call to call through one future, or through a log.

It follows Kiefer and Wolfowitz (1955): each open desk is the moment at which it is next free, the
earliest on top of a heap. A desk that closes while busy is a debt, paid by the next to finish; a
desk that opens cancels a debt first, so that a change of shift frees nobody.
"""

from __future__ import annotations

import numpy as np

from panah.engines.simulation.compiling import compiled
from panah.engines.simulation.laws import Floats
from panah.engines.simulation.tables import LEFT, NO_SHOW, SERVED, Table, Walk, Work


@compiled
def push(heap: Floats, size: int, moment: float) -> int:
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if heap[above] <= moment:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = moment
    return size + 1


@compiled
def replace(heap: Floats, size: int, moment: float) -> None:
    """Put a later moment in place of the earliest."""
    place = 0
    below = 1
    while below < size:
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= moment:
            break
        heap[place] = heap[below]
        place = below
        below = 2 * place + 1
    heap[place] = moment


@compiled
def first_lane(tickets: Table, lines: Table, now: float) -> int:
    """The lane that is called next, or -1 when nobody waits."""
    for lane in range(len(lines)):
        place = lines[lane]["head"]
        if place < lines[lane]["end"] and tickets[place]["arrived"] <= now:
            return lane
    return -1


@compiled
def next_arrival(tickets: Table, lines: Table) -> float:
    soonest = np.inf
    for lane in range(len(lines)):
        place = lines[lane]["head"]
        if place < lines[lane]["end"]:
            soonest = min(soonest, tickets[place]["arrived"])
    return soonest


@compiled
def walk(work: Work, way: Walk) -> None:
    """Call ticket after ticket until those wanted are called or the horizon is reached.

    Whatever happens at one moment (a desk is free, opens or closes; somebody comes) has happened
    before anybody is called at that moment.
    """
    tickets, lines, free_at, steps = work.tickets, work.lines, work.free_at, work.steps
    desks, closing, wanted = way.desks, way.closing, way.wanted
    step, now = 0, -np.inf
    while wanted > 0 and now <= way.horizon:
        lane = first_lane(tickets, lines, now)
        if lane < 0:
            now = next_arrival(tickets, lines)
            continue
        due = free_at[0] if desks > 0 else np.inf
        if step < len(steps) and steps[step]["at"] <= max(now, due):
            closing -= steps[step]["by"]
            while closing < 0:
                desks = push(free_at, desks, steps[step]["at"])
                closing += 1
            step += 1
        elif due > now:
            now = due
        elif closing > 0:
            desks -= 1
            closing -= 1
            replace(free_at, desks, free_at[desks])
        else:
            place = lines[lane]["head"]
            ticket = tickets[place]
            lines[lane]["head"] = place + 1
            ticket["called"] = now
            wanted -= place < lines[lane]["wanted_end"]
            if ticket["leaves_at"] < now:
                ticket["outcome"] = LEFT
            else:
                ticket["outcome"] = NO_SHOW if ticket["absent"] else SERVED
                replace(free_at, desks, now + ticket["holds"])
