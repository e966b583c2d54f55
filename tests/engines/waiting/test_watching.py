"""What was known at an arrival: everything stamped by then, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from panah.engines.waiting.features import NAMES, Known, watch
from panah.engines.waiting.logs import read_log
from panah.engines.waiting.watching import Event, events
from tests.engines.waiting.logs import a_row, stamp


def visit(came: float, called: float | None, done: float, **changed: str) -> dict[str, str]:
    when = "" if called is None else stamp(called)
    outcome = "left" if called is None else "served"
    return a_row(
        arrived_at=stamp(came),
        called_at=when,
        finished_at=stamp(done),
        **{"outcome": outcome, **changed},
    )


def known(*rows: dict[str, str]) -> Known:
    return watch(read_log(list(rows)))


def seen(found: Known, row: int, name: str) -> float:
    return float(found.features[row, NAMES.index(name)])


def test_who_is_called_on_arrival_is_called_before_the_next_comes() -> None:
    log = read_log([visit(0, 0, 5), visit(0, 5, 9)])

    told = [(event, row) for _, event, row in events(log)]
    assert told[:3] == [(Event.ARRIVED, 0), (Event.CALLED, 0), (Event.ARRIVED, 1)]


def test_a_desk_that_finishes_at_the_moment_of_an_arrival_is_known_to_have_finished() -> None:
    found = known(visit(0, 0, 5), visit(5, 6, 9))

    assert seen(found, 1, "serving") == 0


def test_a_visit_without_length_leaves_no_desk_busy() -> None:
    found = known(visit(0, 3, 3, outcome="no_show"), visit(10, 10, 12))

    assert seen(found, 1, "serving") == 0


def test_fast_track_sees_its_own_lane_ahead_and_standard_sees_both() -> None:
    found = known(
        visit(0, 20, 30),
        visit(1, 10, 20, lane="fast_track"),
        visit(2, 15, 30, lane="fast_track"),
        visit(3, 30, 40),
    )

    assert found.ahead.tolist() == [0, 0, 1, 3]


def test_the_head_of_the_line_and_the_last_who_entered_are_seen() -> None:
    found = known(visit(0, 4, 20), visit(1, 20, 30), visit(6, 30, 40))

    assert seen(found, 2, "own_last_waited") == 4
    assert seen(found, 2, "own_head_age") == 5


def test_who_left_would_have_waited_until_somebody_behind_them_was_called() -> None:
    found = known(visit(0, None, 3), visit(1, 8, 10))

    assert (found.truth[0], found.known_at[0] - found.known_at[1]) == (8, 0)


def test_what_the_next_morning_calls_says_nothing_about_who_left_in_the_evening() -> None:
    found = known(visit(0, None, 3), visit(900, 901, 910))

    assert np.isnan(found.truth[0])


@pytest.mark.parametrize("rival", ["own_mean_10", "usual"])
def test_a_mean_knows_only_calls_that_have_been(rival: str) -> None:
    found = known(visit(0, 4, 20), visit(1, 7, 30), visit(6, 30, 40), visit(40, 41, 42))

    assert seen(found, 2, rival) == 4
