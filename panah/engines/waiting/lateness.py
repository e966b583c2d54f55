"""How late desks open, learned from who was called after the desks were announced.

Somebody who waits while a desk should have opened shows how late it was: their call comes that
much later. Where nobody waits nothing shows, and nothing is learned. Before days were seen an
assumption stands in. What today has shown so far counts most: whoever was late at eight is
expected late at nine.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from panah.engines.simulation import Lateness
from panah.engines.waiting.state import Opening, Visit

ASSUMED = Lateness(up_to_minutes=10.0, share_of_days=0.1)
BELIEVED = 10.0  # as many days, or late openings, as the assumption is worth
TODAY_BELIEVED = 1.0  # as many openings of today as all other days are worth
LATE_FROM = 1.5  # minutes: a clerk who sits down and calls is not late
LATE_SHARE = 0.2  # of the desks of one opening
LOOKED_AT = timedelta(minutes=30)
LOOKED_FOR = 0.9  # of the further desks; the others may be between two people
MINUTE = timedelta(minutes=1)

Opened = tuple[float, ...]
"""By how many minutes each desk of one opening came late."""
Days = Mapping[date, tuple[Opened, ...]]


@dataclass(frozen=True)
class _Step:
    """At a moment so many desks were announced instead of so many."""

    at: datetime
    before: int
    after: int


def lateness(seen: Days, *, today: date) -> Lateness:
    """Return how late desks open today, from how late they were on the days that were seen."""
    late = [[one for one in openings if _is_late(one)] for openings in seen.values()]
    share = (sum(map(bool, late)) + BELIEVED * ASSUMED.share_of_days) / (len(seen) + BELIEVED)
    openings = seen.get(today, ())
    if openings:
        share = (sum(map(_is_late, openings)) + share * TODAY_BELIEVED) / (
            len(openings) + TODAY_BELIEVED
        )
    return _of_late_openings([one for day in late for one in day], share_of_days=share)


def _is_late(opened: Opened) -> bool:
    return sum(delay >= LATE_FROM for delay in opened) >= LATE_SHARE * len(opened)


def _of_late_openings(late: Sequence[Opened], *, share_of_days: float) -> Lateness:
    """How many desks, and by how much: lengths are all alike, so the longest is twice the mean."""
    delays = [[delay for delay in one if delay >= LATE_FROM] for one in late]
    twice_means = sum(2 * sum(one) / len(one) for one in delays)
    shares = sum(len(one) / len(all_of_it) for one, all_of_it in zip(delays, late, strict=True))
    return Lateness(
        up_to_minutes=(twice_means + BELIEVED * ASSUMED.up_to_minutes) / (len(late) + BELIEVED),
        share_of_days=share_of_days,
        share_of_desks=(shares + BELIEVED * ASSUMED.share_of_desks) / (len(late) + BELIEVED),
    )


def late_openings(history: Sequence[Visit], openings: Sequence[Opening], *, now: datetime) -> Days:
    """Return what finished visits show of every opening that is half an hour ago, day by day.

    Args:
        history: visits that are over, in any order.
        openings: desks as they were announced; what is past teaches.
    """
    past = [one for one in _steps(openings) if one.at + LOOKED_AT <= now]
    if not past or not history:
        return {}
    calls = _Calls(history)
    days: dict[date, tuple[Opened, ...]] = {}
    for step in past:
        if delays := tuple(calls.delays(step)):
            day = step.at.date()
            days[day] = (*days.get(day, ()), delays)
    return days


def _steps(openings: Sequence[Opening]) -> Iterator[_Step]:
    """Every moment at which more desks were announced than before, ascending."""
    before = 0
    for at in sorted({edge for one in openings for edge in (one.opens_at, one.closes_at)}):
        after = sum(one.desks for one in openings if one.opens_at <= at < one.closes_at)
        if after > before:
            yield _Step(at, before, after)
        before = after


class _Calls:
    """Who was called when, and how many desks were busy from then on."""

    def __init__(self, history: Sequence[Visit]) -> None:
        called = sorted((one.called_at, one.taken_at) for one in history if one.called_at)
        self.called = [moment for moment, _ in called]
        self.taken = [moment for _, moment in called]
        self.ended = sorted(one.ended_at for one in history if one.called_at)

    def delays(self, step: _Step) -> Iterator[float]:
        """Minutes by which each further desk came late, where somebody waited for it."""
        wanted, last = step.before + 1, step.before + LOOKED_FOR * (step.after - step.before)
        for place in range(bisect_left(self.called, step.at), len(self.called)):
            at = self.called[place]
            if at > step.at + LOOKED_AT or wanted > last:
                return
            if self._busy(place) < wanted:
                continue
            if self.taken[place] <= step.at or (at - self.taken[place]) / MINUTE >= LATE_FROM:
                yield (at - step.at) / MINUTE
            wanted += 1  # for whoever was called at once, the desk stood ready: since when, is open

    def _busy(self, place: int) -> int:
        """How many were at a desk when somebody was called, themselves included."""
        return place + 1 - bisect_right(self.ended, self.called[place])
