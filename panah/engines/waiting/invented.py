"""An invented centre with hourly trains, to measure estimates against.

About 3,200 tickets a day come with fourteen trains; 20 to 60 desks are announced, fewer at lunch;
12 in 100 do not come when called; interviews are log-normal, 12 minutes with a coefficient of
variation of 0.6; on one day in five desks open up to 15 minutes late. Where people come in parties,
three in four are alone, and each further adult takes 4 minutes more, each child 2; the log says how
many they are, not how old. An estimator is told the announced desks and the log, nothing of this.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from panah.engines.waiting.announced import EPOCH, Announced
from panah.engines.waiting.logs import Floats, Log

DAY = 1440.0
OPENS, CLOSES = 8, 22
DESKS = (25, 45, 60, 55, 28, 38, 58, 60, 55, 50, 45, 38, 28, 20)  # from 8 to 22; lunch at 12
TICKETS_A_DAY = 3200
NO_SHOW, NO_SHOW_MINUTES = 0.12, 1.5
SERVICE_MINUTES, SERVICE_CV = 12.0, 0.6
FURTHER_ADULT, CHILD = 4.0, 2.0
# Adults and children of one number in a hundred; the same mean of 1.4 persons as at a border.
PARTIES = {(1, 0): 74, (2, 0): 12, (2, 1): 4, (2, 2): 3, (1, 1): 2, (3, 0): 3, (4, 0): 1, (2, 3): 1}
LATE_DAYS, LATE_MINUTES = 0.2, 15.0
FAST_TRACK = 0.06
TRAIN_SPREAD = 12.0  # minutes from the first to the last of a train at the door
PATIENCE_MINUTES = 600.0
OVERTIME_HOURS = 6


@dataclass(frozen=True)
class Invented:
    """A log, and the desks as they were announced."""

    log: Log
    announced: tuple[Announced, ...]


def invent(*, days: int, seed: int, parties: bool = False) -> Invented:
    """Return some days of the invented centre; the same seed gives the same days.

    Args:
        parties: people come alone, as couples, families and friends; otherwise each alone.
    """
    draw = np.random.default_rng(seed)
    families = np.random.default_rng((seed, 1))  # of their own: the days stay the same without
    parts = [_day(day, draw, families if parties else None) for day in range(days)]
    columns = [np.concatenate(part) for part in zip(*parts, strict=True)]
    arrived, called, ended, fast, shows, sizes = columns
    log = Log(
        arrived=arrived,
        called=called,
        ended=ended,
        clock=arrived % DAY,
        weekday=arrived // DAY % 7,
        fast_track=fast.astype(bool),
        party_size=sizes,
        served=shows.astype(bool) & ~np.isnan(called),
        begins_at=EPOCH,
    )
    return Invented(log, tuple(_announced(days)))


def _announced(days: int) -> list[Announced]:
    return [
        Announced(day * DAY + hour * 60, day * DAY + hour * 60 + 60, desks)
        for day in range(days)
        for hour, desks in enumerate(DESKS, start=OPENS)
    ]


def _day(
    day: int, draw: np.random.Generator, families: np.random.Generator | None
) -> tuple[Floats, ...]:
    arrived = np.sort(_arrivals(draw))
    size = len(arrived)
    spread = np.sqrt(np.log(1 + SERVICE_CV**2))
    sizes, longer = _parties(families, size)
    service = SERVICE_MINUTES * longer * np.exp(draw.normal(-(spread**2) / 2, spread, size))
    shows = draw.random(size) >= NO_SHOW
    fast = draw.random(size) < FAST_TRACK
    patience = draw.exponential(PATIENCE_MINUTES, size)
    busy = np.where(shows, service, NO_SHOW_MINUTES)
    called, ended = _served((arrived, busy, arrived + patience), fast, _desk_hours(draw))
    start = day * DAY
    marks = (fast.astype(np.float64), shows.astype(np.float64))
    return arrived + start, called + start, ended + start, *marks, sizes


def _parties(draw: np.random.Generator | None, size: int) -> tuple[Floats, Floats]:
    """How many people each number stands for, and how much longer than one adult they take.

    As many minutes in all as if everybody came alone, so that the announced desks suffice.
    """
    if draw is None:
        return np.ones(size), np.ones(size)
    shares = np.array(list(PARTIES.values())) / sum(PARTIES.values())
    adults, children = np.array(list(PARTIES), dtype=np.float64).T
    longer = 1 + (FURTHER_ADULT * (adults - 1) + CHILD * children) / SERVICE_MINUTES
    kind = draw.choice(len(shares), size, p=shares)
    return (adults + children)[kind], (longer / (shares @ longer))[kind]


def _arrivals(draw: np.random.Generator) -> Floats:
    """A train every hour, some fuller than others, each a few minutes off its time."""
    trains = np.arange(OPENS, CLOSES) * 60 + draw.normal(5, 4, CLOSES - OPENS).clip(0, 20)
    shape = np.array([0.7, 0.9, 1.2, 1.3, 1.2, 1.0, 1.1, 1.2, 1.2, 1.1, 1.0, 0.8, 0.6, 0.3])
    usual = TICKETS_A_DAY * shape / shape.sum()
    people = draw.poisson(usual * draw.lognormal(0, 0.15, len(usual)))
    return np.concatenate(
        [
            train + draw.random(count) * TRAIN_SPREAD
            for train, count in zip(trains, people, strict=True)
        ]
    )


def _desk_hours(draw: np.random.Generator) -> list[tuple[float, int]]:
    """When how many desks really work: announced steps, each up on a late day later."""
    late = draw.random() < LATE_DAYS
    steps: list[tuple[float, int]] = []
    before = 0
    for hour, desks in enumerate(DESKS, start=OPENS):
        delay = draw.random() * LATE_MINUTES if late and desks > before else 0.0
        steps.append((hour * 60 + delay, desks))
        before = desks
    return steps  # the last desks stay until the line is served


def _served(
    people: tuple[Floats, Floats, Floats], fast: NDArray[np.bool_], steps: list[tuple[float, int]]
) -> tuple[Floats, Floats]:
    """Walk one day: who is called when, and when it was over."""
    arrived, busy, gives_up = people
    called, ended = np.full(len(arrived), np.nan), gives_up.copy()
    lanes: tuple[list[int], list[int]] = ([], [])
    serving: list[float] = []
    moments = [(moment, 0, row) for row, moment in enumerate(arrived)]
    moments += [(moment, 1, desks) for moment, desks in steps]
    heapq.heapify(moments)
    desks = 0
    while moments:
        now, kind, what = heapq.heappop(moments)
        if kind == 0:
            heapq.heappush(lanes[not fast[what]], what)
        elif kind == 1:
            desks = what
        while serving and serving[0] <= now:
            heapq.heappop(serving)
        while len(serving) < desks and (row := _next(lanes, gives_up, now)) is not None:
            called[row], ended[row] = now, now + busy[row]
            heapq.heappush(serving, ended[row])
            heapq.heappush(moments, (ended[row], 2, 0))
    return called, ended


def _next(lanes: tuple[list[int], list[int]], gives_up: Floats, now: float) -> int | None:
    for lane in lanes:
        while lane:
            row = heapq.heappop(lane)
            if gives_up[row] > now:
                return row
    return None
