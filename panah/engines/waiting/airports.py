"""Mean waits at airports an hour ahead, learned on earlier months and judged on later ones.

Real queues by the hour (US Customs and Border Protection, public domain). Known is that hour's load
(people, flights, booths) and everything about earlier hours; asked is the mean wait of the hour.
"""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from panah.engines.waiting import scores
from panah.engines.waiting.logs import Floats, UnusableLog

HOUR = 3600
JUDGED_SHARE = 0.2  # of the months, the last ones
LAGS = (1, 2, 3, 24, 48, 168)
LONG = ("p3145", "p4660", "p6190", "p91120", "p121Plus")
FIGURES = ("Average", "Max", *LONG, "Total", "Flights", "Booths")
NAMES = ("Airport", "Terminal", "hour_start")
RECENT = {"week": 0.2, "day": 0.1, "load": 0.15}

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Queues:
    """One line for every hour of every terminal, in the order of the hours."""

    place: Integers
    airport: Integers
    hour: Integers  # since 1970
    clock: Integers
    weekday: Integers
    month: Integers
    figures: dict[str, Floats]

    @property
    def waited(self) -> Floats:
        """The mean wait of the hour, in minutes."""
        return self.figures["Average"]


def read_queues(path: Path) -> Queues:
    """Return the queues in a file, plain or compressed.

    Raises:
        UnusableLog: a column or a figure is missing; the row counts from 0.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError):
        raise UnusableLog(f"{path.name} cannot be read") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := {*FIGURES, *NAMES} - set(reader.fieldnames or ()):
        raise UnusableLog(f"the column {min(missing)} is not there")
    rows = list(reader)
    if not rows:
        raise UnusableLog("there is no row in it")
    rows_at = sorted((_moment(number, row), number) for number, row in enumerate(rows))
    return _queues([rows[number] for _, number in rows_at], [moment for moment, _ in rows_at])


def _moment(number: int, row: dict[str, str]) -> datetime:
    try:
        moment = datetime.fromisoformat(row["hour_start"])
        for name in FIGURES:
            float(row[name] or 0)
    except (ValueError, TypeError):
        raise UnusableLog("is no hour with its figures", row=number) from None
    return moment.replace(tzinfo=None)


def _queues(rows: list[dict[str, str]], moments: list[datetime]) -> Queues:
    epoch = datetime(1970, 1, 1)  # noqa: DTZ001 - local clocks, compared within one terminal

    def counted(values: list[int]) -> Integers:
        return np.array(values, dtype=np.int64)

    def named(names: list[str]) -> Integers:
        return np.unique(names, return_inverse=True)[1].astype(np.int64)

    return Queues(
        place=named([f"{row['Airport']} {row['Terminal']}" for row in rows]),
        airport=named([row["Airport"] for row in rows]),
        hour=counted([round((moment - epoch).total_seconds() / HOUR) for moment in moments]),
        clock=counted([moment.hour for moment in moments]),
        weekday=counted([moment.weekday() for moment in moments]),
        month=counted([moment.year * 12 + moment.month for moment in moments]),
        figures={name: np.array([float(row[name] or 0) for row in rows]) for name in FIGURES},
    )


def measured(queues: Queues) -> dict[str, Any]:
    """Return how far estimates of the later months err, beside two simple rules.

    The models have seen the earlier months and nothing else.
    """
    features, recent = _features(queues)
    months = np.unique(queues.month)
    later = months[-max(1, round(len(months) * JUDGED_SHARE)) :]
    rows = np.isin(queues.month, later)
    if rows.all():
        raise UnusableLog("there is only one month in it")
    with threadpool_limits(limits=1):
        said = _said(features, queues.waited, rows)
    truth = queues.waited[rows]
    return {
        "rows": len(rows),
        "judged": int(rows.sum()),
        "months": len(later),
        "mean_wait": float(truth.mean()),
        "panah": vars(scores.middle(said, truth)),
        **{name: _rule(rule[rows], truth) for name, rule in recent.items()},
    }


def _rule(said: Floats, truth: Floats) -> dict[str, float]:
    """A rule is judged where it says anything."""
    says = np.isfinite(said)
    return vars(scores.middle(said[says], truth[says]))


def _said(features: Floats, waited: Floats, rows: NDArray[np.bool_]) -> Floats:
    """Two models, one of the wait and one of its logarithm, halfway between them."""
    tells = np.isfinite(features[~rows]).any(axis=0)
    past, now = features[~rows][:, tells], features[rows][:, tells]
    plain = _model().fit(past, waited[~rows]).predict(now)
    logs = _model().fit(past, np.log(waited[~rows] + 3)).predict(now)
    mean: Floats = (plain + np.exp(logs) - 3) / 2
    return mean


def _model() -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(
        loss="absolute_error",
        max_iter=300,
        learning_rate=0.08,
        max_leaf_nodes=31,
        min_samples_leaf=20,
        l2_regularization=1.0,
        max_features=0.5,
        early_stopping=False,
        random_state=1,
    )


def _features(queues: Queues) -> tuple[Floats, dict[str, Floats]]:
    """The load of the hour and everything about earlier hours; and the simple rules among it."""
    load = _load(queues)
    usual = {name: _usual(queues, name, load) for name in RECENT}
    before = _lagged(queues)
    columns: list[NDArray[Any]] = [
        queues.place, queues.airport, queues.clock, queues.weekday, queues.month % 12,
        *(queues.figures[name] for name in ("Total", "Flights", "Booths")),
        load,
        queues.figures["Total"] / np.maximum(1, queues.figures["Flights"]),
        _at_airport(queues),
        *usual.values(),
        np.exp(usual["load"]) * (load + 5),
        *before.values(),
    ]  # fmt: skip
    rules = {"previous_hour": before["Average 1"], "hour_of_week": usual["week"]}
    return np.column_stack(columns), rules


def _load(queues: Queues) -> Floats:
    """People for each booth."""
    return queues.figures["Total"] / np.maximum(1, queues.figures["Booths"])


def _lagged(queues: Queues) -> dict[str, Floats]:
    """Figures of the same terminal some hours ago; NaN where there was no such hour."""
    rows = {key: row for row, key in enumerate(_keys(queues, 0))}
    long_waits = sum(queues.figures[name] for name in LONG)
    told = {
        **{name: queues.figures[name] for name in ("Average", "Max", "Total", "Booths", "Flights")},
        "long": long_waits / np.maximum(1, queues.figures["Total"]),
    }
    found: dict[str, Floats] = {}
    for lag in LAGS:
        ago = np.array([rows.get(key, -1) for key in _keys(queues, lag)])
        for name, values in told.items():
            found[f"{name} {lag}"] = np.where(ago >= 0, values[ago], np.nan)
    return found


def _keys(queues: Queues, lag: int) -> list[tuple[int, int]]:
    return list(zip(queues.place.tolist(), (queues.hour - lag).tolist(), strict=True))


def _at_airport(queues: Queues) -> Floats:
    """People in all terminals of the airport in this hour."""
    key = np.column_stack([queues.airport, queues.hour])
    _, group = np.unique(key, axis=0, return_inverse=True)
    terminals: Integers = group.reshape(-1).astype(np.int64)
    sums = np.bincount(terminals, weights=queues.figures["Total"])[terminals]
    return np.asarray(sums, dtype=np.float64)


def _usual(queues: Queues, name: str, load: Floats) -> Floats:
    """A running mean of earlier hours: of the same hour of the week, or of the day.

    For `load` it is the logarithm of how the wait stood to the people for each booth.
    """
    waited = queues.waited if name != "load" else np.log((queues.waited + 2) / (load + 5))
    weekday = queues.weekday if name == "week" else np.zeros_like(queues.weekday)
    keys = zip(queues.place.tolist(), weekday.tolist(), queues.clock.tolist(), strict=True)
    means: dict[tuple[int, int, int], float] = {}
    found = np.full(len(waited), np.nan)
    for row, (key, value) in enumerate(zip(keys, waited.tolist(), strict=True)):
        mean = means.get(key, value)
        found[row] = means.get(key, np.nan)
        means[key] = mean + RECENT[name] * (value - mean)
    return found
