"""Chance, compiled: numbers that depend on nothing but their key, and lengths drawn from laws.

Random numbers are hashes (splitmix64 of Steele, Lea and Flood, 2014) of seed, replication, lane,
ticket and purpose. A future is therefore the same whichever thread draws it, and a ticket keeps
its luck when a desk is added.
"""

from __future__ import annotations

import math

import numpy as np

from panah.engines.simulation.compiling import compiled
from panah.engines.simulation.laws import Floats
from panah.engines.simulation.tables import ALWAYS, EXPONENTIAL, LOGNORMAL, Row

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
SECOND_FACTOR = np.uint64(0x94D049BB133111EB)
S12, S27, S30, S31 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31)
STEP_OF_52_BITS = 2.0**-52
ROOT_2 = math.sqrt(2.0)
LEAST_SURVIVAL = 1e-12


@compiled
def mixed(number: np.uint64) -> np.uint64:
    number = (number ^ (number >> S30)) * FIRST_FACTOR
    number = (number ^ (number >> S27)) * SECOND_FACTOR
    return number ^ (number >> S31)


@compiled
def branch(key: np.uint64, number: int) -> np.uint64:
    return mixed(key ^ mixed(np.uint64(number + 1) * GOLDEN))


@compiled
def chance(key: np.uint64, draw: int) -> float:
    """A number strictly between 0 and 1."""
    bits = mixed(key + np.uint64(draw + 1) * GOLDEN) >> S12
    return (float(bits) + 0.5) * STEP_OF_52_BITS


@compiled
def normal_exceeded(p: float) -> float:
    """What a standard normal exceeds with probability p; Wichura (1988), AS 241, seven digits."""
    q = 0.5 - p
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        below = ((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0
        return q * above / below
    r = math.sqrt(-math.log(min(p, 1.0 - p)))
    if r <= 5.0:
        r -= 1.6
        above = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        below = (0.12021132975 * r + 0.73700164250) * r + 1.0
    else:
        r -= 5.0
        above = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        below = (0.012258202635 * r + 0.24197894225) * r + 1.0
    return math.copysign(above / below, q)


@compiled
def exceeded(law: Row, samples: Floats, p: float) -> float:
    """The length that the law exceeds with probability p."""
    family = law["family"]
    first: float = law["first"]
    if family == LOGNORMAL:
        return math.exp(first + law["second"] * normal_exceeded(p))
    if family == EXPONENTIAL:
        return -math.log(p) * first
    if family == ALWAYS:
        return first
    length: float = samples[law["start"] + law["count"] - 1 - int(p * law["count"])]
    return length


@compiled
def survival(law: Row, samples: Floats, minutes: float) -> float:
    """The probability that the law exceeds so many minutes."""
    if minutes <= 0.0:
        return 1.0
    family = law["family"]
    if family == LOGNORMAL:
        return 0.5 * math.erfc((math.log(minutes) - law["first"]) / law["second"] / ROOT_2)
    if family == EXPONENTIAL:
        return math.exp(-minutes / law["first"]) if law["first"] > 0.0 else 0.0
    own = samples[law["start"] : law["start"] + law["count"]]
    longer: float = 1.0 - np.searchsorted(own, minutes, side="right") / law["count"]
    return longer


@compiled
def remaining(law: Row, samples: Floats, spell: tuple[float, float]) -> float:
    """What remains after so many minutes, given a chance: `spell` is both.

    Something that outlasted all that was ever measured goes on exponentially, with the law's mean.
    """
    passed, p = spell
    first: float = law["first"]
    mean: float = law["mean"]
    if law["family"] == ALWAYS:
        return max(0.0, first - passed)
    longer = survival(law, samples, passed)
    if longer < LEAST_SURVIVAL:
        return -math.log(p) * mean
    return max(0.0, exceeded(law, samples, p * longer) - passed)
