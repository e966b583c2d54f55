"""A log replayed as if it were live: at every arrival an estimate from what was known by then.

Three passes, none of which looks ahead: what a watcher knew, what models learned from it said,
and how far each was trusted and windows were moved after the truths that had come in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from panah.engines.waiting.boosting import Boosted, Lessons, boosted, median
from panah.engines.waiting.calibration import Calibration
from panah.engines.waiting.features import NAMES, Known, watch
from panah.engines.waiting.logs import Floats, Log
from panah.engines.waiting.mixing import Mixture
from panah.engines.waiting.window import band_of

RIVALS = {
    "mean_of_ten": "own_mean_10",
    "last_to_enter_service": "own_last_waited",
    "head_of_line": "own_head_age",
    "queue_length": "formula",
    "running_median": "usual",
}
FIRST_RATIOS = (0.1, 2.5)  # before anything is known: how far a wait is from its estimate
ENOUGH_RATIOS = 30
NARROWEST_SHARE = 0.02


@dataclass(frozen=True)
class Estimates:
    """One line for every row of the log; NaN where there was nothing to estimate.

    `low`, `middle` and `high` are for those who are served in the end: they are judged. `staying`
    is the middle for whoever stays however long it takes, and is there for those who left, too.
    `waiting` is how many waited at the arrival, in both lanes. `rivals` are the simple rules.
    """

    low: Floats
    middle: Floats
    high: Floats
    staying: Floats
    waiting: Floats
    known: Known
    rivals: dict[str, Floats]


class _Said(NamedTuple):
    low_minutes: float
    middle_minutes: float
    high_minutes: float
    band: str


def replay(log: Log, *, seed: int = 1, simulated: Floats | None = None) -> Estimates:
    """Return an estimate for everybody who waited.

    Args:
        seed: the same log and seed give the same estimates.
        simulated: low, middle and high for every row from a simulation of announced desks, shape
            (rows, 3), where desks are announced; each made of what was known at the arrival.
    """
    known = watch(log)
    asked = _in_order(log, log.waited)
    said = boosted(_lessons(log, known, simulated), asked=asked, arrived=log.arrived, seed=seed)
    staying = middles_of_stayers(log, known, seed=seed) if simulated is None else simulated[:, 1]
    judge = _Judge(log, known, said, staying=staying, simulated=simulated)
    for row in asked:
        judge.estimate(int(row))
    low, middle, high = judge.written.T
    return Estimates(low, middle, high, staying, judge.waiting, known, _rivals(known))


def _in_order(log: Log, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
    found = np.flatnonzero(rows)
    return found[np.argsort(log.arrived[found], kind="stable")]


def _lessons(log: Log, known: Known, simulated: Floats | None) -> Lessons:
    """Of the wait of those who are served, calls alone can teach."""
    features, formula = known.features, known.features[:, NAMES.index("formula")]
    if simulated is not None:
        features = np.hstack([features, simulated])
        formula = np.where(np.isfinite(simulated[:, 1]), simulated[:, 1], formula)
    known_at = np.where(log.waited, known.known_at, np.inf)
    return Lessons(features, formula, known.truth, known_at)


def middles_of_stayers(log: Log, known: Known, *, seed: int = 1) -> Floats:
    """Return the middle of the wait of whoever stays, for those who waited and those who left.

    Who left teaches it, from the call of somebody behind them on. Those whose wait is long leave
    more often: learned from calls alone, it would be too short.
    """
    everybody = Lessons(
        known.features, known.features[:, NAMES.index("formula")], known.truth, known.known_at
    )
    asked = _in_order(log, log.waited | np.isnan(log.called))
    return median(everybody, asked=asked, arrived=log.arrived, seed=seed)


def _rivals(known: Known) -> dict[str, Floats]:
    """The simple rules, each the running median until it can say something."""
    usual = np.nan_to_num(known.features[:, NAMES.index("usual")])
    columns = {name: known.features[:, NAMES.index(column)] for name, column in RIVALS.items()}
    return {name: np.where(np.isfinite(said), said, usual) for name, said in columns.items()}


class _Judge:
    """Trusts, widens and narrows by the truths that are known at each arrival."""

    def __init__(
        self, log: Log, known: Known, said: Boosted, *, staying: Floats, simulated: Floats | None
    ) -> None:
        self.log, self.known, self.said = log, known, said
        self.experts = _experts(known, said, staying, simulated=simulated)
        self.simulated = simulated
        self.waiting = (
            known.features[:, NAMES.index("own_ahead")]
            + known.features[:, NAMES.index("behind_lane")]
        )
        self.mixture = Mixture(self.experts.shape[1])
        self.calibration = Calibration()
        self.written = np.full((len(log), 3), np.nan)
        self.middles = np.full(len(log), np.nan)
        self.ratios: list[float] = []
        self._truths = self._as_known()
        self._next = next(self._truths, None)

    def estimate(self, row: int) -> None:
        """Write the window of one row."""
        self._learn_until(self.log.arrived[row])
        middle = self.mixture.mixed(self.experts[row])
        middle = 0.0 if np.isnan(middle) else middle
        self.middles[row] = middle
        self.written[row] = self.calibration.adjusted(
            self._raw(row, middle), band=self._band(row), narrowest=self._narrowest(row)
        )

    def _raw(self, row: int, middle: float) -> tuple[float, float, float]:
        ends = [(self.said.low[row], self.said.high[row])]
        if self.simulated is not None:
            ends.append((self.simulated[row, 0], self.simulated[row, 2]))
        if known := [pair for pair in ends if np.isfinite(pair[0])]:
            low, high = np.mean(known, axis=0).tolist()
            return min(low, middle), middle, max(high, middle)
        factors = FIRST_RATIOS
        if len(self.ratios) >= ENOUGH_RATIOS:
            below, above = np.quantile(self.ratios, (0.1, 0.9))
            factors = (float(below), float(above))
        return middle * factors[0], middle, middle * max(1.0, factors[1])

    def _learn_until(self, now: float) -> None:
        while self._next is not None and self.known.known_at[self._next] <= now:
            row = self._next
            truth = float(self.known.truth[row])
            self.mixture.learn(self.experts[row], truth)
            if len(self.ratios) < 4 * ENOUGH_RATIOS and self.middles[row] > 0:
                self.ratios.append(truth / self.middles[row])
            low, middle, high = self.written[row].tolist()
            said = _Said(low, middle, high, self._band(row))
            self.calibration = self.calibration.learned(said, truth)
            self._next = next(self._truths, None)

    def _as_known(self) -> Iterator[int]:
        """Those who waited and were served, as their calls become known."""
        rows = np.flatnonzero(self.log.waited & self.log.served)
        return iter(rows[np.argsort(self.known.known_at[rows], kind="stable")].tolist())

    def _band(self, row: int) -> str:
        return band_of(int(self.waiting[row]))

    def _narrowest(self, row: int) -> float:
        usual = self.known.features[row, NAMES.index("usual")]
        return NARROWEST_SHARE * float(usual) if usual > 0 else 1e-3


def _experts(
    known: Known, said: Boosted, staying: Floats, *, simulated: Floats | None
) -> NDArray[np.float64]:
    """What is mixed: simple rules and models, or the simulation and what corrects it."""
    if simulated is not None:
        walked = simulated[:, 1]
        return np.column_stack([walked, said.factor, (walked + said.factor) / 2])
    rules = [known.features[:, NAMES.index(column)] for column in RIVALS.values()]
    rules.append(known.features[:, NAMES.index("pace_formula")])
    both = (said.plain + said.factor) / 2
    models = [said.plain, said.factor, both, staying, (staying + said.plain) / 2]
    return np.column_stack([*rules, *models])
