"""Futures from a live state: who waits, who is served since when, who will come."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from panah.engines.simulation import (
    LEFT,
    NO_SHOW,
    NOT_CALLED,
    SERVED,
    Always,
    Arrivals,
    Batch,
    Desks,
    Exponential,
    Kind,
    Lateness,
    Lognormal,
    Observed,
    Scene,
    Waiting,
    call_times,
    futures,
    keeping,
    quantiles,
)

MANY = 4_000
TEN = Kind(Always(10))
SOLO = Waiting([0], [0], [0.0])


def busy_scene() -> Scene:
    """A morning with everything in it."""
    return Scene(
        kinds=[
            Kind(Lognormal(12, 0.6), no_show=0.12, patience=Exponential(60)),
            Kind(Observed([3, 5, 9, 30])),
        ],
        desks=Desks(
            open_now=3,
            changes=[(-4, 4), (20, 2), (60, 6)],
            served_minutes=[5, 60],
            served_kind=[0, 1],
            lateness=Lateness(15, share_of_days=0.5, share_of_desks=0.7),
        ),
        waiting=Waiting([1, 0, 1, 1], [0, 1, 0, 1], [9, 5, 3, 0]),
        arrivals=[
            Arrivals(0, [(0, 20), (60, 5)], [Batch(20, 5, 3, delay=Exponential(3))], [0.5, 0.5]),
            Arrivals(1, batches=[Batch(10, 4, 30, varies=False), Batch(15, 6)]),
        ],
        pace=Lognormal(1, 0.1),
    )


def only(scene: Scene, **more: float) -> np.ndarray:
    """When the only ticket that waits is called."""
    return call_times(scene, replications=MANY, seed=11, **more)[:, 0]


def share(values: np.ndarray, expected: float) -> bool:
    """Whether a share of the futures is as expected, within four standard errors."""
    return abs(values.mean() - expected) < 4 * math.sqrt(expected * (1 - expected) / len(values))


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_the_same_seed_gives_the_same_futures_in_any_number_of_threads(threads: int) -> None:
    one = call_times(busy_scene(), replications=50, seed=1)
    days = futures(busy_scene(), replications=20, seed=1)

    np.testing.assert_array_equal(
        call_times(busy_scene(), replications=50, seed=1, threads=threads), one
    )
    np.testing.assert_array_equal(
        futures(busy_scene(), replications=20, seed=1, threads=threads).called_at, days.called_at
    )


def test_a_future_does_not_depend_on_how_many_are_drawn() -> None:
    few = call_times(busy_scene(), replications=5, seed=1)

    np.testing.assert_array_equal(call_times(busy_scene(), replications=50, seed=1)[:5], few)


def test_another_seed_gives_other_futures() -> None:
    one, two = (call_times(busy_scene(), replications=50, seed=seed) for seed in (1, 2))

    assert not np.array_equal(one, two)


PLAINLY = """
from panah.engines.simulation import call_times, futures
from tests.engines.simulation.test_futures import busy_scene
days = futures(busy_scene(), replications=8, seed=3, horizon_minutes=300)
print(call_times(busy_scene(), replications=8, seed=3).ravel().tolist())
print(days.arrived_at.tolist(), days.called_at.tolist(), days.outcome.tolist())
"""


def test_plain_python_draws_and_calls_what_the_compiled_code_does() -> None:
    def printed(switch: str) -> str:
        return subprocess.run(
            [sys.executable, "-W", "ignore::RuntimeWarning", "-c", PLAINLY],
            env={**os.environ, "NUMBA_DISABLE_JIT": switch},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    plain, compiled = printed("1"), printed("0")

    assert len(plain) > 10_000
    assert plain == compiled


def test_who_waits_first_in_the_first_lane_is_called_first() -> None:
    scene = Scene([TEN], Desks(1), Waiting([1, 0, 1, 0], [0] * 4, [9, 5, 3, 1]))

    called = call_times(scene, replications=1, seed=1)[0]

    assert called.tolist() == [20, 0, 30, 10]


def test_a_person_at_a_desk_is_served_to_the_end() -> None:
    scene = Scene([TEN], Desks(1, served_minutes=[4], served_kind=[0]), SOLO)

    assert set(only(scene)) == {6.0}


def test_desks_that_are_busier_than_open_close_first() -> None:
    scene = Scene([TEN], Desks(1, served_minutes=[4, 1], served_kind=[0, 0]), SOLO)

    assert set(only(scene)) == {9.0}


def test_nobody_is_called_when_every_desk_stays_closed() -> None:
    assert np.isnan(only(Scene([TEN], Desks(0), SOLO))).all()


def test_a_call_after_the_horizon_is_not_a_call_today() -> None:
    scene = Scene([TEN], Desks(0, [(100, 1)]), SOLO)

    assert np.isnan(only(scene, horizon_minutes=99)).all()
    assert set(only(scene, horizon_minutes=100)) == {100.0}


def test_a_no_show_holds_the_desk_for_a_short_time() -> None:
    kind = Kind(Always(10), no_show=0.3, no_show_minutes=2)
    scene = Scene([kind], Desks(1), Waiting([0, 0], [0, 0], [1, 0]))

    called = call_times(scene, replications=MANY, seed=11)[:, 1]

    assert set(called) == {2.0, 10.0}
    assert share(called == 2, 0.3)


def test_people_ahead_who_lose_patience_make_the_line_shorter() -> None:
    kind = Kind(Always(10), patience=Exponential(20))
    scene = Scene(
        [kind], Desks(1, served_minutes=[0], served_kind=[0]), Waiting([0, 0], [0, 0], [5, 0])
    )

    called = call_times(scene, replications=MANY, seed=11)

    assert set(called[:, 0]) == {10.0}  # the moment stands, whether the holder is there or not
    assert share(called[:, 1] == 10, 1 - math.exp(-10 / 20))


def test_later_arrivals_of_a_higher_lane_are_called_before() -> None:
    desks = Desks(1, served_minutes=[0], served_kind=[0])
    coming = Arrivals(0, batches=[Batch(5, 3, varies=False)])

    alone = only(Scene([TEN], desks, Waiting([1], [0], [0.0])))
    passed = only(Scene([TEN], desks, Waiting([1], [0], [0.0]), [coming]))

    assert (set(alone), set(passed)) == ({10.0}, {40.0})


def test_later_arrivals_of_the_same_lane_change_nothing() -> None:
    scene = replace(busy_scene(), arrivals=busy_scene().arrivals[:1])

    np.testing.assert_array_equal(
        call_times(scene, replications=50, seed=1),
        call_times(busy_scene(), replications=50, seed=1),
    )


def test_waiting_tickets_have_the_same_calls_whether_or_not_the_whole_day_is_drawn() -> None:
    days = futures(busy_scene(), replications=30, seed=4)
    of_waiting = days.called_at[days.arrived_at <= 0].reshape(30, 4)

    called = call_times(busy_scene(), replications=30, seed=4)

    np.testing.assert_array_equal(of_waiting[:, [1, 0, 2, 3]], called)


def test_arrivals_come_at_their_rate_and_in_their_hours() -> None:
    days = futures(
        Scene([TEN], Desks(50), arrivals=[Arrivals(0, [(-30, 60), (60, 0), (90, 120)])]),
        replications=400,
        seed=5,
        horizon_minutes=120,
    )

    first = np.bincount(days.replication[days.arrived_at < 60], minlength=400)
    later = np.bincount(days.replication[days.arrived_at >= 90], minlength=400)
    assert not ((days.arrived_at > 60) & (days.arrived_at < 90)).any()
    for numbers in (first, later):
        assert abs(numbers.mean() - 60) < 4 * math.sqrt(60 / 400)
        assert 0.75 < numbers.var() / 60 < 1.3


def test_a_train_brings_its_people_together() -> None:
    train = Batch(30, 40, spread_minutes=5, varies=False, delay=Always(7))
    days = futures(
        Scene([TEN], Desks(50), arrivals=[Arrivals(0, [(0, 6)], [train])]),
        replications=200,
        seed=5,
        horizon_minutes=60,
    )
    came = (days.arrived_at >= 37) & (days.arrived_at <= 42)

    assert abs(came.sum() / 200 - 40.5) < 4 * math.sqrt(0.5 / 200)
    for replication in range(200):
        assert (np.diff(days.arrived_at[days.replication == replication]) >= 0).all()


@pytest.mark.parametrize("varies", [True, False])
def test_a_batch_is_spread_evenly_over_its_minutes(varies: bool) -> None:
    batch = Batch(30, 10, spread_minutes=8, varies=varies)
    days = futures(
        Scene([TEN], Desks(50), arrivals=[Arrivals(0, batches=[batch])]), replications=2_000, seed=5
    )

    ordered = (np.sort(days.arrived_at) - 30) / 8
    farthest = np.abs(ordered - (np.arange(len(ordered)) + 0.5) / len(ordered)).max()
    assert farthest < 1.95 / math.sqrt(len(ordered))
    assert abs(len(ordered) - 20_000) <= (4 * math.sqrt(20_000) if varies else 0)


def test_kinds_come_in_their_shares() -> None:
    kinds = [Kind(Always(n)) for n in (1, 2, 3)]
    days = futures(
        Scene(kinds, Desks(500), arrivals=[Arrivals(0, [(0, 600)], kinds=[0.2, 0.5, 0.3])]),
        replications=10,
        seed=5,
        horizon_minutes=100,
    )

    assert all(share(days.kind == kind, p) for kind, p in enumerate([0.2, 0.5, 0.3]))


def test_every_ticket_of_a_day_has_its_outcome() -> None:
    days = futures(busy_scene(), replications=30, seed=6, horizon_minutes=90)

    called = ~np.isnan(days.called_at)
    assert set(days.outcome) == {NOT_CALLED, SERVED, NO_SHOW, LEFT}
    np.testing.assert_array_equal(called, days.outcome != NOT_CALLED)
    assert (days.called_at[called] >= days.arrived_at[called]).all()


def test_desks_open_late_on_their_share_of_the_days() -> None:
    late = Lateness(15, share_of_days=0.2)
    called = only(Scene([TEN], Desks(0, [(30, 1)], lateness=late), SOLO))

    delay = called[called > 30] - 30
    assert share(called > 30, 0.2)
    assert delay.max() < 15
    assert abs(delay.mean() - 7.5) < 4 * 15 / math.sqrt(12 * len(delay))


def test_a_desk_that_is_overdue_opens_between_now_and_its_latest_moment() -> None:
    called = only(Scene([TEN], Desks(0, [(-10, 1)], lateness=Lateness(15, 0.0)), SOLO))

    assert (called.min() > 0, called.max() < 5) == (True, True)
    assert abs(called.mean() - 2.5) < 4 * 5 / math.sqrt(12 * MANY)


def test_a_desk_that_is_overdue_opens_now_when_nothing_is_known_of_lateness() -> None:
    assert set(only(Scene([TEN], Desks(0, [(-10, 1)]), SOLO))) == {0.0}


def test_the_pace_of_a_day_is_common_to_all_its_services() -> None:
    scene = Scene([TEN], Desks(1), Waiting([0] * 3, [0] * 3, [0.0] * 3), pace=Lognormal(1, 0.2))

    called = call_times(scene, replications=MANY, seed=11)

    np.testing.assert_allclose(called[:, 2], 2 * called[:, 1])
    assert called[:, 1].std() == pytest.approx(2, rel=0.1)


def test_one_more_desk_shortens_each_wait_of_one_lane_in_each_future() -> None:
    scene = busy_scene()
    patient = replace(
        scene,
        kinds=[replace(kind, patience=None) for kind in scene.kinds],
        waiting=Waiting([0] * 30, [0, 1] * 15, [1.0] * 30),
        desks=Desks(3, [(20, 2), (60, 6)]),
    )
    richer = replace(patient, desks=Desks(4, [(20, 3), (60, 7)]))

    before = call_times(patient, replications=200, seed=1)
    after = call_times(richer, replications=200, seed=1)

    assert (after <= before).all()
    assert (after < before).mean() > 0.8


def test_a_quantile_counts_a_call_that_never_comes_as_the_latest() -> None:
    called = np.array([[1.0], [2.0], [3.0], [4.0], [math.nan]])

    found = quantiles(called, [0.0, 0.25, 0.375, 0.75, 0.8, 1.0])[:, 0]

    np.testing.assert_array_equal(found, [1, 2, 2.5, 4, math.nan, math.nan])


def test_all_that_is_compiled_gives_its_kept_code_a_new_name_when_it_changes() -> None:
    folder = Path(keeping.__file__).parent
    uses_compiler = {p.name for p in folder.glob("*.py") if "@compiled" in p.read_text()}

    assert uses_compiler | {"building.py", "compiling.py", "machine.py", "tables.py"} == set(
        keeping.COMPILED
    )


def test_nobody_waiting_gives_an_empty_answer() -> None:
    called = call_times(Scene([TEN], Desks(1)), replications=7, seed=1)

    assert called.shape == (7, 0)
    assert quantiles(called, [0.5]).shape == (1, 0)


@pytest.mark.parametrize(
    ("scene", "message"),
    [
        (Scene([], Desks(1)), "at least one kind"),
        (Scene([Kind(Always(1), no_show=1.2)], Desks(1)), "chance of 1.2"),
        (Scene([Kind(Always(1), no_show_minutes=-1)], Desks(1)), "-1 minutes"),
        (Scene([TEN], Desks(1), Waiting([0], [0, 0], [1.0])), "1"),
        (Scene([TEN], Desks(1), Waiting([-1], [0], [1.0])), "lane -1"),
        (Scene([TEN], Desks(1), Waiting([0], [1], [1.0])), "kind outside"),
        (Scene([TEN], Desks(1), Waiting([0], [0], [-1.0])), "wait is negative"),
        (Scene([TEN], Desks(-1)), "-1 open desks"),
        (Scene([TEN], Desks(1, [(5, 1), (4, 2)])), "out of order"),
        (Scene([TEN], Desks(1, served_minutes=[1], served_kind=[])), "being served"),
        (Scene([TEN], Desks(1, served_minutes=[1], served_kind=[3])), "kind outside"),
        (Scene([TEN], Desks(1, lateness=Lateness(15, 1.5))), "lateness"),
        (Scene([TEN], Desks(1), arrivals=[Arrivals(-1)]), "lane -1"),
        (Scene([TEN], Desks(1), arrivals=[Arrivals(0), Arrivals(0)]), "twice"),
        (Scene([TEN], Desks(1), arrivals=[Arrivals(0, [(0, -1)])]), "rate is negative"),
        (Scene([TEN], Desks(1), arrivals=[Arrivals(0, [(5, 1), (0, 1)])]), "out of order"),
        (Scene([TEN], Desks(1), arrivals=[Arrivals(0, kinds=[0.5])]), "sum to 0.5"),
        (Scene([TEN], Desks(1), arrivals=[Arrivals(0, kinds=[0.5, 0.5])]), "for 1 kinds"),
        (Scene([TEN], Desks(1), arrivals=[Arrivals(0, batches=[Batch(0, -2)])]), "a batch"),
        (Scene([TEN], Desks(1), pace=Always(0)), "pace"),
    ],
)
def test_a_scene_that_cannot_be_is_refused(scene: Scene, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call_times(scene, replications=1, seed=1)


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"seed": -1}, {"threads": 0}])
def test_numbers_of_futures_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"replications|seed"):
        call_times(busy_scene(), **{"replications": 1, "seed": 1, **wrong})
