"""Simulation: queues with desks that open and close, walked through many futures, fast.

`call_times` runs what another process has compiled. Whole days (`futures`) and logs (`called_at`)
import numba, which costs a process 40 MB, and 95 where it compiles.
"""

from panah.engines.simulation.laws import Always, Exponential, Law, Lognormal, Observed
from panah.engines.simulation.running import call_times, futures, quantiles
from panah.engines.simulation.scene import (
    Arrivals,
    Batch,
    Desks,
    Futures,
    Kind,
    Lateness,
    Scene,
    Waiting,
)
from panah.engines.simulation.tables import LEFT, NO_SHOW, NOT_CALLED, SERVED
from panah.engines.simulation.traces import Trace, called_at

__all__ = [
    "LEFT",
    "NOT_CALLED",
    "NO_SHOW",
    "SERVED",
    "Always",
    "Arrivals",
    "Batch",
    "Desks",
    "Exponential",
    "Futures",
    "Kind",
    "Lateness",
    "Law",
    "Lognormal",
    "Observed",
    "Scene",
    "Trace",
    "Waiting",
    "call_times",
    "called_at",
    "futures",
    "quantiles",
]
