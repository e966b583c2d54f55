"""What finished visits teach: how long a party takes, who does not come, who gives up, who passes.

Where little was seen, the planner's assumptions stand in: 12 minutes for one person and 4 for each
further one, log-normal with a coefficient of variation of 0.6, 12 in 100 who do not come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from panah.engines.simulation import Exponential, Kind, Law, Lognormal, Observed
from panah.engines.waiting.state import FAST_TRACK, LEFT, NO_SHOW, SERVED, Visit

Floats = NDArray[np.float64]
LARGEST_PARTY = 10
ONE_PERSON, EACH_FURTHER, SPREAD = 12.0, 4.0, 0.6
NO_SHOWS, NO_SHOW_MINUTES = 0.12, 1.0
BELIEVED = 20.0  # as many visits as an assumption is worth
ENOUGH_SEEN = 60  # from here on, lengths are drawn as they were seen
MOST_KEPT = 2000
LATELY = timedelta(hours=2)
LATELY_BELIEVED = 100.0
LONGEST_MINUTES = 240.0
MINUTE = timedelta(minutes=1)
SLOT_MINUTES = 10
SLOTS = 1440 // SLOT_MINUTES


@dataclass(frozen=True)
class Experience:
    """What is known of those who come.

    `kinds` are by party size from 1. `fast_track_per_hour` is by ten minutes of the day in the
    zone of `now`, `fast_track_kinds` their shares of each kind. `doubt` is how far today's pace
    may be off.
    """

    kinds: tuple[Kind, ...]
    service_minutes: float
    doubt: float
    fast_track_per_hour: tuple[float, ...]
    fast_track_kinds: tuple[float, ...]

    def kind_of(self, party_size: int) -> int:
        """The place of a party's kind in `kinds`."""
        return min(max(1, party_size), len(self.kinds)) - 1


def learn(history: Sequence[Visit], *, now: datetime) -> Experience:
    """Return what visits that ended before `now` teach about the next ones."""
    served = [visit for visit in history if visit.outcome == SERVED and visit.called_at]
    lengths = np.array([_length(visit) for visit in served])
    sizes = np.array([_size(visit) for visit in served], dtype=np.int64)
    usual = _usual(lengths, sizes)
    pace = _pace_lately(served, lengths, usual[sizes - 1] if len(sizes) else lengths, now=now)
    no_show, minutes = _no_shows(history, len(served))
    patience = _patience(history)
    kinds = tuple(
        Kind(
            _law(lengths[sizes == size] * pace, usual[size - 1] * pace), no_show, minutes, patience
        )
        for size in range(1, LARGEST_PARTY + 1)
    )
    shares = _shares(sizes)
    return Experience(
        kinds=kinds,
        service_minutes=float(usual @ shares) * pace * (1 - no_show) + minutes * no_show,
        doubt=0.03 + 0.25 / np.sqrt(1 + len(served)),
        fast_track_per_hour=_fast_track(history, now=now),
        fast_track_kinds=tuple(shares),
    )


def _length(visit: Visit) -> float:
    minutes = (visit.ended_at - (visit.called_at or visit.ended_at)) / MINUTE
    return min(LONGEST_MINUTES, max(0.0, minutes))  # clocks of two desks may disagree


def _size(visit: Visit) -> int:
    return min(max(1, visit.party_size), LARGEST_PARTY)


def _usual(lengths: Floats, sizes: NDArray[np.int64]) -> Floats:
    """The mean length for each size: what was seen, leaning on the assumption where little."""
    assumed = ONE_PERSON + EACH_FURTHER * np.arange(LARGEST_PARTY)
    at_all = assumed[sizes - 1].sum() if len(sizes) else 0.0
    scale = (lengths.sum() + BELIEVED * ONE_PERSON) / (at_all + BELIEVED * ONE_PERSON)
    seen = np.bincount(sizes, minlength=LARGEST_PARTY + 1)[1:]
    total = np.bincount(sizes, weights=lengths, minlength=LARGEST_PARTY + 1)[1:]
    usual: Floats = (total + BELIEVED * scale * assumed) / (seen + BELIEVED)
    return usual


def _pace_lately(
    served: Sequence[Visit], lengths: Floats, expected: Floats, *, now: datetime
) -> float:
    """How much longer everything takes just now, leaning on its being as usual."""
    lately = np.array([now - visit.ended_at < LATELY for visit in served], dtype=bool)
    if not lately.any():
        return 1.0
    believed = LATELY_BELIEVED * float(expected.mean())
    return float((lengths[lately].sum() + believed) / (expected[lately].sum() + believed))


def _law(seen: Floats, mean: float) -> Law:
    if len(seen) < ENOUGH_SEEN:
        return Lognormal(max(mean, 0.1), SPREAD)
    return Observed(seen[-MOST_KEPT:])


def _no_shows(history: Sequence[Visit], served: int) -> tuple[float, float]:
    """The share of those called who do not come, and how long their desk waits for them."""
    minutes = [_length(visit) for visit in history if visit.outcome == NO_SHOW]
    share = (len(minutes) + BELIEVED * NO_SHOWS) / (len(minutes) + served + BELIEVED)
    mean = (sum(minutes) + BELIEVED * NO_SHOW_MINUTES) / (len(minutes) + BELIEVED)
    return share, mean


def _patience(history: Sequence[Visit]) -> Law | None:
    """Exponential, from all minutes that were waited for each one who gave up."""
    left = sum(visit.outcome == LEFT for visit in history)
    if not left:
        return None
    waited = sum((_until(visit) - visit.taken_at) / MINUTE for visit in history)
    return Exponential(max(1.0, waited / left))


def _until(visit: Visit) -> datetime:
    return visit.called_at or visit.ended_at


def _shares(sizes: NDArray[np.int64]) -> Floats:
    if not len(sizes):
        return np.array([1.0, *[0.0] * (LARGEST_PARTY - 1)])
    shares: Floats = np.bincount(sizes, minlength=LARGEST_PARTY + 1)[1:] / len(sizes)
    return shares


def _fast_track(history: Sequence[Visit], *, now: datetime) -> tuple[float, ...]:
    """Fast-track tickets an hour, by ten minutes of the day on the clock of `now`.

    As many as usually come then, times the share of the lane: trains show, chance hardly does.
    """
    moments = [visit.taken_at.astimezone(now.tzinfo) for visit in history]
    slots = [(moment.hour * 60 + moment.minute) // SLOT_MINUTES for moment in moments]
    seen = {(moment.date(), moment.hour) for moment in moments}
    days = np.bincount([hour for _, hour in seen], minlength=24).repeat(60 // SLOT_MINUTES)
    came = np.bincount(slots, minlength=SLOTS) / np.maximum(1, days) * 60 / SLOT_MINUTES
    share = sum(visit.lane == FAST_TRACK for visit in history) / max(1, len(history))
    return tuple((came * share).tolist())
