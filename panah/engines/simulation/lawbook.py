"""The laws of a scene as the kernel reads them: numbered, with all samples in one array."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from panah.engines.simulation import tables
from panah.engines.simulation.laws import Always, Exponential, Floats, Law, Lognormal, Observed
from panah.engines.simulation.scene import measured

Row = tuple[int, float, float, float, int, int]


@dataclass
class LawBook:
    """Laws by number, each written once."""

    rows: list[Row] = field(default_factory=list)
    samples: list[Floats] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)

    def number(self, law: Law | None) -> int:
        """The number under which the kernel finds the law."""
        if law is None:
            return tables.NO_LAW
        if id(law) not in self.known:
            self.known[id(law)] = len(self.rows)
            self.rows.append(self._row(law))
        return self.known[id(law)]

    def _row(self, law: Law) -> Row:
        if isinstance(law, Always):
            return tables.ALWAYS, law.minutes, 0.0, law.minutes, 0, 0
        if isinstance(law, Exponential):
            return tables.EXPONENTIAL, law.mean_minutes, 0.0, law.mean_minutes, 0, 0
        if isinstance(law, Lognormal):
            spread = math.log1p(law.cv**2)
            middle = math.log(law.mean_minutes) - spread / 2
            return tables.LOGNORMAL, middle, math.sqrt(spread), law.mean_minutes, 0, 0
        return self._observed_row(law)

    def _observed_row(self, law: Observed) -> Row:
        values = measured(law.minutes)
        start = sum(map(len, self.samples))
        self.samples.append(values)
        return tables.OBSERVED, 0.0, 0.0, float(values.mean()), start, len(values)

    def written(self) -> tables.Table:
        """All laws that were asked for."""
        return tables.table(tables.LAW, self.rows)

    def all_samples(self) -> Floats:
        """The samples of all of them, one after the other."""
        return np.concatenate([*self.samples, np.empty(0)])
