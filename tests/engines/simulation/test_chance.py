"""Random numbers and laws: what is drawn has the distribution that is said."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from panah.engines.simulation import (
    Always,
    Desks,
    Exponential,
    Kind,
    Law,
    Lognormal,
    Observed,
    Scene,
    Waiting,
    call_times,
)
from panah.engines.simulation.chance import branch, chance, normal_exceeded

MANY = 20_000


def lengths(law: Law, *, after: float = 0.0) -> np.ndarray:
    """What remains of a service: when the one who waits behind it is called."""
    scene = Scene(
        [Kind(law)],
        Desks(1, served_minutes=[after], served_kind=[0]),
        Waiting([0], [0], [0.0]),
    )
    return call_times(scene, replications=MANY, seed=5, horizon_minutes=1e9)[:, 0]


def farthest(values: np.ndarray, exceeded) -> float:
    """The largest distance between the shares that were drawn and those of the law."""
    ordered = np.sort(values)
    expected = 1 - np.array([exceeded(x) for x in ordered])
    return float(np.abs(expected - (np.arange(len(ordered)) + 0.5) / len(ordered)).max())


KOLMOGOROV = 1.95 / math.sqrt(MANY)  # one sample of a thousand lies farther


def test_chances_are_spread_evenly_and_do_not_repeat() -> None:
    key = np.uint64(branch(np.uint64(0), 7))  # a compiled key comes back as a plain number
    values = np.array([chance(key, draw) for draw in range(MANY)])

    assert len(set(values)) == MANY
    assert farthest(values, lambda x: 1 - x) < KOLMOGOROV
    assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 4 / math.sqrt(MANY)


@pytest.mark.parametrize("p", [1e-12, 1e-6, 0.01, 0.07, 0.08, 0.5, 0.92, 0.93, 0.999, 1 - 1e-9])
def test_normal_quantiles_have_six_right_digits(p: float) -> None:
    assert normal_exceeded(p) == pytest.approx(-NormalDist().inv_cdf(p), rel=1e-6, abs=1e-6)


def test_lognormal_services_have_their_mean_and_deviation() -> None:
    drawn = lengths(Lognormal(12, 0.6))

    assert abs(drawn.mean() - 12) < 4 * drawn.std() / math.sqrt(MANY)
    assert drawn.std() / drawn.mean() == pytest.approx(0.6, rel=0.05)


def test_what_remains_of_an_exponential_service_forgets_what_has_passed() -> None:
    assert farthest(lengths(Exponential(10), after=25), lambda x: math.exp(-x / 10)) < KOLMOGOROV


def test_what_remains_of_a_lognormal_service_is_that_of_the_longer_ones() -> None:
    law = NormalDist(math.log(12) - math.log(1.36) / 2, math.sqrt(math.log(1.36)))

    def exceeded(x: float) -> float:
        return (1 - law.cdf(math.log(20 + x))) / (1 - law.cdf(math.log(20)))

    assert farthest(lengths(Lognormal(12, 0.6), after=20), exceeded) < KOLMOGOROV


def test_what_remains_of_an_observed_service_is_drawn_from_the_longer_ones() -> None:
    drawn = lengths(Observed([3, 30, 5, 40, 20]), after=20)

    values, counts = np.unique(drawn, return_counts=True)
    assert values.tolist() == [10, 20]
    assert abs(counts[0] - MANY / 2) < 4 * math.sqrt(MANY / 4)


def test_observed_services_are_drawn_as_often_as_they_were_seen() -> None:
    values, counts = np.unique(lengths(Observed([4, 8, 8, 16])), return_counts=True)

    assert values.tolist() == [4, 8, 16]
    assert np.abs(counts - MANY * np.array([0.25, 0.5, 0.25])).max() < 4 * math.sqrt(MANY / 4)


def test_a_service_longer_than_any_observed_goes_on_with_the_mean() -> None:
    drawn = lengths(Observed([4, 8]), after=30)

    assert abs(drawn.mean() - 6) < 4 * 6 / math.sqrt(MANY)


def test_a_fixed_service_ends_when_it_must() -> None:
    assert set(lengths(Always(10), after=4)) == {6.0}
    assert set(lengths(Always(10), after=14)) == {0.0}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Always(-1),
        lambda: Exponential(math.inf),
        lambda: Lognormal(0, 0.6),
        lambda: Lognormal(10, 0),
        lambda: Observed([]),
        lambda: Observed([1, -2]),
        lambda: Observed([math.nan]),
    ],
)
def test_lengths_that_cannot_be_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"length|lognormal"):
        wrong()
