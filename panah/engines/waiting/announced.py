"""A log with announced desks: the line as it stood, simulated again and again as people come.

Those who come shortly after one another share one simulation, of the line as the first of them
found it with themselves at its end. Nobody's estimate sees anyone who came after them: whoever is
called before others is looked at in a line of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from panah.engines.waiting.calibration import Calibration
from panah.engines.waiting.experience import Experience, learn
from panah.engines.waiting.features import NAMES
from panah.engines.waiting.forecast import forecast
from panah.engines.waiting.lateness import Opened, late_openings, lateness
from panah.engines.waiting.logs import Floats, Log
from panah.engines.waiting.state import (
    FAST_TRACK,
    LEFT,
    NO_SHOW,
    SERVED,
    STANDARD,
    Line,
    Opening,
    Serving,
    Visit,
    Waiting,
)
from panah.engines.waiting.watching import Event, Watcher, events

__all__ = ["NAMES", "Announced", "simulated"]

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
TOGETHER_MINUTES = 2.0
LEARN_EVERY_MINUTES = 60.0
LESSONS = 3000
FUTURES = 150
LATEST_CLOSING = timedelta(hours=6)  # desks go on until the line is served
Moved = tuple[float, Event, int]


@dataclass(frozen=True)
class Announced:
    """So many desks from one minute of the log to another."""

    begin: float
    end: float
    desks: int


def simulated(log: Log, announced: Sequence[Announced], *, seed: int) -> Floats:
    """Return low, middle and high in minutes for every row, shape (rows, 3).

    Args:
        announced: the desks as they were announced beforehand, ascending.
    """
    teller = _Teller(log, announced, seed=seed)
    for group in _groups(log):
        teller.tell(group)
    return teller.said


def _groups(log: Log) -> Iterator[list[Moved]]:
    """Everything that happens, cut where an arrival is too long after the first of its group."""
    group: list[Moved] = []
    first = -np.inf
    for moved in events(log):
        if moved[1] == Event.ARRIVED and moved[0] > first + TOGETHER_MINUTES:
            yield group
            group, first = [], moved[0]
        group.append(moved)
    yield group


class _Teller:
    def __init__(self, log: Log, announced: Sequence[Announced], *, seed: int) -> None:
        self.log, self.announced, self.seed = log, announced, seed
        self.watcher = Watcher(log)
        self.said = np.full((len(log), 3), np.nan)
        self.visits: list[Visit] = []
        self.experience: Experience | None = None
        self.learned_at = -np.inf
        self.opened: dict[date, tuple[Opened, ...]] = {}

    def tell(self, group: list[Moved]) -> None:
        """Estimate those who come in a group, then let everything in it happen."""
        coming = [row for _, event, row in group if event == Event.ARRIVED]
        if coming:
            now = group[0][0]
            self._learn(coming, now)
            for fast in (True, False):
                self._simulate([row for row in coming if self.watcher.fast[row] == fast], now)
        for now, event, row in group:
            self._happen(now, event, row)

    def _happen(self, now: float, event: Event, row: int) -> None:
        watcher = self.watcher
        if event == Event.ARRIVED:
            watcher.arrive(row, now)
        elif event == Event.CALLED:
            watcher.called(row, now)
        elif event == Event.LEFT:
            watcher.left_line(row, now)
            self.visits.append(self._visit(row, LEFT))
        else:
            watcher.finished(row, now)
            self.visits.append(self._visit(row, SERVED if self.log.served[row] else NO_SHOW))

    def _simulate(self, coming: list[int], now: float) -> None:
        if not coming:
            return
        fast = self.watcher.fast[coming[0]]
        line = self._line(coming, now, fast_only=fast)
        windows = forecast(
            line,
            calibration=Calibration(),
            seed=self.seed + coming[0],
            futures=FUTURES,
            experience=self.experience,
        )
        for row, window in zip(coming, windows[-len(coming) :], strict=True):
            ends = (window.raw_low, window.raw_middle, window.raw_high)
            since = self.log.arrived[row] - now
            self.said[row] = np.maximum(0, np.array(ends) - since)

    def _line(self, coming: list[int], now: float, *, fast_only: bool) -> Line:
        standard, fast = self.watcher.lanes
        rows = [*fast.waiting, *([] if fast_only else standard.waiting), *coming]
        serving = self.watcher.serving.items()
        return Line(
            now=_at(now),
            waiting=tuple(self._waiting(row, now) for row in rows),
            serving=tuple(Serving(_at(since), STANDARD, self._size(row)) for row, since in serving),
            openings=self._openings(now),
        )

    def _openings(self, now: float) -> tuple[Opening, ...]:
        """What is announced for about a day; the last desks are said to stay a while longer."""
        near = [one for one in self.announced if now - 60 < one.end and one.begin < now + 1440]
        spans = [_opening(one) for one in near if one.desks]
        ends = [span.closes_at for span in spans]
        begins = {span.opens_at for span in spans}
        return tuple(
            span if end in begins else replace(span, closes_at=end + LATEST_CLOSING)
            for span, end in zip(spans, ends, strict=True)
        )

    def _waiting(self, row: int, now: float) -> Waiting:
        lane = FAST_TRACK if self.watcher.fast[row] else STANDARD
        return Waiting(row, lane, self._size(row), _at(min(now, self.watcher.arrived[row])))

    def _visit(self, row: int, outcome: str) -> Visit:
        called = self.log.called[row]
        return Visit(
            taken_at=_at(self.log.arrived[row]),
            called_at=None if np.isnan(called) else _at(called),
            ended_at=_at(self.log.ended[row]),
            lane=FAST_TRACK if self.watcher.fast[row] else STANDARD,
            party_size=self._size(row),
            outcome=outcome,
        )

    def _size(self, row: int) -> int:
        return int(self.watcher.party[row])

    def _learn(self, coming: list[int], now: float) -> None:
        if now - self.learned_at < LEARN_EVERY_MINUTES:
            return
        line = replace(
            self._line(coming, now, fast_only=False),
            history=tuple(self.visits[-LESSONS:]),
        )
        today = [_opening(one) for one in self.announced if now // 1440 == one.begin // 1440]
        self.opened.update(late_openings(line.history, today, now=line.now))
        late = lateness(self.opened, today=line.now.date())
        self.experience = replace(learn(line), late=late)
        self.learned_at = now


def _opening(one: Announced) -> Opening:
    return Opening(_at(one.begin), _at(one.end), one.desks)


def _at(minutes: float) -> datetime:
    return EPOCH + timedelta(minutes=float(minutes))
