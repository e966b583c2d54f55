"""One future, compiled: everything that chance decides, drawn before anybody is called."""

from __future__ import annotations

import math

import numpy as np

from panah.engines.simulation.chance import branch, chance, exceeded, remaining
from panah.engines.simulation.compiling import compiled
from panah.engines.simulation.laws import Floats
from panah.engines.simulation.tables import (
    NO_LAW,
    NOT_CALLED,
    Lot,
    Plan,
    Stretch,
    Table,
    Work,
)
from panah.engines.simulation.walking import push

DESKS, STEPS, PACE, FIRST_LANE = range(4)  # branches of a future
SERVICE, ABSENCE, PATIENCE = range(3)  # draws of a ticket
KIND, ARRIVALS = 2**40, 2**40 + 1  # branches of a lane, beyond its tickets


@compiled
def draw_tickets(plan: Plan, tickets: Table, stretch: Stretch) -> None:
    """Whether each holder comes when called, how long the desk is held, when patience ends."""
    laws, samples, kinds = plan.laws, plan.samples, plan.kinds
    for place in range(stretch.begin, stretch.end):
        ticket, key = tickets[place], branch(stretch.key, place - stretch.begin)
        kind = kinds[ticket["kind"]]
        absent = kind["no_show"] > 0.0 and chance(key, ABSENCE) < kind["no_show"]
        if absent:
            ticket["holds"] = kind["no_show_minutes"]
        else:
            length = exceeded(laws[kind["service"]], samples, chance(key, SERVICE))
            ticket["holds"] = length * stretch.pace
        ticket["absent"] = absent
        ticket["lane"] = stretch.lane
        ticket["replication"] = stretch.replication
        ticket["called"] = np.nan
        ticket["outcome"] = NOT_CALLED
        ticket["leaves_at"] = np.inf
        if kind["patience"] != NO_LAW:
            present = max(0.0, ticket["arrived"])
            spell = (present - ticket["arrived"], chance(key, PATIENCE))
            ticket["leaves_at"] = present + remaining(laws[kind["patience"]], samples, spell)


@compiled
def place_waiting(plan: Plan, tickets: Table, lane: int) -> None:
    """The tickets that wait now, in their places."""
    begin, before = plan.lanes[lane]["base"], 0
    for earlier in range(lane):
        before += plan.lanes[earlier]["waiting"]
    for number in range(plan.lanes[lane]["waiting"]):
        waiting, ticket = plan.waiting[before + number], tickets[begin + number]
        ticket["kind"] = waiting["kind"]
        ticket["arrived"] = -waiting["minutes"]


@compiled
def put_in_order(moments: Floats, number: int) -> None:
    """Sort the first so many moments; Shell (1959). An array's own sort would ask for memory."""
    step = number // 2
    while step > 0:
        for begin in range(step, number):
            moment, place = moments[begin], begin
            while place >= step and moments[place - step] > moment:
                moments[place] = moments[place - step]
                place -= step
            moments[place] = moment
        step //= 2


@compiled
def draw_arrivals(plan: Plan, moments: Floats, lane_and_key: tuple[int, np.uint64]) -> int:
    """When tickets will come in a lane, in order of time; returns how many."""
    lane, key = plan.lanes[lane_and_key[0]], lane_and_key[1]
    number = 0
    for place in range(lane["first_source"], lane["end_source"]):
        source, own = plan.sources[place], branch(key, place - lane["first_source"])
        at, expected, varies = source["at"], source["tickets"], source["varies"] != 0
        if source["delay"] != NO_LAW:
            at += exceeded(plan.laws[source["delay"]], plan.samples, chance(own, 0))
        passed, left, draw = 0.0, expected, 0
        while number < len(moments):
            draw += 1
            if varies:
                passed -= math.log(chance(own, draw)) / expected
                if passed >= 1.0:
                    break
            elif left < 0.5:
                break
            else:  # the first of so many points that are still to be placed
                passed = 1.0 - (1.0 - passed) * chance(own, draw) ** (1.0 / left)
                left -= 1.0
            moments[number] = max(0.0, at + source["spread"] * passed)
            number += 1
    if lane["overlaps"]:
        put_in_order(moments, number)
    return number


@compiled
def draw_kinds(shares: Floats, tickets: Table, stretch: Stretch) -> None:
    """The kind of each ticket that will come, from summed shares."""
    for place in range(stretch.begin, stretch.end):
        kind = 0
        if shares[0] < 1.0:
            p = chance(branch(stretch.key, place - stretch.begin), KIND)
            while shares[kind] <= p:
                kind += 1
        tickets[place]["kind"] = kind


@compiled
def draw_desks(plan: Plan, free_at: Floats, key_and_pace: tuple[np.uint64, float]) -> int:
    """When each desk is next free; returns their number."""
    key, pace = key_and_pace
    size = 0
    for number in range(len(plan.served)):
        served = plan.served[number]
        law = plan.laws[plan.kinds[served["kind"]]["service"]]
        spell = (served["minutes"] / pace, chance(key, number))
        size = push(free_at, size, pace * remaining(law, plan.samples, spell))
    for _ in range(plan.opening.free):
        size = push(free_at, size, 0.0)
    return size


@compiled
def draw_steps(plan: Plan, steps: Table, key: np.uint64) -> None:
    """The steps of the schedule, in order of time; desks that open may be late."""
    opening = plan.opening
    is_late_day = chance(key, 0) < opening.late_days
    for number in range(len(plan.steps)):
        at, by = plan.steps[number]["at"], plan.steps[number]["by"]
        overdue = max(0.0, -at)
        is_late = is_late_day and chance(key, 2 * number + 1) < opening.late_desks
        if by > 0 and (is_late or overdue > 0.0):
            reach = max(0.0, opening.late_up_to - overdue)
            at += overdue + reach * chance(key, 2 * number + 2)
        place = number
        while place > 0 and steps[place - 1]["at"] > at:
            steps[place]["at"] = steps[place - 1]["at"]
            steps[place]["by"] = steps[place - 1]["by"]
            place -= 1
        steps[place]["at"] = max(0.0, at)
        steps[place]["by"] = by


@compiled
def draw_future(plan: Plan, work: Work, lot: Lot) -> int:
    """Everything that chance decides in one future; returns the number of desks."""
    root = branch(branch(np.uint64(0), lot.seed), lot.replication)
    pace = exceeded(plan.laws[plan.pace], plan.samples, chance(root, PACE))
    for lane in range(len(plan.lanes)):
        key, row = branch(root, FIRST_LANE + lane), plan.lanes[lane]
        begin, now = row["base"], row["base"] + row["waiting"]
        arrived = work.tickets["arrived"][now : begin + row["room"]]
        end = now + draw_arrivals(plan, arrived, (lane, branch(key, ARRIVALS)))
        place_waiting(plan, work.tickets, lane)
        coming = Stretch(now, end, branch(key, KIND), pace, lane, lot.replication)
        draw_kinds(plan.shares[lane], work.tickets, coming)
        everybody = Stretch(begin, end, key, pace, lane, lot.replication)
        draw_tickets(plan, work.tickets, everybody)
        work.lines[lane]["head"] = begin
        work.lines[lane]["end"] = end
    draw_steps(plan, work.steps, branch(root, STEPS))
    return draw_desks(plan, work.free_at, (branch(root, DESKS), pace))
