"""A line's windows: what is announced, who is served, what finished visits taught."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from panah.engines.simulation import Exponential
from panah.engines.waiting import (
    Calibration,
    Called,
    Line,
    Opening,
    Serving,
    Visit,
    Waiting,
    Window,
    windows,
)
from panah.engines.waiting.experience import Experience, learn

NOW = datetime(2022, 10, 5, 10, 7, tzinfo=timezone(timedelta(hours=6)))
FUTURES = 200


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def visits(count: int, *, minutes: float = 12, **changed: object) -> tuple[Visit, ...]:
    one = Visit(ago(2000), ago(1990), ago(1990 - minutes), "standard", 1, "served")
    return tuple(replace(one, **changed) for _ in range(count))  # type: ignore[arg-type]


def a_line(waiting: int = 40, *, desks: int = 4, **changed: object) -> Line:
    opening = Opening(NOW.replace(hour=8, minute=0), NOW.replace(hour=18, minute=0), desks)
    line = Line(
        now=NOW,
        waiting=tuple(Waiting(number, "standard", 1, ago(30)) for number in range(waiting)),
        serving=tuple(Serving(ago(5), "standard", 1) for _ in range(desks)),
        openings=(opening,),
        history=visits(200),
    )
    return replace(line, **changed)  # type: ignore[arg-type]


def found(line: Line, *, seed: int = 1) -> tuple[Window, ...]:
    return windows(line, calibration=Calibration(), seed=seed, futures=FUTURES)


def taught(history: tuple[Visit, ...] = (), **changed: object) -> Experience:
    return learn(Line(now=NOW, waiting=(), history=history, **changed))  # type: ignore[arg-type]


def test_an_empty_line_has_no_windows() -> None:
    assert found(a_line(0)) == ()


def test_the_same_line_and_seed_have_the_same_windows() -> None:
    assert found(a_line(), seed=7) == found(a_line(), seed=7)


def test_the_middle_is_near_numbers_times_minutes_by_desks() -> None:
    window = found(a_line(80, desks=8, history=visits(500)))[-1]

    expected = 80 * window.drivers.service_minutes / 8
    assert window.raw_middle == pytest.approx(expected, rel=0.1)


def test_who_is_further_behind_is_called_later() -> None:
    middles = [window.raw_middle for window in found(a_line())]

    assert middles == sorted(middles)


def test_half_the_desks_take_about_twice_as_long() -> None:
    four, two = found(a_line(desks=4))[-1], found(a_line(desks=2))[-1]

    assert two.raw_middle / four.raw_middle == pytest.approx(2, rel=0.15)


def test_whoever_cannot_be_called_before_closing_is_told_so() -> None:
    first, *_, last = found(a_line(400, desks=2))

    assert (first.called, last.called) == (Called.TODAY, Called.NOT_TODAY)


def test_after_closing_nobody_is_called_today() -> None:
    opening = Opening(ago(300), ago(10), 4)
    line = a_line(5, openings=(opening,), serving=())

    assert {window.called for window in found(line)} == {Called.NOT_TODAY}


def test_desks_that_open_later_are_counted_from_then() -> None:
    soon = Opening(NOW + timedelta(minutes=60), NOW + timedelta(minutes=600), 4)
    line = a_line(3, openings=(soon,), serving=())

    assert found(line)[0].raw_low >= 60


def test_where_nothing_is_announced_the_desks_of_this_moment_go_on() -> None:
    announced, unknown = found(a_line())[-1], found(a_line(openings=()))[-1]

    assert unknown.raw_middle == pytest.approx(announced.raw_middle, rel=0.1)


def test_families_ahead_make_the_wait_longer_by_as_much_as_they_were_seen_to() -> None:
    seen = visits(300) + visits(300, minutes=30, party_size=4)
    of_four = tuple(Waiting(number, "standard", 4, ago(30)) for number in range(40))
    alone, families = a_line(history=seen), replace(a_line(history=seen), waiting=of_four)

    ratio = found(families)[-1].raw_middle / found(alone)[-1].raw_middle
    assert ratio == pytest.approx(30 / 12, rel=0.15)


def test_fast_track_still_to_come_makes_standard_wait_longer() -> None:
    day = 24 * 60
    passing = {"taken_at": ago(day - 20), "called_at": ago(day - 25), "ended_at": ago(day - 37)}
    often = visits(200) + visits(200, lane="fast_track", **passing)
    quiet, busy = found(a_line())[-1], found(a_line(history=often))[-1]

    assert busy.raw_middle > quiet.raw_middle + 10


def test_calibration_moves_what_is_said_and_not_what_was_simulated() -> None:
    window = found(a_line())[-1]
    learned = Calibration().learned(window, window.high_minutes + 60)
    again = windows(a_line(), calibration=learned, seed=1, futures=FUTURES)[-1]

    assert again.raw_high == window.raw_high
    assert again.high_minutes > window.high_minutes


def test_longer_visits_are_learned() -> None:
    usual, long = taught(visits(300)), taught(visits(300, minutes=24))

    assert long.service_minutes / usual.service_minutes == pytest.approx(2, rel=0.1)


def test_nothing_seen_means_the_planners_assumptions() -> None:
    known = taught()

    assert known.service_minutes == pytest.approx(12 * 0.88 + 2 * 0.12 + 0.5)
    assert known.kinds[2].service.mean_minutes == 20.5  # type: ignore[union-attr]


def test_a_visit_that_ended_before_it_began_counts_as_no_minutes() -> None:
    known = taught(visits(200, minutes=-3))

    assert known.service_minutes < 2


def test_patience_is_all_minutes_waited_by_those_who_gave_up() -> None:
    left = Visit(ago(50), None, ago(20), "standard", 1, "left")
    known = taught((*visits(3), left))

    assert known.kinds[0].patience == Exponential(3 * 10 + 30)


def test_at_the_moment_of_opening_the_desks_that_are_announced_are_coming() -> None:
    opening = a_line().openings[0]
    line = a_line(now=opening.opens_at, serving=(), history=visits(200))

    assert found(line)[-1].raw_high < 8 * 60
    assert found(line)[-1].chance_today == 1
