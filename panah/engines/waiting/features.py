"""What an estimate may look at: one line of figures for every arrival, all of it known by then."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from panah.engines.waiting.logs import Floats, Log
from panah.engines.waiting.watching import Event, Lane, Watcher, events

NAN = float("nan")

NAMES = [
    "fast_track",
    "party_size",
    "clock",
    "weekday",
    "own_ahead",
    "ahead",
    "behind_lane",
    "people_ahead",
    "serving",
    "own_head_age",
    "head_age",
    "own_mean_age",
    "own_last_wait",
    "own_last_waited",
    "own_since_call",
    "own_mean_3",
    "own_mean_10",
    "own_mean_30",
    "all_mean_3",
    "all_mean_10",
    "all_mean_30",
    "at_once_10",
    "at_once_30",
    "delay_1",
    "delay_3",
    "delay_10",
    "pace_3",
    "pace_10",
    "pace_30",
    "gap_1",
    "gap_3",
    "gap_10",
    "gap_30",
    "own_gap_3",
    "own_gap_10",
    "came_gap_3",
    "came_gap_10",
    "came_gap_30",
    "own_came_gap_10",
    "left_share",
    "left_gap_3",
    "left_gap_10",
    "service_10",
    "service_50",
    "elapsed_mean",
    "elapsed_max",
    "busiest",
    "since_opening",
    "half_hour_wait",
    "half_hour_desks",
    "usual",
    "formula",
    "pace_formula",
    "gap_formula",
]


@dataclass(frozen=True)
class Known:
    """Features and truths, one line a row of the log.

    `truth` is the wait in minutes, known from `known_at` on. For those who left it is when somebody
    behind them was called: how long they would have waited. NaN and infinity when it never shows.
    """

    features: Floats
    ahead: Floats
    truth: Floats
    known_at: Floats


def watch(log: Log) -> Known:
    """Walk through a log once and return what was known at every arrival."""
    watcher, size = Watcher(log), len(log)
    features = np.full((size, len(NAMES)), NAN)
    ahead = np.zeros(size)
    clock, weekday = log.clock.tolist(), log.weekday.tolist()
    for now, event, row in events(log):
        if event == Event.ARRIVED:
            calendar = (clock[row], weekday[row])
            features[row] = _features(watcher, row, now, calendar=calendar)
            watcher.ahead[row] = _ahead(watcher, row)
            ahead[row] = watcher.ahead[row]
            watcher.arrive(row, now)
        elif event == Event.CALLED:
            watcher.called(row, now)
        elif event == Event.LEFT:
            watcher.left_line(row, now)
        else:
            watcher.finished(row, now)
    return _known(watcher, features, ahead)


def _known(watcher: Watcher, features: Floats, ahead: Floats) -> Known:
    truth, known_at = np.full(len(ahead), NAN), np.full(len(ahead), np.inf)
    for row, (moment, waited) in watcher.truths.items():
        truth[row], known_at[row] = waited, moment
    return Known(features, ahead, truth, known_at)


def _ahead(watcher: Watcher, row: int) -> int:
    """Those who are called first: the own lane, and the fast-track lane before the standard one."""
    fast = len(watcher.lanes[1].waiting)
    return fast if watcher.fast[row] else fast + len(watcher.lanes[0].waiting)


def _features(
    watcher: Watcher, row: int, now: float, *, calendar: tuple[float, float]
) -> list[float]:
    own, other = watcher.lane(row), watcher.lanes[not watcher.fast[row]]
    return [
        float(watcher.fast[row]),
        watcher.party[row],
        *calendar,
        *_line(watcher, row, now, lanes=(own, other)),
        *_waits(watcher, own, now),
        *_flow(watcher, own, now),
        *_desks(watcher, now),
        *_usual(watcher, row, now),
    ]


def _line(watcher: Watcher, row: int, now: float, *, lanes: tuple[Lane, Lane]) -> list[float]:
    own, other = lanes
    waiting = len(own.waiting)
    heads = [now - own.oldest(), now - other.oldest()]
    return [
        waiting,
        _ahead(watcher, row),
        len(other.waiting),
        own.people + (0 if watcher.fast[row] else other.people),
        len(watcher.serving),
        heads[0] if waiting else 0.0,
        max((age for age in heads if age == age), default=0.0),  # noqa: PLR0124 - not NaN
        now - own.arrived_sum / waiting if waiting else 0.0,
    ]


def _waits(watcher: Watcher, own: Lane, now: float) -> list[float]:
    at_once = watcher.at_once
    return [
        own.last_wait,
        own.waits[-1] if own.waits else NAN,
        now - own.calls[-1] if own.calls else NAN,
        *(_mean(own.waits, last) for last in (3, 10, 30)),
        *(_mean(watcher.waits, last) for last in (3, 10, 30)),
        *(_mean(at_once, last) for last in (10, 30)),
        *(_mean(own.delays, last) for last in (1, 3, 10)),
        *(_mean(own.paces, last) for last in (3, 10, 30)),
    ]


def _flow(watcher: Watcher, own: Lane, now: float) -> list[float]:
    return [
        *(_gap(watcher.calls, last, now) for last in (1, 3, 10, 30)),
        *(_gap(own.calls, last, now) for last in (3, 10)),
        *(_gap(watcher.arrivals, last, now) for last in (3, 10, 30)),
        _gap(own.arrivals, 10, now),
        _mean(watcher.departures, 30),
        *(_gap(watcher.left, last, now) for last in (3, 10)),
    ]


def _desks(watcher: Watcher, now: float) -> list[float]:
    serving = len(watcher.serving)
    return [
        _mean(watcher.services, 10),
        _mean(watcher.services, 50),
        now - watcher.serving_sum / serving if serving else 0.0,
        now - next(iter(watcher.serving.values())) if serving else 0.0,
        watcher.busiest[0][1] if watcher.busiest else 0.0,
        now - watcher.opened_at,
    ]


def _usual(watcher: Watcher, row: int, now: float) -> list[float]:
    own, half_hour = watcher.lane(row), watcher.half_hour[row]
    ahead = 1 + _ahead(watcher, row)
    waits = watcher.all_waits[watcher.fast[row]]
    busy = max(1, len(watcher.serving))
    return [
        own.by_half_hour.get(half_hour, NAN),
        watcher.desks_by_half_hour.get(half_hour, NAN),
        waits[len(waits) // 2] if waits else NAN,
        ahead * _mean(watcher.services, 50) / busy,
        (1 + len(own.waiting)) * _mean(own.paces, 10),
        ahead * _gap(watcher.calls, 10, now),
    ]


def _mean(values: deque[float] | deque[bool], last: int) -> float:
    size = min(last, len(values))
    if not size:
        return NAN
    return sum(values[-step] for step in range(1, size + 1)) / size


def _gap(moments: deque[float], last: int, now: float) -> float:
    """Minutes between moments, over the last few and the time since."""
    size = min(last, len(moments))
    return (now - moments[-size]) / size if size else NAN
