"""Windows hold as often as they say, whatever the futures said."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from panah.engines.waiting import Calibration, Drivers, Window

NOON = datetime(2022, 10, 5, 12, tzinfo=UTC)


def a_window(low: float = 10, middle: float = 20, high: float = 30, **changed: object) -> Window:
    window = Window(
        7, NOON, low, middle, high, low, middle, high, 1.0, "5-9", Drivers(6, 0, 4, 12.0)
    )
    return replace(window, **changed)


def said(calibration: Calibration, raw: tuple[float, float, float]) -> Window:
    low, middle, high = calibration.adjusted(raw, band="5-9")
    return a_window(low, middle, high)


@pytest.mark.parametrize(("bias", "spread"), [(0, 25), (15, 10), (-12, 4), (0, 1)])
def test_eighty_in_a_hundred_windows_hold_even_when_the_futures_are_wrong(
    bias: float, spread: float
) -> None:
    draw, calibration, held = random.Random(1), Calibration(), 0
    for _ in range(2000):
        window = said(calibration, (30, 40, 50))
        truth = 40 + bias + draw.gauss(0, spread)
        held += window.low_minutes <= truth <= window.high_minutes
        calibration = calibration.learned(window, truth)

    assert held / 2000 == pytest.approx(0.8, abs=0.02)


def test_a_middle_that_is_always_early_comes_later() -> None:
    calibration = Calibration()
    for _ in range(2000):
        calibration = calibration.learned(said(calibration, (30, 40, 50)), 46)

    assert calibration.adjusted((30, 40, 50), band="5-9")[1] > 44


def held_of_all(*, drop_those_who_left: bool) -> float:
    """The share of windows that hold for whoever stays, where the long waits make people leave."""
    draw, calibration, held = random.Random(2), Calibration(), 0
    for _ in range(4000):
        window = said(calibration, (30, 40, 50))
        truth, bears = draw.lognormvariate(3.6, 0.5), draw.expovariate(1 / 60)
        held += window.low_minutes <= truth <= window.high_minutes
        left = bears < truth
        if not (left and drop_those_who_left):
            calibration = calibration.learned(window, min(truth, bears), left=left)
    return held / 4000


def test_dropping_those_who_left_makes_windows_hold_less_often_and_ours_does_not() -> None:
    assert held_of_all(drop_those_who_left=True) < 0.765
    assert held_of_all(drop_those_who_left=False) == pytest.approx(0.8, abs=0.02)


def test_who_left_at_once_proves_nothing() -> None:
    learned = Calibration().learned(a_window(), 0, left=True)

    assert learned.adjusted((10, 20, 30), band="5-9") == (10, 20, 30)


def test_who_left_after_the_high_end_makes_windows_reach_later() -> None:
    learned = Calibration().learned(a_window(), 40, left=True)

    assert learned.adjusted((10, 20, 30), band="5-9")[2] > 30


def test_a_band_that_knows_nothing_begins_where_the_others_are() -> None:
    learned = Calibration().learned(a_window(), 50)

    assert learned.adjusted((1, 2, 3), band="200+")[2] > 3


def test_the_state_survives_being_stored() -> None:
    learned = Calibration().learned(a_window(), 50).learned(a_window(), 12)

    assert Calibration.from_plain(json.loads(json.dumps(learned.plain()))) == learned


def test_a_window_survives_being_stored() -> None:
    assert Window.from_plain(json.loads(json.dumps(a_window().plain()))) == a_window()


def test_low_middle_and_high_stay_in_order_and_above_nothing() -> None:
    calibration = Calibration()
    for truth in (0, 0, 0, 90, 90, 0, 90) * 20:
        window = said(calibration, (5, 6, 7))
        calibration = calibration.learned(window, truth)

    low, middle, high = calibration.adjusted((5, 6, 7), band="5-9")
    assert 0 <= low <= middle <= high
