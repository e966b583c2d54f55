"""The first simple range: honest, rounded outward, and never narrower for more people ahead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.line.estimate import STEP, Pace, call_range, recent_pace
from tests.builders import MORNING

minutes = st.floats(1, 60)
desks = st.integers(1, 60)
ahead = st.integers(0, 600)


def _range(count: int, pace: Pace) -> tuple[float, float]:
    found = call_range(count, pace, start=MORNING)
    assert found is not None
    return tuple((moment - MORNING) / timedelta(minutes=1) for moment in found)  # type: ignore[return-value]


def test_a_known_line_gives_a_known_range() -> None:
    # 24 ahead, 12 desks, 12 minutes each: 24 minutes, give or take 7.3, and one more to the end.
    assert _range(24, Pace(12, 12.0)) == (15, 35)


@given(ahead, desks, minutes)
def test_the_range_holds_the_mean_and_stands_on_five_minute_marks(
    count: int, open_desks: int, length: float
) -> None:
    first, last = _range(count, Pace(open_desks, length))

    assert first <= count * length / open_desks <= last
    assert first % 5 == last % 5 == 0


@given(ahead, desks, minutes)
def test_more_people_ahead_never_mean_an_earlier_call(
    count: int, open_desks: int, length: float
) -> None:
    pace = Pace(open_desks, length)

    assert _range(count, pace)[1] <= _range(count + 1, pace)[1]


@given(ahead, desks, minutes)
def test_more_desks_never_lengthen_a_wait(count: int, open_desks: int, length: float) -> None:
    fewer, more = (
        _range(count, Pace(open_desks, length)),
        _range(count, Pace(open_desks + 1, length)),
    )

    assert more[1] <= fewer[1]


@given(ahead, desks, minutes)
def test_nobody_is_told_a_moment_that_has_passed(
    count: int, open_desks: int, length: float
) -> None:
    assert _range(count, Pace(open_desks, length))[0] >= 0


def test_without_a_desk_nobody_can_say() -> None:
    assert call_range(3, Pace(0, 12.0), start=MORNING) is None


def test_a_negative_line_is_an_error() -> None:
    with pytest.raises(ValueError, match="-1"):
        call_range(-1, Pace(1, 12.0), start=MORNING)


def test_the_first_interviews_move_the_pace_a_little_and_many_move_it_all_the_way() -> None:
    one, many = recent_pace([60.0], desks=1), recent_pace([60.0] * 500, desks=1)

    assert 14 < one.minutes_at_desk < 25
    assert many.minutes_at_desk > 59


def test_a_mark_is_five_minutes() -> None:
    assert timedelta(minutes=5) == STEP
