"""A log told in the order in which it happened, and what a watcher at the door remembers of it.

Known at an arrival is everything stamped at or before that moment, nothing else. Of those who
arrive at the same moment, the earlier row is ahead of the later one.
"""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict, deque
from collections.abc import Iterator
from enum import IntEnum

from panah.engines.waiting.logs import Log

REMEMBERED = 60
HALF_HOUR = 30.0
NIGHT_MINUTES = 120.0
DAY_WEIGHT = 0.2


class Event(IntEnum):
    """What happens to a row, in this order at one moment."""

    FINISHED = 0
    LEFT = 1
    CALLED = 2
    ARRIVED = 3


Told = tuple[float, int, float, float, Event, int]


def events(log: Log) -> Iterator[tuple[float, Event, int]]:
    """Every moment with its kind and row, in order; who is called on arrival is called then."""
    told: list[Told] = []
    columns = (log.arrived.tolist(), log.called.tolist(), log.ended.tolist())
    for row, (arrived, called, ended) in enumerate(zip(*columns, strict=True)):
        told.append((arrived, 1, row, 0, Event.ARRIVED, row))
        if called >= arrived:
            told.append(_told(called, Event.CALLED, row, arrived=arrived))
            told.append(_told(ended, Event.FINISHED, row, arrived=arrived, called=called))
        else:
            told.append(_told(ended, Event.LEFT, row, arrived=arrived))
    told.sort()
    return ((moment, event, row) for moment, _, _, _, event, row in told)


def _told(
    moment: float, event: Event, row: int, *, arrived: float, called: float = float("nan")
) -> Told:
    if moment == arrived:  # after their own arrival, before the next person's
        return (moment, 1, row, 1 + (event == Event.FINISHED), event, row)
    rank = Event.CALLED + 0.5 if moment == called else float(event)
    return (moment, 0, rank, row, event, row)


class Lane:
    """Who waits in one lane, and what those who were called from it had waited."""

    def __init__(self) -> None:
        self.waiting: OrderedDict[int, float] = OrderedDict()
        self.people = 0.0
        self.arrived_sum = 0.0
        self.calls: deque[float] = deque(maxlen=REMEMBERED)
        self.arrivals: deque[float] = deque(maxlen=REMEMBERED)
        self.waits: deque[float] = deque(maxlen=REMEMBERED)  # of those who waited at all
        self.paces: deque[float] = deque(maxlen=REMEMBERED)  # their waits for each one ahead
        self.delays: deque[float] = deque(maxlen=REMEMBERED)  # and those who left, had they stayed
        self.last_wait = float("nan")  # of the last who was called, perhaps at once
        self.by_half_hour: dict[int, float] = {}
        self.gone: list[int] = []  # left, and nobody behind them was called yet

    def oldest(self) -> float:
        """When the head of the line arrived; NaN when nobody waits."""
        return next(iter(self.waiting.values()), float("nan"))


class Watcher:
    """What somebody at the door knows, told one event after the other."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.arrived: list[float] = log.arrived.tolist()
        self.party: list[float] = log.party_size.tolist()
        self.fast: list[bool] = log.fast_track.tolist()
        self.half_hour: list[int] = (log.clock // HALF_HOUR).astype(int).tolist()
        self.lanes = (Lane(), Lane())
        self.ahead: dict[int, int] = {}
        self.serving: OrderedDict[int, float] = OrderedDict()
        self.serving_sum = 0.0
        self.busiest: deque[tuple[float, int]] = deque()
        self.services: deque[float] = deque(maxlen=REMEMBERED)
        self.at_once: deque[bool] = deque(maxlen=REMEMBERED)  # last called: without a wait?
        self.departures: deque[bool] = deque(maxlen=REMEMBERED)  # did the last ones leave uncalled?
        self.calls: deque[float] = deque(maxlen=REMEMBERED)
        self.waits: deque[float] = deque(maxlen=REMEMBERED)
        self.arrivals: deque[float] = deque(maxlen=REMEMBERED)
        self.left: deque[float] = deque(maxlen=REMEMBERED)
        self.desks_by_half_hour: dict[int, float] = {}
        self.opened_at = float("-inf")
        self.all_waits: tuple[list[float], list[float]] = ([], [])
        self.truths: dict[int, tuple[float, float]] = {}  # row: known when, waited how long

    def lane(self, row: int) -> Lane:
        """The lane of a row."""
        return self.lanes[self.fast[row]]

    def finished(self, row: int, now: float) -> None:
        """A desk is done with somebody."""
        since = self.serving.pop(row)
        self.serving_sum -= since
        if self.log.served[row]:
            self.services.append(now - since)

    def left_line(self, row: int, now: float) -> None:
        """Somebody went away uncalled. How long they would have waited is seen later."""
        self._out(row)
        self.departures.append(True)
        self.left.append(now)
        self.lane(row).gone.append(row)

    def called(self, row: int, now: float) -> None:
        """A number came up."""
        self._out(row)
        lane, waited = self.lane(row), now - self.arrived[row]
        self.serving[row] = now
        self.serving_sum += now
        self._note_busy(now)
        self.departures.append(False)
        self.at_once.append(waited <= 0)
        for calls in (lane.calls, self.calls):
            calls.append(now)
        lane.last_wait = waited
        if waited > 0:
            self._note_wait(row, waited, now)
        self._resolve(lane, self.arrived[row], now)

    def arrive(self, row: int, now: float) -> None:
        """Somebody takes a place."""
        if now - (self.arrivals[-1] if self.arrivals else float("-inf")) > NIGHT_MINUTES:
            self.opened_at = now
        lane = self.lane(row)
        lane.waiting[row] = now
        lane.people += self.party[row]
        lane.arrived_sum += now
        lane.arrivals.append(now)
        self.arrivals.append(now)

    def _out(self, row: int) -> None:
        lane = self.lane(row)
        lane.arrived_sum -= lane.waiting.pop(row)
        lane.people -= self.party[row]

    def _note_busy(self, now: float) -> None:
        busy = len(self.serving)
        while self.busiest and self.busiest[-1][1] <= busy:
            self.busiest.pop()
        self.busiest.append((now, busy))
        while self.busiest[0][0] < now - 2 * HALF_HOUR:
            self.busiest.popleft()

    def _note_wait(self, row: int, waited: float, now: float) -> None:
        lane, half_hour = self.lane(row), self.half_hour[row]
        lane.waits.append(waited)
        lane.delays.append(waited)
        self.waits.append(waited)
        lane.paces.append(waited / (1 + self.ahead.pop(row, 0)))
        insort(self.all_waits[self.fast[row]], waited)
        _towards(lane.by_half_hour, half_hour, waited)
        _towards(self.desks_by_half_hour, half_hour, float(len(self.serving)))
        self.truths[row] = (now, waited)

    def _resolve(self, lane: Lane, arrived: float, now: float) -> None:
        """Who left would have been called by now: somebody who came after them is."""
        if not lane.gone:
            return
        still = [row for row in lane.gone if self.arrived[row] >= arrived]
        for row in lane.gone:
            if self.opened_at <= self.arrived[row] < arrived:  # not the next morning
                self.truths[row] = (now, now - self.arrived[row])
                lane.delays.append(now - self.arrived[row])
        lane.gone = still


def _towards(means: dict[int, float], key: int, value: float) -> None:
    means[key] = means.get(key, value) + DAY_WEIGHT * (value - means.get(key, value))
