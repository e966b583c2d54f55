"""Logs walked exactly: beside a plain queue, beside a recursion, and across changes of shift."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panah.engines.simulation import Trace, called_at
from tests.engines.simulation import plainly

lengths = st.floats(0, 30, allow_nan=False).map(lambda x: round(x, 3))
moments = st.floats(0, 100, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def days(draw: st.DrawFn, *, lanes: int = 3) -> tuple[Trace, list[tuple[float, int]]]:
    arrived = sorted(draw(st.lists(moments, min_size=1, max_size=25)))
    every = {"min_size": len(arrived), "max_size": len(arrived)}
    trace = Trace(
        arrived_at=arrived,
        holds_minutes=draw(st.lists(lengths, **every)),
        lane=draw(st.lists(st.integers(0, lanes - 1), **every)),
        patience_minutes=draw(st.lists(st.one_of(lengths, st.just(math.inf)), **every)),
    )
    steps = sorted(draw(st.sets(moments, min_size=1, max_size=6)))
    return trace, [(at, draw(st.integers(0, 4))) for at in steps]


@settings(max_examples=400, deadline=None)
@given(days())
def test_any_day_is_called_as_a_plain_queue_calls_it(day) -> None:
    trace, desks = day

    expected = plainly.called_at(
        trace.arrived_at,
        trace.holds_minutes,
        desks=desks,
        lane=trace.lane,
        patience=trace.patience_minutes,
    )

    np.testing.assert_array_equal(called_at(trace, desks=desks), expected)


@pytest.mark.parametrize("desks", [1, 2, 7, 20])
def test_each_wait_is_that_of_the_kiefer_wolfowitz_recursion(desks: int) -> None:
    draw = np.random.default_rng(desks)
    arrived = np.cumsum(draw.exponential(1 / (0.95 * desks), 3000))
    services = draw.lognormal(-0.2, 0.6, 3000)

    waits = called_at(Trace(arrived, services), desks=[(0, desks)]) - arrived

    recursion = plainly.kiefer_wolfowitz_waits(arrived.tolist(), services.tolist(), desks=desks)
    np.testing.assert_allclose(waits, recursion, atol=1e-8)


@settings(max_examples=200, deadline=None)
@given(days(), st.lists(moments, max_size=30))
def test_a_schedule_cut_into_pieces_changes_no_wait(day, cuts: list[float]) -> None:
    trace, desks = day
    inside = [at for at in cuts if at > desks[0][0]]
    pieces = sorted({**{at: _open_at(at, desks) for at in inside}, **dict(desks)}.items())

    cut = called_at(trace, desks=pieces)

    np.testing.assert_array_equal(cut, called_at(trace, desks=desks))


def _open_at(moment: float, desks: list[tuple[float, int]]) -> int:
    return max((at, count) for at, count in desks if at <= moment)[1]


@settings(max_examples=300, deadline=None)
@given(days(lanes=1), st.integers(0, 5), st.integers(0, 3))
def test_more_desks_never_lengthen_a_wait(day, step: int, more: int) -> None:
    trace, desks = day
    patient = Trace(trace.arrived_at, trace.holds_minutes)
    richer = [(at, n + (more if place >= step else 0)) for place, (at, n) in enumerate(desks)]

    before = _never_last(called_at(patient, desks=desks))
    after = _never_last(called_at(patient, desks=richer))

    assert (after <= before).all()


def _never_last(called: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(called), np.inf, called)


def test_with_lanes_one_more_desk_can_lengthen_the_wait_of_the_first_lane() -> None:
    # Three desks have begun the long interviews by the time the fast-track ticket comes; two have
    # not. This is why the promise above is made for one lane.
    trace = Trace(
        arrived_at=[0, 0, 0, 0, 0, 0, 4],
        holds_minutes=[3, 3, 3.5, 100, 100, 100, 1],
        lane=[1, 1, 1, 1, 1, 1, 0],
    )

    two = called_at(trace, desks=[(0, 2)])[6]
    three = called_at(trace, desks=[(0, 3)])[6]

    assert (two, three) == (6.5, 103.0)


def test_a_change_of_shift_frees_no_desk() -> None:
    trace = Trace(arrived_at=[0, 0, 1, 1], holds_minutes=[50, 60, 5, 5])

    called = called_at(trace, desks=[(0, 2), (10, 0), (10, 2), (20, 2)])

    assert called.tolist() == [0, 0, 50, 55]


def test_a_desk_that_closes_finishes_its_person_and_calls_nobody() -> None:
    trace = Trace(arrived_at=[0, 0, 1], holds_minutes=[50, 30, 5])

    called = called_at(trace, desks=[(0, 2), (10, 1)])

    assert called.tolist() == [0, 0, 50]


def test_an_idle_desk_closes_before_a_busy_one() -> None:
    trace = Trace(arrived_at=[0, 11], holds_minutes=[50, 5])

    called = called_at(trace, desks=[(0, 2), (10, 1)])

    assert called.tolist() == [0, 50]


def test_a_desk_that_opens_again_is_free_from_that_moment() -> None:
    trace = Trace(arrived_at=[0, 0], holds_minutes=[50, 5])

    called = called_at(trace, desks=[(0, 1), (10, 0), (20, 2)])

    assert called.tolist() == [0, 20]


def test_somebody_who_is_served_is_never_interrupted() -> None:
    trace = Trace(arrived_at=[0, 1], holds_minutes=[30, 5], lane=[1, 0])

    assert called_at(trace, desks=[(0, 1)]).tolist() == [0, 30]


def test_somebody_who_left_takes_no_time() -> None:
    trace = Trace([0, 1, 2], [10, 10, 10], patience_minutes=[math.inf, 5, math.inf])

    np.testing.assert_array_equal(called_at(trace, desks=[(0, 1)]), [0, math.nan, 10])


def test_nobody_is_called_where_no_desk_opens() -> None:
    assert np.isnan(called_at(Trace([0, 1], [1, 1]), desks=[])).all()


def test_an_empty_log_has_no_calls() -> None:
    assert called_at(Trace([], []), desks=[(0, 1)]).tolist() == []


@pytest.mark.parametrize(
    ("trace", "desks", "message"),
    [
        (Trace([0, 1], [1]), [(0, 1)], "2 arrivals, 1 services"),
        (Trace([0], [-1]), [(0, 1)], "negative"),
        (Trace([math.nan], [1]), [(0, 1)], "not finite"),
        (Trace([0], [1], lane=[-1]), [(0, 1)], "negative"),
        (Trace([0], [1], patience_minutes=[math.nan]), [(0, 1)], "negative"),
        (Trace([0], [1]), [(5, 1), (4, 2)], "out of order"),
        (Trace([0], [1]), [(0, -1)], "-1 desks"),
        (Trace([0], [1]), [(math.inf, 1)], "not finite"),
    ],
)
def test_what_cannot_be_is_refused(trace: Trace, desks, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        called_at(trace, desks=desks)
