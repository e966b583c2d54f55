"""What visits teach: how long a party takes, who does not come, who gives up, who passes.

Where little was seen, the planner's assumptions stand in: 12 minutes for one person and 4 for each
further one, log-normal with a coefficient of variation of 0.6, 12 in 100 who do not come, 5 in 100
who are seen sooner. Visits that still go on teach too: in the first half hour only short ones are
over, and whoever looked at these alone would promise far too early calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from panah.engines.simulation import Kind, Lateness, Law, Lognormal, Observed
from panah.engines.waiting import arriving, pace
from panah.engines.waiting.lateness import late_openings, lateness
from panah.engines.waiting.leaving import patience
from panah.engines.waiting.ongoing import whole_lengths
from panah.engines.waiting.state import LEFT, NO_SHOW, SERVED, Line, Visit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
LARGEST_PARTY = 10
ONE_PERSON, EACH_FURTHER, SPREAD = 12.0, 4.0, 0.6
NO_SHOWS, NO_SHOW_MINUTES = 0.12, 2.0
TURN_OVER, LONGEST_TURN_OVER = 0.5, 5.0  # minutes from the end of a visit to the next call
BELIEVED = 20.0  # as many visits as an assumption is worth
ENOUGH_SEEN = 60  # from here on, lengths are drawn as they were seen
MOST_KEPT = 2000
LONGEST_MINUTES = 240.0
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Experience:
    """What is known of those who come.

    `kinds` are by party size from 1. `fast_track_per_hour` is by ten minutes of the day in the
    zone of `now`, `fast_track_kinds` their shares of each kind. `doubt` is how far today's pace
    may be off, `late` how late desks open.
    """

    kinds: tuple[Kind, ...]
    service_minutes: float
    doubt: float
    fast_track_per_hour: tuple[float, ...]
    fast_track_kinds: tuple[float, ...]
    late: Lateness

    def kind_of(self, party_size: int) -> int:
        """The place of a party's kind in `kinds`."""
        return min(max(1, party_size), len(self.kinds)) - 1


@dataclass(frozen=True)
class _Services:
    """Minutes at a desk by party, those that still go on last, reckoned to their end.

    `over` is how many of them are over, `ended` when; of the others it is now.
    """

    lengths: Floats
    sizes: Integers
    ended: tuple[datetime, ...]
    over: int
    usual: Floats = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "usual", _usual(self.lengths, self.sizes))


def learn(line: Line) -> Experience:
    """Return what a line and its finished visits teach about the next ones."""
    services = _services(line)
    factor, doubt = _pace(services, now=line.now)
    pause = _turn_over(line.history)
    no_show, minutes = _no_shows(line.history, services.over)
    patient = _patience(line)
    kinds = tuple(
        Kind(_service(services, size, pace=factor, pause=pause), no_show, minutes + pause, patient)
        for size in range(1, LARGEST_PARTY + 1)
    )
    shares = _shares(services.sizes)
    mean = float(services.usual @ shares) * factor
    return Experience(
        kinds=kinds,
        service_minutes=mean * (1 - no_show) + minutes * no_show + pause,
        doubt=doubt,
        fast_track_per_hour=arriving.fast_track(line),
        fast_track_kinds=tuple(shares),
        late=lateness(
            late_openings(line.history, line.openings, now=line.now), today=line.now.date()
        ),
    )


def _services(line: Line) -> _Services:
    served = [visit for visit in line.history if visit.outcome == SERVED and visit.called_at]
    lengths = np.array([_length(visit) for visit in served])
    sizes = np.array([_size(visit.party_size) for visit in served], dtype=np.int64)
    on = [one for one in line.serving if one.since <= line.now]
    their_sizes = np.array([_size(one.party_size) for one in on], dtype=np.int64)
    passed = np.array([(line.now - one.since) / MINUTE for one in on])
    usual = _usual(lengths, sizes)
    all_sizes = np.concatenate([sizes, their_sizes])
    for _ in range(3):  # what goes on is reckoned to its end, and what is usual from that
        ends = whole_lengths(passed, usual[their_sizes - 1], spread=SPREAD)
        usual = _usual(np.concatenate([lengths, ends]), all_sizes)
    return _Services(
        np.concatenate([lengths, np.minimum(ends, LONGEST_MINUTES)]),
        all_sizes,
        (*(visit.ended_at for visit in served), *[line.now] * len(on)),
        len(served),
    )


