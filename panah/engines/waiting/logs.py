"""A log of visits, checked row by row before anything is reckoned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from panah.engines.waiting.state import FAST_TRACK, LEFT, NO_SHOW, SERVED, STANDARD

Floats = NDArray[np.float64]
COLUMNS = ("arrived_at", "called_at", "finished_at", "lane", "party_size", "outcome")
LANES = (FAST_TRACK, STANDARD)
OUTCOMES = (SERVED, LEFT, NO_SHOW)
LARGEST_PARTY = 1000


class UnusableLog(ValueError):
    """A log, or the row of a log, that cannot be replayed."""

    def __init__(self, rule: str, *, row: int | None = None, column: str = "") -> None:
        super().__init__(rule)
        self.rule, self.row, self.column = rule, row, column

    def __str__(self) -> str:
        where = [f"row {self.row}"] if self.row is not None else []
        return ", ".join([*where, *([self.column] if self.column else []), self.rule])


@dataclass(frozen=True)
class Log:
    """Visits in the order of the file; moments in minutes since the first midnight of the log.

    Moments that did not come are NaN: who left was not called, whoever was called did not leave.
    `clock` is the minute of the day on the centre's own clock, `weekday` counts from Monday.
    """

    arrived: Floats
    called: Floats
    ended: Floats
    clock: Floats
    weekday: Floats
    fast_track: NDArray[np.bool_]
    party_size: Floats
    served: NDArray[np.bool_]
    begins_at: datetime

    def __len__(self) -> int:
        return len(self.arrived)

    @property
    def waited(self) -> NDArray[np.bool_]:
        """Who was called after they had arrived: everybody for whom there is something to say."""
        return np.asarray(self.called > self.arrived)


@dataclass(frozen=True)
class _Row:
    arrived_at: datetime
    called_at: datetime | None
    ended_at: datetime
    fast_track: bool
    party_size: int
    served: bool


def read_log(rows: Iterable[Mapping[str | None, object]]) -> Log:
    """Return the log that rows of text make.

    Raises:
        UnusableLog: a row says something impossible; it names the row, counted from 0.
    """
    read = [_row(number, row) for number, row in enumerate(rows)]
    if not read:
        raise UnusableLog("there is no row in it")
    return _log(read)


def _log(rows: list[_Row]) -> Log:
    first = min(row.arrived_at for row in rows).replace(hour=0, minute=0, second=0, microsecond=0)

    def minutes(moment: datetime | None) -> float:
        return float("nan") if moment is None else (moment - first).total_seconds() / 60

    def column(values: Iterable[float]) -> Floats:
        return np.array(list(values), dtype=np.float64)

    return Log(
        arrived=column(minutes(row.arrived_at) for row in rows),
        called=column(minutes(row.called_at) for row in rows),
        ended=column(minutes(row.ended_at) for row in rows),
        clock=column(row.arrived_at.hour * 60 + row.arrived_at.minute for row in rows),
        weekday=column(row.arrived_at.weekday() for row in rows),
        fast_track=np.array([row.fast_track for row in rows]),
        party_size=column(row.party_size for row in rows),
        served=np.array([row.served for row in rows]),
        begins_at=first,
    )


def _row(number: int, row: Mapping[str | None, object]) -> _Row:
    cells = _cells(number, row)
    _one_of(number, "lane", cells["lane"], known=LANES)
    _one_of(number, "outcome", cells["outcome"], known=OUTCOMES)
    arrived, called, ended = _moments(number, cells)
    return _Row(
        arrived_at=arrived,
        called_at=called,
        ended_at=ended,
        fast_track=cells["lane"] == FAST_TRACK,
        party_size=_size(number, cells["party_size"]),
        served=cells["outcome"] == SERVED,
    )


def _moments(number: int, cells: dict[str, str]) -> tuple[datetime, datetime | None, datetime]:
    """When they came, were called and were done, in this order; who left was hardly ever called."""
    arrived, called, ended = (_moment(number, name, cells[name]) for name in COLUMNS[:3])
    if cells["outcome"] != SERVED:
        ended = ended or called
    if called is None and cells["outcome"] != LEFT:
        raise UnusableLog(
            f"is empty; the outcome is {cells['outcome']}", row=number, column="called_at"
        )
    if arrived is None or ended is None:
        empty = "finished_at" if arrived else "arrived_at"
        raise UnusableLog("is empty", row=number, column=empty)
    _forwards(number, arrived, called, ended=ended)
    return arrived, called, ended


def _cells(number: int, row: Mapping[str | None, object]) -> dict[str, str]:
    if None in row or any(row.get(column) is None for column in COLUMNS):
        raise UnusableLog("has more or fewer cells than the first line", row=number)
    return {column: str(row[column]).strip() for column in COLUMNS}


def _one_of(number: int, column: str, value: str, *, known: tuple[str, ...]) -> None:
    if value not in known:
        said = f"is {value!r}; known are {', '.join(known)}" if value else "is empty"
        raise UnusableLog(said, row=number, column=column)


def _moment(number: int, column: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UnusableLog(f"is {text!r}, no moment", row=number, column=column) from None
    if moment.tzinfo is None:
        raise UnusableLog(f"is {text!r}, without a zone", row=number, column=column)
    return moment


def _size(number: int, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST_PARTY):
        said = f"is {text!r}, not a number from 1" if text else "is empty"
        raise UnusableLog(said, row=number, column="party_size")
    return int(text)


def _forwards(number: int, arrived: datetime, called: datetime | None, *, ended: datetime) -> None:
    if called is not None and called < arrived:
        raise UnusableLog("is before arrived_at", row=number, column="called_at")
    if ended < (called or arrived):
        before = "called_at" if called else "arrived_at"
        raise UnusableLog(f"is before {before}", row=number, column="finished_at")
