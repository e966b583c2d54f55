"""Many futures: a scene in, the moments of the calls out, the same with any number of threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TypeVar

import numpy as np

from panah.engines.simulation import machine, tables
from panah.engines.simulation.checking import check_scene
from panah.engines.simulation.laws import Floats
from panah.engines.simulation.planning import plan_of
from panah.engines.simulation.scene import Futures, Scene

DAY_MINUTES = 1440.0
LARGEST_SEED = 2**62
T = TypeVar("T")


def call_times(
    scene: Scene,
    *,
    replications: int,
    seed: int,
    horizon_minutes: float = DAY_MINUTES,
    threads: int = 1,
) -> Floats:
    """Return when each waiting ticket is called, in many futures.

    Args:
        scene: the line now. Arrivals that can pass nobody who waits are not drawn.
        replications: how many futures.
        seed: the same seed gives the same futures, whatever `threads`.
        horizon_minutes: later calls are not looked for.
        threads: how many futures are drawn at a time.

    Returns:
        Minutes from now, shape (replications, waiting tickets); NaN: not before the horizon. A
        ticket whose holder has lost patience takes no desk, and has the moment at which it would
        have been called.

    Raises:
        ValueError: something in the scene cannot be; the message says what.
    """
    check_scene(scene, horizon=horizon_minutes)
    _check(replications=replications, seed=seed, threads=threads)
    plan, order = plan_of(_passing(scene), horizon=horizon_minutes)
    called = np.empty((len(order), replications))
    bounds, calls = _shares(replications, threads), _loop()

    def work(share: int) -> None:
        batch = tables.Batch(bounds[share], bounds[share + 1], seed, called, order)
        calls(plan, tables.working_memory(plan), batch)

    _in_threads(work, range(len(bounds) - 1), threads=threads)
    return called.T


def futures(
    scene: Scene,
    *,
    replications: int,
    seed: int,
    horizon_minutes: float = DAY_MINUTES,
    threads: int = 1,
) -> Futures:
    """Return whole days: everybody who waits and everybody who will come, in many futures.

    Arguments and errors as in `call_times`.
    """
    check_scene(scene, horizon=horizon_minutes)
    _check(replications=replications, seed=seed, threads=threads)
    plan, _ = plan_of(scene, horizon=horizon_minutes)

    bounds = _shares(replications, threads)

    def work(share: int) -> tables.Table:
        return _days(plan, seed, range(*bounds[share : share + 2]))

    days = _in_threads(work, range(len(bounds) - 1), threads=threads)
    tickets = (days[0] if len(days) == 1 else np.concatenate(days)).view(tables.TICKET)
    return Futures(
        replication=tickets["replication"],
        arrived_at=tickets["arrived"],
        called_at=tickets["called"],
        lane=tickets["lane"],
        kind=tickets["kind"],
        outcome=tickets["outcome"],
    )


def quantiles(called: Floats, levels: Sequence[float]) -> Floats:
    """Return by when each ticket is called in a given share of the futures.

    Args:
        called: as `call_times` returns it.
        levels: shares between 0 and 1.

    Returns:
        Minutes from now, shape (levels, tickets). A call that never comes counts as later than
        any other, so that NaN means: in that share of the futures not before the horizon.
    """
    ordered = np.sort(called.T, axis=1)  # NaN comes last
    place = np.asarray(levels, dtype=np.float64) * (ordered.shape[1] - 1)
    below = np.floor(place).astype(int)
    above, part = np.minimum(below + 1, ordered.shape[1] - 1), place - below
    low, high = ordered[:, below], ordered[:, above]
    found: Floats = np.where(part > 0, low + part * (high - low), low).T
    return found


@cache
def _loop() -> Callable[[tables.Plan, tables.Work, tables.Batch], None]:
    """The loop as machine code; as numba has it where there is none, or nothing is compiled."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0":
        with suppress(machine.NotBuilt):
            machine.make_ready()
            return machine.calls
    from panah.engines.simulation.kernel import calls

    return calls


def _passing(scene: Scene) -> Scene:
    """The scene without arrivals that nobody who waits can be passed by."""
    last = max((int(lane) for lane in scene.waiting.lane), default=0)
    return replace(scene, arrivals=[a for a in scene.arrivals if a.lane < last])


def _shares(replications: int, threads: int) -> list[int]:
    """Where the replications of each thread begin, and where the last end."""
    bounds: list[int] = (
        np.linspace(0, replications, min(threads, replications) + 1).astype(int).tolist()
    )
    return bounds


def _days(plan: tables.Plan, seed: int, replications: range) -> tables.Table:
    """All tickets of these days, one day behind the other, where they were drawn."""
    from panah.engines.simulation import kernel  # imports numba

    work = tables.working_memory(plan)
    room = len(work.tickets)
    tickets, end = np.empty(room * len(replications), tables.TICKET), 0
    whole_rows = tickets.view(tables.WHOLE_TICKET)
    for replication in replications:
        day = work._replace(tickets=tickets[end : end + room])
        kernel.one_day(plan, day, tables.Lot(seed, replication))
        start = end
        for begin, after in zip(plan.lanes["base"], work.lines["end"], strict=True):
            lane = whole_rows[start + begin : start + after]
            whole_rows[end : end + len(lane)] = lane  # lanes close up
            end += len(lane)
    return whole_rows[:end]


def _in_threads(work: Callable[[int], T], numbers: Sequence[int], *, threads: int) -> list[T]:
    if threads == 1 or len(numbers) == 1:
        return [work(number) for number in numbers]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, numbers))


def _check(*, replications: int, seed: int, threads: int) -> None:
    if replications < 1 or threads < 1:
        raise ValueError(f"{replications} replications in {threads} threads")
    if not 0 <= seed < LARGEST_SEED:
        raise ValueError(f"a seed of {seed}: take one from 0 to 2**62 - 1")
