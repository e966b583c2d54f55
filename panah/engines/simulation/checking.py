"""What cannot be in a scene, said in words before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from panah.engines.simulation.laws import Always, Floats, Integers
from panah.engines.simulation.scene import Arrivals, Batch, Desks, Kind, Scene, Waiting, counted
from panah.engines.simulation.scene import measured as read

SHARES_MAY_MISS = 1e-6


def check_scene(scene: Scene, *, horizon: float) -> None:
    """Refuse what cannot be.

    Raises:
        ValueError: the first thing found.
    """
    if not 0 < horizon < math.inf:
        raise ValueError(f"a horizon of {horizon} minutes")
    if not scene.kinds:
        raise ValueError("a scene needs at least one kind of ticket")
    for kind in scene.kinds:
        _check_kind(kind)
    _check_waiting(scene.waiting, kinds=len(scene.kinds))
    _check_desks(scene.desks, kinds=len(scene.kinds))
    for coming in scene.arrivals:
        _check_arrivals(coming, kinds=len(scene.kinds))
    if scene.pace == Always(0.0):
        raise ValueError("a pace of nothing: no service would take any time")
    lanes = [coming.lane for coming in scene.arrivals]
    if len(set(lanes)) < len(lanes):
        raise ValueError(f"a lane has its arrivals twice: {sorted(lanes)}")


def check_changes(changes: Sequence[tuple[float, int]]) -> None:
    """Refuse a schedule of desks that is out of order or below zero.

    Raises:
        ValueError: the step that is wrong.
    """
    _check_order("a change of desks", [at for at, _ in changes])
    for at, desks in changes:
        if desks < 0:
            raise ValueError(f"{desks} desks from minute {at}")


def _check_kind(kind: Kind) -> None:
    if not 0 <= kind.no_show <= 1:
        raise ValueError(f"a chance of {kind.no_show} that nobody comes")
    if not 0 <= kind.no_show_minutes < math.inf:
        raise ValueError(f"{kind.no_show_minutes} minutes for a no-show")


def _check_waiting(waiting: Waiting, *, kinds: int) -> None:
    lane, kind = counted(waiting.lane), counted(waiting.kind)
    waited = read(waiting.waited_minutes)
    if not lane.shape == kind.shape == waited.shape == (len(lane),):
        raise ValueError(f"waiting: {lane.shape} lanes, {kind.shape} kinds, {waited.shape} waits")
    if lane.min(initial=0) < 0:
        raise ValueError(f"a lane {lane.min()}")
    _check_numbers(kind, kinds)
    _check_lengths("a wait", waited)


def _check_desks(desks: Desks, *, kinds: int) -> None:
    served, kind = read(desks.served_minutes), counted(desks.served_kind)
    if desks.open_now < 0:
        raise ValueError(f"{desks.open_now} open desks")
    if not served.shape == kind.shape == (len(served),):
        raise ValueError(f"being served: {served.shape} times, {kind.shape} kinds")
    _check_numbers(kind, kinds)
    _check_lengths("a service so far", served)
    check_changes(desks.changes)
    late = desks.lateness
    if late and not (
        0 <= late.share_of_days <= 1
        and 0 <= late.share_of_desks <= 1
        and 0 <= late.up_to_minutes < math.inf
    ):
        raise ValueError(f"lateness outside its bounds: {late}")


def _check_arrivals(coming: Arrivals, *, kinds: int) -> None:
    if coming.lane < 0:
        raise ValueError(f"a lane {coming.lane}")
    _check_order("a step of the arrival rate", [at for at, _ in coming.per_hour])
    _check_lengths("an arrival rate", read([rate for _, rate in coming.per_hour]))
    for batch in coming.batches:
        _check_batch(batch)
    if coming.kinds and (len(coming.kinds) != kinds or min(coming.kinds) < 0):
        raise ValueError(f"lane {coming.lane}: shares {list(coming.kinds)} for {kinds} kinds")
    if coming.kinds and abs(sum(coming.kinds) - 1) > SHARES_MAY_MISS:
        raise ValueError(f"lane {coming.lane}: shares sum to {sum(coming.kinds)}, not 1")


def _check_batch(batch: Batch) -> None:
    if not math.isfinite(batch.at):
        raise ValueError(f"a batch at minute {batch.at}")
    _check_lengths("a batch", read([batch.tickets, batch.spread_minutes]))


def _check_order(what: str, moments: list[float]) -> None:
    if not all(map(math.isfinite, moments)):
        raise ValueError(f"{what} at a minute that is not finite")
    for earlier, later in pairwise(moments):
        if later < earlier:
            raise ValueError(f"{what} out of order: minute {later} after {earlier}")


def _check_numbers(kind: Integers, kinds: int) -> None:
    if kind.size and not 0 <= kind.min() <= kind.max() < kinds:
        raise ValueError(f"a kind outside 0 to {kinds - 1}")


def _check_lengths(what: str, values: Floats) -> None:
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise ValueError(f"{what} is negative or not finite")
