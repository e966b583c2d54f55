"""The same queues in SimPy and in Ciw, as their manuals would have one write them.

Each function plays so many customers and returns how many it played and their mean wait.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from typing import Any, NamedTuple


class Played(NamedTuple):
    """How many customers were played, and how long they waited in the mean."""

    customers: int
    mean_wait: float


class Day(NamedTuple):
    """A queue that is the same every cycle: arrivals per minute by lane, desks until a minute."""

    per_minute: tuple[float, ...]
    service_minutes: float
    desks: tuple[tuple[float, int], ...]

    @property
    def cycle(self) -> float:
        """After how many minutes the schedule begins again."""
        return self.desks[-1][0]


Moments = Generator[Any, Any, None]
Rival = Callable[[Day, int], Played]


def simpy_plays(day: Day, customers: int) -> Played:
    """Play a day in SimPy: one process a customer, one resource for the desks."""
    import simpy

    draw, waits = random.Random(customers), list[float]()  # noqa: S311 - a simulation
    world = simpy.Environment()
    has_lanes = len(day.per_minute) > 1
    resource = simpy.PriorityResource if has_lanes else simpy.Resource
    desks: Any = resource(world, capacity=max(count for _, count in day.desks))

    def customer(asked: dict[str, int]) -> Moments:
        came = world.now
        with desks.request(**asked) as turn:
            yield turn
            waits.append(world.now - came)
            yield world.timeout(draw.expovariate(1 / day.service_minutes))

    def lane(number: int, rate: float) -> Moments:
        asked = {"priority": number} if has_lanes else {}
        while len(waits) < customers:
            yield world.timeout(draw.expovariate(rate))
            world.process(customer(asked))

    if len(day.desks) > 1:
        world.process(_schedule(day, desks, lambda: len(waits) < customers))
    for number, rate in enumerate(day.per_minute):
        world.process(lane(number, rate))
    world.run()
    return Played(len(waits), sum(waits) / len(waits))


def _schedule(day: Day, desks: Any, goes_on: Callable[[], bool]) -> Moments:
    """SimPy's desks over the day: one that is closed is held by what asks before everybody."""
    world = desks._env

    def closed(minutes: float) -> Moments:
        with desks.request(priority=-1) as turn:
            again = world.timeout(minutes)
            yield turn | again
            if not again.processed:
                yield again

    while goes_on():
        begin = 0.0
        for end, count in day.desks:
            for _ in range(desks.capacity - count):
                world.process(closed(end - begin))
            yield world.timeout(end - begin)
            begin = end


def ciw_plays(day: Day, customers: int) -> Played:
    """Play a day in Ciw: one node, a schedule of servers, one class of customers a lane."""
    import ciw

    lanes = [f"lane {number}" for number in range(len(day.per_minute))]
    arrivals = {
        lane: [ciw.dists.Exponential(rate=rate)]
        for lane, rate in zip(lanes, day.per_minute, strict=True)
    }
    service = ciw.dists.Exponential(rate=1 / day.service_minutes)
    servers: Any = day.desks[0][1]
    if len(day.desks) > 1:
        servers = ciw.Schedule(
            numbers_of_servers=[count for _, count in day.desks],
            shift_end_dates=[end for end, _ in day.desks],
        )
    network = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions={lane: [service] for lane in lanes},
        number_of_servers=[servers],
        priority_classes={lane: number for number, lane in enumerate(lanes)},
    )
    ciw.seed(customers)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(customers / sum(day.per_minute))
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return Played(len(waits), sum(waits) / len(waits))


RIVALS: dict[str, Rival] = {"simpy": simpy_plays, "ciw": ciw_plays}
