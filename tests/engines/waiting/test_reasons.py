"""Why a window moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from panah.engines.waiting import Drivers, Reason, Window, why_it_moved
from tests.engines.waiting.test_calibration import NOON, a_window

BEFORE = Drivers(ahead=40, fast_track_ahead=2, desks=10, service_minutes=12)


def moved(by: float, **changed: float) -> tuple[Window, Window]:
    old = a_window(40, 48, 56, drivers=BEFORE)
    new = a_window(40 + by, 48 + by, 56 + by, drivers=replace(BEFORE, **changed))
    return old, new


@pytest.mark.parametrize(
    ("by", "changed", "reason"),
    [
        (20, {"desks": 7}, Reason.DESKS_CLOSED),
        (-15, {"desks": 14}, Reason.DESKS_OPENED),
        (12, {"fast_track_ahead": 12}, Reason.FAST_TRACK_CAME),
        (16, {"service_minutes": 16}, Reason.SERVICE_SLOWER),
        (-16, {"service_minutes": 8}, Reason.SERVICE_FASTER),
        (-12, {"left_ahead": 10}, Reason.PEOPLE_LEFT),
    ],
)
def test_the_thing_that_changed_is_the_reason(
    by: float, changed: dict[str, float], reason: Reason
) -> None:
    assert why_it_moved(*moved(by, **changed)) == (reason,)


def test_ten_minutes_need_no_reason() -> None:
    assert why_it_moved(*moved(10, desks=8)) == ()


def test_the_weightiest_reason_comes_first() -> None:
    reasons = why_it_moved(*moved(40, desks=6, fast_track_ahead=14))

    assert reasons == (Reason.DESKS_CLOSED, Reason.FAST_TRACK_CAME)


def test_a_reason_that_points_the_other_way_is_not_said() -> None:
    assert why_it_moved(*moved(20, desks=14)) == (Reason.AS_BEFORE,)


def test_a_later_look_at_the_same_window_is_no_move() -> None:
    old = a_window(40, 48, 56, drivers=BEFORE)
    new = a_window(10, 18, 26, drivers=BEFORE, at=NOON + timedelta(minutes=30))

    assert why_it_moved(old, new) == ()


def test_people_of_the_fast_track_who_were_called_are_no_reason() -> None:
    assert why_it_moved(*moved(-15, fast_track_ahead=0)) == (Reason.AS_BEFORE,)
