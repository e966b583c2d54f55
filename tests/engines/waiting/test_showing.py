"""What a person reads: outward to five minutes, never before now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from panah.engines.waiting import Called, shown
from tests.engines.waiting.test_calibration import NOON, a_window


def clock(hour: int, minute: int) -> datetime:
    return datetime(2022, 10, 5, hour, minute, tzinfo=UTC)


def test_both_ends_are_rounded_outward_to_five_minutes() -> None:
    found = shown(a_window(11, 20, 31), now=NOON)

    assert (found.not_before, found.not_after) == (clock(12, 10), clock(12, 35))


def test_an_end_on_the_step_stays_there() -> None:
    found = shown(a_window(10, 20, 30), now=NOON)

    assert (found.not_before, found.not_after) == (clock(12, 10), clock(12, 30))


def test_nobody_is_told_a_moment_that_has_passed() -> None:
    later = NOON + timedelta(minutes=17)
    found = shown(a_window(11, 20, 31), now=later)

    assert found.not_before == later


def test_a_window_that_has_passed_ends_after_now() -> None:
    later = NOON + timedelta(minutes=52)
    found = shown(a_window(11, 20, 31), now=later)

    assert later < found.not_after <= later + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("chance", "called"), [(0.95, Called.TODAY), (0.5, Called.PERHAPS), (0.02, Called.NOT_TODAY)]
)
def test_whether_today_follows_nine_of_ten_futures(chance: float, called: Called) -> None:
    assert a_window(chance_today=chance).called == called
