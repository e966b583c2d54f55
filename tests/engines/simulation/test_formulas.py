"""Futures beside the formulas of queueing theory, within their own confidence intervals.

Each figure is a mean over independent replications, so its standard error is known. A formula
must lie within four of them, and they must be small, or the test would say nothing.
"""

from __future__ import annotations

import math

import numpy as np

from panah.engines.simulation import (
    LEFT,
    Arrivals,
    Desks,
    Exponential,
    Futures,
    Kind,
    Lognormal,
    Scene,
    futures,
)

REPLICATIONS = 60
WARM_UP, END = 1_000.0, 42_000.0
ERRORS = 4.0


def erlang_c(desks: int, load: float) -> float:
    """The share of arrivals that must wait, patient arrivals, load in desks."""
    blocked = 1.0
    for n in range(1, desks + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1 - load / desks * (1 - blocked))


def erlang_a(desks: int, arrivals: float, *, service: float, patience: float) -> float:
    """The share that leaves, from the balance of births and deaths."""
    weights = [1.0]
    for n in range(1, desks + 500):
        leaving = min(n, desks) / service + max(0, n - desks) / patience
        weights.append(weights[-1] * arrivals / leaving)
    in_line = sum(max(0, n - desks) * w for n, w in enumerate(weights)) / sum(weights)
    return in_line / patience / arrivals


def drawn(kind: Kind, *, desks: int, per_minute: list[float], seed: int) -> Futures:
    arrivals = [Arrivals(lane, [(0, 60 * rate)]) for lane, rate in enumerate(per_minute)]
    scene = Scene([kind], Desks(desks), arrivals=arrivals)
    return futures(scene, replications=REPLICATIONS, seed=seed, horizon_minutes=END)


def agrees(days: Futures, values: np.ndarray, expected: float) -> bool:
    """Whether the mean of some tickets' values is the formula's; NaN: not one of these tickets."""
    counted = (days.arrived_at > WARM_UP) & (days.arrived_at < END - WARM_UP) & ~np.isnan(values)
    replication = days.replication[counted]
    means = np.bincount(replication, values[counted]) / np.bincount(replication)
    error = np.std(means, ddof=1) / math.sqrt(REPLICATIONS)
    assert error < 0.03 * expected, "too few replications to tell"
    return abs(np.mean(means) - expected) < ERRORS * error


def test_waits_at_twenty_desks_are_those_of_erlang_c() -> None:
    days = drawn(Kind(Exponential(10)), desks=20, per_minute=[1.7], seed=1)
    waits = days.called_at - days.arrived_at

    waiting = erlang_c(20, 17)

    assert agrees(days, (waits > 0).astype(float), waiting)
    assert agrees(days, waits, waiting * 10 / (20 - 17))


def test_as_many_leave_as_erlang_a_says() -> None:
    kind = Kind(Exponential(10), patience=Exponential(15))
    days = drawn(kind, desks=10, per_minute=[1.2], seed=2)

    leaving = erlang_a(10, 1.2, service=10, patience=15)

    assert agrees(days, (days.outcome == LEFT).astype(float), leaving)


def test_the_waits_of_each_lane_are_those_of_cobham() -> None:
    per_minute, service, desks = [0.15, 0.2, 0.2], 10.0, 7
    days = drawn(Kind(Exponential(service)), desks=desks, per_minute=per_minute, seed=3)
    waits = days.called_at - days.arrived_at

    loads = np.cumsum([0, *per_minute]) * service / desks
    first = erlang_c(desks, sum(per_minute) * service) * service / desks

    for lane in range(3):
        expected = first / ((1 - loads[lane]) * (1 - loads[lane + 1]))
        assert agrees(days, np.where(days.lane == lane, waits, np.nan), expected)


def test_waits_of_lognormal_services_are_those_of_pollaczek_and_khinchine() -> None:
    days = drawn(Kind(Lognormal(12, 0.6)), desks=1, per_minute=[0.05], seed=4)

    expected = 0.05 * 12**2 * (1 + 0.6**2) / 2 / (1 - 0.6)

    assert agrees(days, days.called_at - days.arrived_at, expected)
