"""Small cases beside SimPy, call for call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import simpy

from panah.engines.simulation import Trace, called_at


def in_simpy(trace: Trace, *, desks: int) -> list[float]:
    """When each ticket is called, as SimPy has it."""
    world = simpy.Environment()
    counter = simpy.PriorityResource(world, capacity=desks)
    called = [0.0] * len(trace.arrived_at)

    def ticket(number: int) -> Iterator[Any]:
        yield world.timeout(trace.arrived_at[number])
        with counter.request(priority=trace.lane[number]) as turn:
            yield turn
            called[number] = world.now
            yield world.timeout(trace.holds_minutes[number])

    for number in range(len(called)):
        world.process(ticket(number))
    world.run()
    return called


@pytest.mark.parametrize("seed", range(40))
def test_tickets_are_called_when_simpy_calls_them(seed: int) -> None:
    draw = np.random.default_rng(seed)
    desks = int(draw.integers(1, 6))
    number = 200
    trace = Trace(
        arrived_at=np.cumsum(draw.exponential(1 / desks, number)),
        holds_minutes=draw.lognormal(-0.1, 0.8, number),
        lane=draw.integers(0, 3, number),
    )

    called = called_at(trace, desks=[(0, desks)])

    np.testing.assert_allclose(called, in_simpy(trace, desks=desks), rtol=1e-12)


def test_tickets_of_changing_desks_are_called_when_simpy_calls_them() -> None:
    # SimPy knows no schedule: a closed desk is held by a request that goes before all others.
    draw = np.random.default_rng(1)
    arrived, holds = np.cumsum(draw.exponential(1, 300)), draw.lognormal(0.5, 0.6, 300)
    world = simpy.Environment()
    counter = simpy.PriorityResource(world, capacity=4)
    expected = np.zeros(300)

    def ticket(number: int) -> Iterator[Any]:
        yield world.timeout(arrived[number])
        with counter.request(priority=0) as turn:
            yield turn
            expected[number] = world.now
            yield world.timeout(holds[number])

    def closed(begin: float, end: float) -> Iterator[Any]:
        yield world.timeout(begin)
        with counter.request(priority=-1) as turn:
            again = world.timeout(end - begin)
            yield turn | again
            if not again.processed:
                yield again

    for number in range(300):
        world.process(ticket(number))
    for begin, end in [(50, 80), (50, 80), (120, 121), (200, 260)]:
        world.process(closed(begin, end))
    world.run()

    steps = [(0, 4), (50, 2), (80, 4), (120, 3), (121, 4), (200, 3), (260, 4)]
    np.testing.assert_allclose(called_at(Trace(arrived, holds), desks=steps), expected)
