"""`panah bench kernel`: customers a second beside SimPy and Ciw, and live forecasts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer

from panah.cli.benches.kernel_rivals import RIVALS, Day, Played

if TYPE_CHECKING:
    from panah.engines.simulation import Scene

STEADY = Day(per_minute=(1.8,), service_minutes=10.0, desks=((480.0, 20),))
VARYING = Day(
    per_minute=(0.36, 1.44), service_minutes=10.0, desks=((120.0, 20), (240.0, 12), (480.0, 24))
)
DAYS = {"m_m_20_at_rho_0.9": STEADY, "time_varying_desks_two_lanes": VARYING}
LIVE = ((150, 20), (1_000, 40), (5_000, 60))  # waiting tickets, desks
CYCLES, OF_OURS, FORECASTS = 20, 20, 7


def kernel(
    customers: Annotated[int, typer.Option(help="How many customers a rival plays.")] = 30_000,
    rounds: Annotated[int, typer.Option(help="How often each is measured, in turn.")] = 5,
    threads: Annotated[int, typer.Option(help="Threads of a live forecast.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Customers a second beside SimPy and Ciw, one thread each; how long a live forecast takes."""
    if min(customers, rounds, threads) < 1:
        raise typer.BadParameter("customers, rounds and threads begin at 1")
    figures: dict[str, Any] = {"first_call_s": _first_call(), "threads": threads}
    for name, day in DAYS.items():
        figures[name] = _compared(day, customers=customers, rounds=rounds)
    figures["live"] = {
        str(waiting): _forecast(waiting, desks, threads=threads) for waiting, desks in LIVE
    }
    typer.echo(json.dumps(figures) if as_json else _told(figures))


def _first_call() -> float:
    """What a process waits for once: loading what was compiled, or compiling it."""
    begin = time.perf_counter()
    _ours(STEADY, 10)
    _forecast(10, 1, threads=1)
    return round(time.perf_counter() - begin, 2)


def _compared(day: Day, *, customers: int, rounds: int) -> dict[str, Any]:
    """The engine and its rivals in turn, by seconds of the processor; each in its best round."""
    there = {name: plays for name, plays in RIVALS.items() if find_spec(name)}
    speeds: dict[str, list[float]] = {name: [] for name in ("panah", *there)}
    played: dict[str, Played] = {}
    for _ in range(rounds):
        for name, plays in {"panah": _ours, **there}.items():
            begin = time.process_time()
            played[name] = plays(day, customers * (OF_OURS if plays is _ours else 1))
            speeds[name].append(played[name].customers / (time.process_time() - begin))
    best = {name: max(found) for name, found in speeds.items()}
    figures: dict[str, Any] = {
        name: {
            "customers_per_s": round(best[name]),
            "customers": played[name].customers,
            "mean_wait_minutes": round(played[name].mean_wait, 3),
        }
        for name in best
    }
    figures |= {f"times_{name}": round(best["panah"] / best[name], 1) for name in there}
    return figures | {f"times_{name}": "not installed" for name in RIVALS.keys() - there.keys()}


def _ours(day: Day, customers: int) -> Played:
    from panah.engines.simulation import Arrivals, Desks, Exponential, Kind, Scene, futures

    per_cycle = sum(day.per_minute) * day.cycle
    replications = max(1, round(customers / per_cycle / CYCLES))
    begins = [0.0, *(end for end, _ in day.desks[:-1])]
    steps = [
        (cycle * day.cycle + at, count)
        for cycle in range(CYCLES)
        for at, (_, count) in zip(begins, day.desks, strict=True)
    ]
    lanes = [Arrivals(lane, [(0, 60 * rate)]) for lane, rate in enumerate(day.per_minute)]
    scene = Scene([Kind(Exponential(day.service_minutes))], Desks(0, steps), arrivals=lanes)
    days = futures(scene, replications=replications, seed=1, horizon_minutes=CYCLES * day.cycle)
    waits = days.called_at - days.arrived_at
    waits = waits[waits >= 0]  # at the end a few are still in line
    return Played(len(waits), float(waits.mean()))


def _forecast(waiting: int, desks: int, *, threads: int) -> dict[str, float]:
    """How long it takes to forecast all that wait, with 10, 50 and 90% of their futures."""
    from panah.engines.simulation import call_times, quantiles

    scene, figures = _line(waiting, desks), dict[str, float]()
    for replications in (500, 1_000):

        def forecast(replications: int = replications) -> Any:
            called = call_times(scene, replications=replications, seed=1, threads=threads)
            return quantiles(called, [0.1, 0.5, 0.9])

        seconds, of_processor = _quickest(forecast)
        figures[f"seconds_{replications}_futures"] = round(seconds, 4)
        figures[f"processor_seconds_{replications}_futures"] = round(of_processor, 4)
    return figures


def _line(waiting: int, desks: int) -> Scene:
    """A line with all that a real one has: two lanes, families, no-shows, lunch, late desks."""
    from panah.engines.simulation import (
        Arrivals,
        Desks,
        Exponential,
        Kind,
        Lateness,
        Lognormal,
        Scene,
        Waiting,
    )

    parties = [
        Kind(Lognormal(minutes, 0.6), no_show=0.12, patience=Exponential(600))
        for minutes in (12, 16, 18)
    ]
    numbers = range(waiting)
    return Scene(
        parties,
        Desks(
            desks,
            [(120, desks // 2), (180, desks)],
            served_minutes=[n % 17 for n in range(desks)],
            served_kind=[n % 3 for n in range(desks)],
            lateness=Lateness(15, 0.2),
        ),
        Waiting(
            lane=[int(n >= waiting // 20) for n in numbers],
            kind=[n % 3 for n in numbers],
            waited_minutes=[float(waiting - n) for n in numbers],
        ),
        [Arrivals(0, [(0, 12), (480, 0)], kinds=[0.6, 0.2, 0.2])],
        pace=Lognormal(1, 0.05),
    )


def _quickest(work: Callable[[], object]) -> tuple[float, float]:
    """The shortest of several times: by the clock, and of the processor."""
    times = []
    for _ in range(FORECASTS):
        begin, processor = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - begin, time.process_time() - processor))
    return min(by_clock for by_clock, _ in times), min(of_processor for _, of_processor in times)


def _told(figures: dict[str, Any], before: str = "") -> str:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += [f"{before}{name}", _told(value, before + "  ")]
        else:
            shown = f"{value:>14,}" if isinstance(value, (int, float)) else f"{value:>14}"
            lines.append(f"{before}{name:<{40 - len(before)}}{shown}")
    return "\n".join(lines)
