"""From a scene to the kernel's tables, laid out lane by lane."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from panah.engines.simulation import tables
from panah.engines.simulation.lawbook import LawBook
from panah.engines.simulation.laws import Always, Floats, Integers
from panah.engines.simulation.scene import Arrivals, Batch, Desks, Kind, Scene, counted

SPARE_DEVIATIONS = 12  # a Poisson number is never seen so far above its mean
SPARE_TICKETS = 40

Source = tuple[float, float, float, bool, int]


def plan_of(scene: Scene, *, horizon: float) -> tuple[tables.Plan, Integers]:
    """A checked scene as tables, and for each waiting ticket of these its number in the scene."""
    laws = LawBook()
    lane = counted(scene.waiting.lane)
    lanes = 1 + max([*lane.tolist(), *(a.lane for a in scene.arrivals), 0])
    order = np.argsort(lane, kind="stable")
    sources, ends = _sources(scene.arrivals, lanes=lanes, horizon=horizon, laws=laws)
    plan = tables.Plan(
        kinds=_kinds(scene.kinds, laws),
        lanes=_lanes(sources, ends, np.bincount(lane, minlength=lanes)),
        shares=_shares(scene.arrivals, lanes=lanes, kinds=len(scene.kinds)),
        sources=sources,
        waiting=_spells(scene.waiting.kind, scene.waiting.waited_minutes)[order],
        served=_spells(scene.desks.served_kind, scene.desks.served_minutes),
        steps=_steps_from(scene.desks),
        opening=_opening(scene.desks),
        pace=laws.number(scene.pace),
        horizon=float(horizon),
        laws=laws.written(),
        samples=laws.all_samples(),
    )
    return plan, order


def _kinds(kinds: Sequence[Kind], laws: LawBook) -> tables.Table:
    rows = (
        (laws.number(k.service), laws.number(k.patience), k.no_show, k.no_show_minutes)
        for k in kinds
    )
    return tables.table(tables.KIND, rows)


def _spells(kind: Integers | Sequence[int], minutes: Floats | Sequence[float]) -> tables.Table:
    spells = np.empty(len(kind), tables.SPELL)
    spells["kind"], spells["minutes"] = kind, minutes
    return spells


def _shares(arrivals: Sequence[Arrivals], *, lanes: int, kinds: int) -> Floats:
    """Summed shares of the kinds in each lane; the last is beyond any draw."""
    shares = np.ones((lanes, kinds))
    for coming in arrivals:
        if coming.kinds:
            shares[coming.lane] = np.cumsum(coming.kinds)
    shares[:, -1] = 2.0
    return shares


def _sources(
    arrivals: Sequence[Arrivals], *, lanes: int, horizon: float, laws: LawBook
) -> tuple[tables.Table, list[int]]:
    """All sources, lane by lane in order of time, and where each lane ends."""
    by_lane: list[list[Source]] = [[] for _ in range(lanes)]
    for coming in arrivals:
        by_lane[coming.lane] += _rate_steps(coming.per_hour, horizon)
        by_lane[coming.lane] += [_batch(batch, laws) for batch in coming.batches if batch.tickets]
    rows = [row for found in by_lane for row in sorted(found)]
    return tables.table(tables.SOURCE, rows), list(accumulate(map(len, by_lane)))


def _rate_steps(per_hour: Sequence[tuple[float, float]], horizon: float) -> Iterator[Source]:
    for (at, rate), (until, _) in pairwise([*per_hour, (horizon, 0.0)]):
        begin, end = max(at, 0.0), min(until, horizon)
        if rate > 0 and end > begin:
            yield (begin, end - begin, rate * (end - begin) / 60, True, tables.NO_LAW)


def _batch(batch: Batch, laws: LawBook) -> Source:
    is_punctual = isinstance(batch.delay, Always) and not batch.delay.minutes
    delay = tables.NO_LAW if is_punctual else laws.number(batch.delay)
    return (batch.at, batch.spread_minutes, batch.tickets, batch.varies, delay)


def _lanes(sources: tables.Table, ends: list[int], waiting: Integers) -> tables.Table:
    rows, base, begin = [], 0, 0
    for end, now in zip(ends, waiting.tolist(), strict=True):
        own = sources[begin:end]
        room = now + _most(float(own["tickets"].sum()))
        rows.append((base, room, now, begin, end, _overlaps(own)))
        base, begin = base + room, end
    return tables.table(tables.LANE, rows)


def _most(expected: float) -> int:
    """More tickets than will ever be drawn when so many are expected."""
    if not expected:
        return 0
    return math.ceil(expected + SPARE_DEVIATIONS * math.sqrt(expected) + SPARE_TICKETS)


def _overlaps(own: tables.Table) -> bool:
    """Whether tickets of one source can come before those of a source that begins earlier."""
    if (own["delay"] != tables.NO_LAW).any():
        return True
    ends = np.maximum.accumulate(own["at"] + own["spread"])
    return bool((ends[:-1] > own["at"][1:]).any())


def _opening(desks: Desks) -> tables.Opening:
    busy, late = len(desks.served_minutes), desks.lateness
    return tables.Opening(
        free=max(0, desks.open_now - busy),
        closing=max(0, busy - desks.open_now),
        late_up_to=float(late.up_to_minutes) if late else 0.0,  # an int would be compiled anew
        late_days=float(late.share_of_days) if late else 0.0,
        late_desks=float(late.share_of_desks) if late else 0.0,
    )


def _steps_from(desks: Desks) -> tables.Table:
    is_late = desks.lateness is not None
    return tables.table(tables.STEP, _steps(desks.open_now, desks.changes, one_by_one=is_late))


def _steps(
    before: int, changes: Sequence[tuple[float, int]], *, one_by_one: bool
) -> Iterator[tuple[float, int]]:
    """By how many desks the schedule steps up or down; desks that may be late step up alone."""
    for at, count in changes:
        if count > before and one_by_one:
            yield from [(at, 1)] * (count - before)
        elif count != before:
            yield at, count - before
        before = count


def steps_of(changes: Sequence[tuple[float, int]]) -> tables.Table:
    """A schedule that begins with no desk, as steps."""
    return tables.table(tables.STEP, _steps(0, changes, one_by_one=False))
