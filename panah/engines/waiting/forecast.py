"""A line's windows from many futures of its own: who is called when, ten to ninety percent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from panah.engines.simulation import Arrivals, Desks, Lognormal, Scene, call_times
from panah.engines.simulation import Waiting as Tickets
from panah.engines.waiting.arriving import SLOT_MINUTES, SLOTS
from panah.engines.waiting.calibration import Calibration
from panah.engines.waiting.experience import Experience, learn
from panah.engines.waiting.state import FAST_TRACK, LEFT, Line, Opening
from panah.engines.waiting.window import Drivers, Window, band_of

Floats = NDArray[np.float64]
LEVELS = (0.1, 0.5, 0.9)
DAY_MINUTES = 1440.0
MINUTE = timedelta(minutes=1)
JUST_NOW = 1e-3  # minutes: at the very moment of opening nobody sits at a desk yet
AT_A_TIME = 100
BETWEEN_CALLS = 0.1  # so many of the desks may be between two people, and not be missing


def forecast(
    line: Line,
    *,
    calibration: Calibration,
    seed: int,
    futures: int = 500,
    experience: Experience | None = None,
) -> tuple[Window, ...]:
    """Return the window of every waiting ticket, in the order of `line.waiting`.

    Args:
        seed: the same line, seed and calibration give the same windows.
        experience: what the line teaches, where the caller has it at hand.
    """
    if not line.waiting:
        return ()
    known = experience or learn(line)
    horizon = _horizon(line)
    called = call_times(
        scene_of(line, known), replications=futures, seed=seed, horizon_minutes=horizon
    )
    chance = 1 - np.isnan(called).mean(axis=0)
    raw = _raw(called, horizon=horizon)
    return _windows(line, known, calibration, raw=raw, chance=chance)


def _raw(called: Floats, *, horizon: float) -> Floats:
    """Low, middle and high of every ticket; what does not come counts as the horizon.

    Some tickets at a time: the futures of a long line are megabytes, and would be there thrice.
    """
    raw = np.empty((len(LEVELS), called.shape[1]))
    for first in range(0, called.shape[1], AT_A_TIME):
        some = called[:, first : first + AT_A_TIME]
        filled = np.where(np.isnan(some), horizon, some)
        raw[:, first : first + AT_A_TIME] = np.quantile(filled, LEVELS, axis=0)
    return raw


def scene_of(line: Line, known: Experience) -> Scene:
    """What the simulation starts from."""
    lanes = [0 if ticket.lane == FAST_TRACK else 1 for ticket in line.waiting]
    return Scene(
        kinds=known.kinds,
        desks=_desks(line, known),
        waiting=Tickets(
            lane=lanes,
            kind=[known.kind_of(ticket.party_size) for ticket in line.waiting],
            waited_minutes=[
                max(0.0, (line.now - ticket.taken_at) / MINUTE) for ticket in line.waiting
            ],
        ),
        arrivals=[_fast_track(line.now, known)],
        pace=Lognormal(1.0, known.doubt),
    )


def _windows(
    line: Line, known: Experience, calibration: Calibration, *, raw: Floats, chance: Floats
) -> tuple[Window, ...]:
    fast = [ticket.lane == FAST_TRACK for ticket in line.waiting]
    fast_before = [0, *accumulate(map(int, fast))]
    gone = _gone(line)
    desks = _open_now(line)
    windows = []
    for place, ticket in enumerate(line.waiting):
        band = band_of(place)
        low, middle, high = (float(minutes) for minutes in raw[:, place])
        fitted = calibration.adjusted((low, middle, high), band=band)
        left = int(np.searchsorted(gone, ticket.taken_at.timestamp()))
        drivers = Drivers(place, fast_before[place], desks, known.service_minutes, left)
        windows.append(
            Window(ticket.ticket, line.now, *fitted, low, middle, high,
                   float(chance[place]), band, drivers)
        )  # fmt: skip
    return tuple(windows)


def _gone(line: Line) -> Floats:
    """When those who left had come, ascending: how many of them were ahead is a place in it."""
    moments = [visit.taken_at.timestamp() for visit in line.history if visit.outcome == LEFT]
    return np.sort(np.array(moments, dtype=np.float64))


def _horizon(line: Line) -> float:
    """Minutes until the last desk closes; a whole day where nothing is announced."""
    closing = max((opening.closes_at for opening in line.openings), default=None)
    if closing is None:
        return DAY_MINUTES
    return max(1.0, (closing - line.now) / MINUTE)


def _announced(openings: Sequence[Opening], at: datetime) -> int:
    return sum(one.desks for one in openings if one.opens_at <= at < one.closes_at)


def _open_now(line: Line) -> int:
    """Desks that work at this moment: while people wait, the busy ones, or a few more."""
    if line.open_desks is not None:
        return line.open_desks
    announced, busy = _announced(line.openings, line.now), len(line.serving)
    if not line.openings:
        return max(1, busy)
    if busy >= announced * (1 - BETWEEN_CALLS) - 1 or not line.waiting:
        return announced
    return busy


def _desks(line: Line, known: Experience) -> Desks:
    return Desks(
        open_now=_open_now(line),
        changes=[*_overdue(line, known), *_changes(line)],
        served_minutes=[max(0.0, (line.now - one.since) / MINUTE) for one in line.serving],
        served_kind=[known.kind_of(one.party_size) for one in line.serving],
        lateness=known.late if line.openings else None,
    )


def _changes(line: Line) -> list[tuple[float, int]]:
    """What is announced from now on; whoever knows better about now is believed until then."""
    moments = {edge for one in line.openings for edge in (one.opens_at, one.closes_at)}
    return [
        ((moment - line.now) / MINUTE, _announced(line.openings, moment))
        for moment in sorted(moments)
        if moment > line.now
    ]


def _overdue(line: Line, known: Experience) -> list[tuple[float, int]]:
    """Desks that should have opened a short while ago and have not."""
    announced = _announced(line.openings, line.now)
    begun = [one.opens_at for one in line.openings if one.opens_at <= line.now < one.closes_at]
    late = (line.now - max(begun)) / MINUTE if begun else np.inf
    if announced <= _open_now(line) or not 0 <= late < known.late.up_to_minutes:
        return []
    return [(-max(late, JUST_NOW), announced)]


def _fast_track(now: datetime, known: Experience) -> Arrivals:
    """Those who will pass, by ten minutes, for a day from now."""
    first = now.replace(minute=now.minute // SLOT_MINUTES * SLOT_MINUTES, second=0, microsecond=0)
    begun = (first.hour * 60 + first.minute) // SLOT_MINUTES
    steps = [
        (
            max(0.0, (first - now) / MINUTE + SLOT_MINUTES * slot),
            known.fast_track_per_hour[(begun + slot) % SLOTS],
        )
        for slot in range(SLOTS)
    ]
    return Arrivals(lane=0, per_hour=steps, kinds=known.fast_track_kinds)
