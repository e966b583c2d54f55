"""A log replayed as if live: the future changes nothing, and simple rules are beaten."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from panah.engines.waiting import scores
from panah.engines.waiting.announced import Announced, simulated
from panah.engines.waiting.features import watch
from panah.engines.waiting.invented import invent
from panah.engines.waiting.logs import read_log
from panah.engines.waiting.replay import Estimates, middles_of_stayers, replay
from tests.engines.waiting.logs import MONDAY, a_row, impatient_rows, invented_rows, stamp

CUT = 900.0  # minutes


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return invented_rows(700, seed=5)


@pytest.fixture(scope="module")
def estimates(rows: list[dict[str, str]]) -> Estimates:
    return replay(read_log(rows))


def shifted(rows: list[dict[str, str]], *, seed: int) -> list[dict[str, str]]:
    """The same log, with everything that is stamped after the cut moved further at random."""
    draw = random.Random(seed)
    changed = []
    for row in rows:
        later, shift = 0.0, {}
        for column in ("arrived_at", "called_at", "finished_at"):
            if row[column] and row[column] > stamp(CUT):
                later += draw.expovariate(1 / 20)
                moment = datetime.fromisoformat(row[column]) + timedelta(minutes=later)
                shift[column] = moment.isoformat()
        changed.append(a_row(**{**row, **shift}))
    return changed


@pytest.mark.parametrize("seed", [1, 2])
def test_shifting_the_future_at_random_changes_no_earlier_estimate(
    rows: list[dict[str, str]], estimates: Estimates, seed: int
) -> None:
    log, again = read_log(rows), replay(read_log(shifted(rows, seed=seed)))
    earlier = log.waited & (log.arrived <= CUT + (MONDAY.hour * 60))
    both = earlier & np.isfinite(again.middle)

    assert both.sum() > 50
    for name in ("low", "middle", "high", "staying"):
        one, other = getattr(estimates, name), getattr(again, name)
        assert np.array_equal(one[both], other[both], equal_nan=True)


def test_dropping_those_who_left_biases_the_wait_of_whoever_stays_and_ours_does_not() -> None:
    rows, offered = impatient_rows(1800, seed=4)
    log, truth = read_log(rows), np.array(offered)
    known = watch(log)
    calls_alone = replace(known, known_at=np.where(log.waited, known.known_at, np.inf))
    ours, dropped = (middles_of_stayers(log, told) for told in (known, calls_alone))
    later = np.isfinite(ours) & np.isfinite(dropped) & (truth > 0) & (np.arange(1800) > 900)

    assert 0.2 < np.isnan(log.called).mean() < 0.6
    assert (truth[later] < ours[later]).mean() == pytest.approx(0.5, abs=0.06)
    assert (truth[later] < dropped[later]).mean() < 0.44


def test_everybody_who_waited_has_a_window_and_nobody_else(
    rows: list[dict[str, str]], estimates: Estimates
) -> None:
    assert np.array_equal(np.isfinite(estimates.middle), read_log(rows).waited)


def test_the_same_log_gives_the_same_windows(
    rows: list[dict[str, str]], estimates: Estimates
) -> None:
    assert np.array_equal(replay(read_log(rows)).low, estimates.low, equal_nan=True)


def test_the_mixture_is_not_worse_than_the_best_simple_rule(
    rows: list[dict[str, str]], estimates: Estimates
) -> None:
    log = read_log(rows)
    judged = log.waited & log.served
    truth = estimates.known.truth[judged]
    rules = [scores.middle(said[judged], truth).mae for said in estimates.rivals.values()]

    assert scores.middle(estimates.middle[judged], truth).mae <= 1.02 * min(rules)


def test_a_log_of_one_row_is_replayed() -> None:
    assert np.isfinite(replay(read_log([a_row()])).middle[0])


def test_a_log_in_which_nobody_leaves_and_everybody_is_alike_is_replayed() -> None:
    rows = [
        a_row(arrived_at=stamp(now), called_at=stamp(now + 5), finished_at=stamp(now + 9))
        for now in range(0, 600, 4)
    ]

    assert np.nanmean(replay(read_log(rows)).middle[-20:]) == pytest.approx(5, abs=0.3)


def test_announced_desks_are_walked_within_three_minutes_of_the_truth() -> None:
    centre = invent(days=1, seed=3)
    said = simulated(centre.log, centre.announced, seed=1)
    judged = centre.log.waited & centre.log.served
    truth = (centre.log.called - centre.log.arrived)[judged]

    assert scores.middle(said[judged, 1], truth).mae < 4


def test_windows_hold_alike_for_parties_of_every_size() -> None:
    centre = invent(days=1, seed=3, parties=True)
    said, judged = simulated(centre.log, centre.announced, seed=1), centre.log.served
    judged = judged & centre.log.waited
    truth, sizes = (centre.log.called - centre.log.arrived)[judged], centre.log.party_size[judged]
    held = scores.by_party((said[judged, 0], said[judged, 2]), truth, sizes)

    assert list(held) == ["1", "2", "3", "4", "5 or more"]
    assert scores.middle(said[judged, 1], truth).mae < 4
    for size in ("2", "3", "4"):
        assert held[size]["coverage"] == pytest.approx(held["1"]["coverage"], abs=0.1)


def test_a_simulated_estimate_does_not_see_who_comes_later() -> None:
    centre = invent(days=1, seed=3)
    log = centre.log
    fewer = type(log)(
        **{
            name: column[:700] if name != "begins_at" else column
            for name, column in vars(log).items()
        }
    )
    quiet = log.arrived[:700] < log.arrived[700] - 5
    before = simulated(log, centre.announced, seed=1)[:700][quiet]

    assert np.array_equal(before, simulated(fewer, centre.announced, seed=1)[quiet])


def test_hours_without_desks_make_the_wait_longer() -> None:
    log = read_log([a_row(), a_row(arrived_at="2022-10-05T08:31:00+06:00")])
    at = float(log.arrived[0])
    open_now = simulated(log, [Announced(at - 5, at + 600, 1)], seed=1)
    opens_later = simulated(log, [Announced(at + 60, at + 600, 1)], seed=1)

    assert opens_later[0, 0] > open_now[0, 2]