def _pace(services: _Services, *, now: datetime) -> tuple[float, float]:
    """How much longer everything takes just now, and how far that may be off."""
    over, expected = services.over, services.usual[services.sizes - 1]
    between = pace.between_hours(services.ended[:over], services.lengths[:over], expected[:over])
    lately = np.array([now - moment < pace.LATELY for moment in services.ended], dtype=bool)
    factor = pace.pace(services.lengths[lately], expected[lately], between=between)
    return factor, pace.doubt(over, between=between)


def _length(visit: Visit) -> float:
    minutes = (visit.ended_at - (visit.called_at or visit.ended_at)) / MINUTE
    return min(LONGEST_MINUTES, max(0.0, minutes))  # clocks of two desks may disagree


def _size(party_size: int) -> int:
    return min(max(1, party_size), LARGEST_PARTY)


def _usual(lengths: Floats, sizes: Integers) -> Floats:
    """The mean length for each size: what was seen, leaning on the assumption where little."""
    assumed = ONE_PERSON + EACH_FURTHER * np.arange(LARGEST_PARTY)
    at_all = assumed[sizes - 1].sum() if len(sizes) else 0.0
    scale = (lengths.sum() + BELIEVED * ONE_PERSON) / (at_all + BELIEVED * ONE_PERSON)
    seen = np.bincount(sizes, minlength=LARGEST_PARTY + 1)[1:]
    total = np.bincount(sizes, weights=lengths, minlength=LARGEST_PARTY + 1)[1:]
    usual: Floats = (total + BELIEVED * scale * assumed) / (seen + BELIEVED)
    return usual


def _service(services: _Services, size: int, *, pace: float, pause: float) -> Law:
    """How long a desk is taken by a party, until it calls again."""
    over = services.lengths[: services.over]
    seen = over[services.sizes[: services.over] == size]
    if len(seen) < ENOUGH_SEEN:
        return Lognormal(max(services.usual[size - 1] * pace + pause, 0.1), SPREAD)
    return Observed(seen[-MOST_KEPT:] * pace + pause)


def _turn_over(history: Sequence[Visit]) -> float:
    """Mean minutes between two people at one desk while somebody waits.

    Nothing where no desk is named: what cannot be seen is part of the length of visits then.
    """
    if history and not any(visit.desk for visit in history):
        return 0.0
    pauses = [min(pause, LONGEST_TURN_OVER) for pause in _pauses(history)]
    return (sum(pauses) + BELIEVED * TURN_OVER) / (len(pauses) + BELIEVED)


def _pauses(history: Sequence[Visit]) -> list[float]:
    called = sorted(
        (visit for visit in history if visit.desk and visit.called_at),
        key=lambda visit: (visit.desk, visit.called_at),
    )
    return [
        max(0.0, (after.called_at - before.ended_at) / MINUTE)
        for before, after in pairwise(called)
        if before.desk == after.desk and after.called_at and after.taken_at <= before.ended_at
    ]


def _no_shows(history: Sequence[Visit], served: int) -> tuple[float, float]:
    """The share of those called who do not come, and how long their desk waits for them."""
    minutes = [_length(visit) for visit in history if visit.outcome == NO_SHOW]
    share = (len(minutes) + BELIEVED * NO_SHOWS) / (len(minutes) + served + BELIEVED)
    mean = (sum(minutes) + BELIEVED * NO_SHOW_MINUTES) / (len(minutes) + BELIEVED)
    return share, mean


def _patience(line: Line) -> Law | None:
    """From all who waited: those who left, those who were called, those who wait now."""
    waited = [(_until(visit) - visit.taken_at) / MINUTE for visit in line.history]
    so_far = [(line.now - one.taken_at) / MINUTE for one in line.waiting]
    left = [visit.outcome == LEFT for visit in line.history] + [False] * len(so_far)
    minutes = np.array(waited + so_far, dtype=np.float64)
    return patience(np.maximum(0, minutes), np.array(left, dtype=bool))


def _until(visit: Visit) -> datetime:
    return visit.called_at or visit.ended_at


def _shares(sizes: Integers) -> Floats:
    if not len(sizes):
        return np.array([1.0, *[0.0] * (LARGEST_PARTY - 1)])
    shares: Floats = np.bincount(sizes, minlength=LARGEST_PARTY + 1)[1:] / len(sizes)
    return shares
