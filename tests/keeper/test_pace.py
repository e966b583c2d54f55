"""Paces: what an hour lets through, and whom it counts on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.keeper.errors import TooFast
from panah.keeper.pace import ASKERS_AT_ONCE, BULK, DESK, Paces


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def _passed(paces: Paces, tries: int, *, who: str = "desk:1", kind: str = "open") -> int:
    passed = 0
    for _ in range(tries):
        try:
            paces.take(who, {kind: 1})
            passed += 1
        except TooFast:
            pass
    return passed


def test_ten_thousand_openings_in_an_hour_let_thirty_through() -> None:
    clock = Clock()
    paces, passed = Paces(clock=clock), 0
    for _ in range(10_000):
        passed += _passed(paces, 1)
        clock.seconds += 0.36

    assert 29 <= passed <= 30


@given(st.lists(st.floats(0, 600), min_size=1, max_size=200))
def test_no_hour_ever_lets_more_than_thirty_openings_through(pauses: list[float]) -> None:
    clock = Clock()
    paces, passed_at = Paces(clock=clock), []
    for pause in pauses:
        clock.seconds += pause
        passed_at += [clock.seconds] * _passed(paces, 3)

    for start in passed_at:
        assert sum(start <= at < start + 3600 for at in passed_at) <= 30


def test_one_desk_does_not_slow_another() -> None:
    paces = Paces(clock=Clock())
    _passed(paces, 100, who="desk:1")

    assert _passed(paces, 100, who="desk:2") == DESK["open"].burst


def test_inventing_askers_does_not_help_beyond_the_largest_centre() -> None:
    paces = Paces(clock=Clock())
    passed = sum(_passed(paces, 20, who=f"invented:{n}") for n in range(1000))

    assert passed == DESK["open"].burst * ASKERS_AT_ONCE


def test_more_askers_than_can_be_remembered_share_one_pace() -> None:
    paces = Paces(clock=Clock())
    passed = sum(_passed(paces, 1, who=f"invented:{n}", kind="commit") for n in range(15_000))

    assert passed <= 10_000 + DESK["commit"].burst
    assert len(paces._buckets) < 10_010


def test_a_refused_question_counts_on_nobody() -> None:
    paces = Paces(clock=Clock())
    _passed(paces, 100, kind="open")
    with pytest.raises(TooFast):
        paces.take("desk:1", {"paper": 1, "open": 1})

    assert _passed(paces, 100, kind="paper") == DESK["paper"].burst


def test_the_wait_that_is_told_is_long_enough_and_not_longer() -> None:
    clock = Clock()
    paces = Paces(clock=clock)
    _passed(paces, 100)
    with pytest.raises(TooFast) as refused:
        paces.take("desk:1", {"open": 1})
    clock.seconds += refused.value.wait_seconds - 1

    assert _passed(paces, 1) == 0
    clock.seconds += 1.001
    assert _passed(paces, 1) == 1


def test_a_question_larger_than_the_burst_waits_for_a_full_bucket_and_empties_it() -> None:
    paces = Paces(clock=Clock())
    paces.take("desk:1", {"candidates": 1_000_000})

    with pytest.raises(TooFast):
        paces.take("desk:1", {"candidates": 1})


def test_every_kind_has_both_paces_and_bulk_is_the_faster_one() -> None:
    assert DESK.keys() == BULK.keys()
    assert all(BULK[kind].per_hour > DESK[kind].per_hour for kind in DESK)


def _refused(paces: Paces, asked: list[dict[str, int]]) -> int:
    refused = 0
    for costs in asked:
        try:
            paces.take("desk:1", costs)
        except TooFast:
            refused += 1
    return refused


FAMILY_OF_FIVE = [
    {"seal": 5},
    {"compare": 5, "candidates": 500},
    {"compare": 5, "candidates": 500},
    *[{"draft": 1}] * 30,
    {"paper": 5},
]


@pytest.mark.parametrize(("every_seconds", "is_let_through"), [(360, True), (10, False)])
def test_a_busy_desk_never_meets_its_pace_and_a_machine_does(
    every_seconds: int, is_let_through: bool
) -> None:
    """A family of five every six minutes, for ten hours; and one every ten seconds."""
    clock, refused = Clock(), 0
    paces = Paces(clock=clock)
    for _ in range(100):
        refused += _refused(paces, FAMILY_OF_FIVE)
        clock.seconds += every_seconds

    assert (refused == 0) is is_let_through
