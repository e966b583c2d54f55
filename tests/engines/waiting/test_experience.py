"""What finished, unfinished and given-up visits teach, and what would be wrong without them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from panah.engines.simulation import Desks, Exponential, Kind, Scene, call_times
from panah.engines.simulation import Waiting as Tickets
from panah.engines.waiting import Calibration, Line, Opening, Serving, Visit, Waiting, windows
from panah.engines.waiting.experience import Experience, learn
from panah.engines.waiting.lateness import ASSUMED, late_openings, lateness
from panah.engines.waiting.leaving import patience, staying
from panah.engines.waiting.pace import BETWEEN, between_hours

NOW = datetime(2022, 10, 5, 10, 0, tzinfo=timezone(timedelta(hours=6)))
MINUTE = timedelta(minutes=1)


def ago(minutes: float) -> datetime:
    return NOW - minutes * MINUTE


def a_visit(taken: float, called: float | None, ended: float, **changed: object) -> Visit:
    """A visit by minutes ago; nobody called them where that is None."""
    outcome = "left" if called is None else "served"
    when = None if called is None else ago(called)
    visit = Visit(ago(taken), when, ago(ended), "standard", 1, outcome)
    return replace(visit, **changed)  # type: ignore[arg-type]


def taught(*history: Visit, **changed: object) -> Experience:
    return learn(Line(now=NOW, waiting=(), history=history, **changed))  # type: ignore[arg-type]


# Desks that open late.


def a_morning(days_ago: int, *, late: float, desks: int = 4) -> list[Visit]:
    """Twenty people wait at nine; all desks begin to call so many minutes later."""
    nine = 60 + days_ago * 1440
    return [
        a_visit(nine + 30, nine - late - 12 * (n // desks), nine - late - 12 * (n // desks + 1))
        for n in range(5 * desks)
    ]


def mornings(*late: float, desks: int = 4) -> tuple[list[Visit], list[Opening]]:
    days = range(len(late), 0, -1)
    visits = [one for day, by in zip(days, late, strict=True) for one in a_morning(day, late=by)]
    nine = NOW.replace(hour=9)
    return visits, [
        Opening(nine - timedelta(days=day), nine - timedelta(days=day - 1 / 3), desks)
        for day in days
    ]


def test_desks_that_open_late_every_second_day_are_expected_late() -> None:
    visits, openings = mornings(*[0, 18] * 10)
    known = taught(*visits, openings=tuple(openings)).late

    assert known.share_of_days == pytest.approx(0.37, abs=0.03)
    assert known.up_to_minutes > 20


def test_desks_that_were_never_late_are_trusted_more_than_assumed() -> None:
    visits, openings = mornings(*[0.5] * 20)

    assert taught(*visits, openings=tuple(openings)).late.share_of_days < ASSUMED.share_of_days / 2


def test_a_desk_that_nobody_waited_for_teaches_nothing() -> None:
    _, openings = mornings(0)
    alone = a_visit(1440 + 40, 1440 + 39.5, 1440 + 28)

    assert late_openings([alone], openings, now=NOW) == {}


def test_a_desk_that_somebody_waited_for_was_late_since_it_was_announced() -> None:
    _, openings = mornings(0)
    waited = a_visit(1440 + 50, 1440 + 40, 1440 + 28)

    assert list(late_openings([waited], openings, now=NOW).values()) == [((20.0,),)]


def test_whoever_was_late_at_eight_is_expected_late_at_ten() -> None:
    late = lateness({NOW.date(): ((9.0, 9.0),)}, today=NOW.date())
    punctual = lateness({NOW.date(): ((0.0, 0.0),)}, today=NOW.date())

    assert late.share_of_days > 0.5 > ASSUMED.share_of_days > punctual.share_of_days


# People who give up.


def offered_and_patience(size: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(3)
    return draw.exponential(40, size), draw.exponential(60, size)


def test_dropping_those_who_were_called_makes_people_look_impatient_and_ours_does_not() -> None:
    offered, bears = offered_and_patience()
    left = bears < offered
    law = patience(np.minimum(offered, bears), left)

    assert bears[left].mean() < 0.5 * 60  # what those alone who left would say
    assert np.mean(law.minutes) == pytest.approx(60, rel=0.06)  # type: ignore[union-attr]


def test_the_curve_is_the_share_that_stays() -> None:
    moments, kept = staying(np.array([1.0, 2, 3, 4]), np.array([True, False, True, False]))

    assert (moments.tolist(), kept.tolist()) == ([1, 3], [0.75, 0.375])


def history_with_leavers() -> list[Visit]:
    offered, bears = offered_and_patience(800)
    return [
        a_visit(3000, None, 3000 - stay) if stay < wait else a_visit(3000, 3000 - wait, 2988 - wait)
        for wait, stay in zip(offered.tolist(), bears.tolist(), strict=True)
    ]


def a_middle(history: list[Visit]) -> float:
    """When the last of eighty is called at three desks: the middle of many futures."""
    line = Line(
        now=NOW,
        waiting=tuple(Waiting(number, "standard", 1, NOW) for number in range(80)),
        serving=tuple(Serving(NOW, "standard", 1) for _ in range(3)),
        history=tuple(history),
        open_desks=3,
    )
    return windows(line, calibration=Calibration(), seed=1, futures=300)[-1].raw_middle


def test_dropping_those_who_left_promises_too_long_a_wait_and_ours_does_not() -> None:
    history = history_with_leavers()
    stayed = [visit for visit in history if visit.outcome != "left"]
    known = taught(*stayed)
    truth = Scene(
        kinds=[replace(known.kinds[0], patience=Exponential(60.0)), Kind(known.kinds[0].service)],
        desks=Desks(open_now=3, served_minutes=[0.0] * 3, served_kind=[0] * 3),
        waiting=Tickets(lane=[0] * 80, kind=[0] * 79 + [1], waited_minutes=[0.0] * 80),
    )
    calls = call_times(truth, replications=2000, seed=5, horizon_minutes=1440.0)[:, -1]
    middle = float(np.nanmedian(calls))

    assert a_middle(stayed) > 1.5 * middle
    assert a_middle(history) == pytest.approx(middle, rel=0.12)


# Visits that still go on.


def test_in_the_first_minutes_only_short_visits_are_over_and_the_long_ones_count_too() -> None:
    sigma = np.sqrt(np.log1p(0.36))
    lengths = np.exp(np.random.default_rng(1).normal(np.log(20) - sigma**2 / 2, sigma, 300))
    over = [a_visit(30, 10, 10 - length) for length in lengths if length < 10]
    on = tuple(Serving(ago(10), "standard", 1) for length in lengths if length >= 10)

    assert taught(*over).service_minutes < 10
    assert taught(*over, serving=on).service_minutes == pytest.approx(20 * 0.97, rel=0.15)


def test_the_pause_between_two_people_at_a_desk_is_learned() -> None:
    def day(pause: float) -> list[Visit]:
        each = 12 + pause
        return [a_visit(2000, 1900 - n * each, 1900 - n * each - 12, desk="3") for n in range(100)]

    assert taught(*day(4)).service_minutes - taught(*day(0)).service_minutes > 3


def test_a_mean_hour_stands_in_for_hours_that_were_never_seen() -> None:
    waiting = tuple(Waiting(n, "fast_track", 1, ago(30)) for n in range(20))
    known = learn(Line(now=NOW, waiting=waiting))

    assert known.fast_track_per_hour[100] > 0


# How far a slow hour can be trusted.


def test_hours_that_are_alike_but_for_chance_teach_that_they_are_alike() -> None:
    draw = np.random.default_rng(2)
    ended = [ago(3 * n) for n in range(4000)]
    alike = draw.lognormal(np.log(12) - 0.154, 0.555, 4000)
    apart = alike * np.repeat(draw.normal(1, 0.2, 100), 40)
    usual = np.full(4000, 12.0)

    assert between_hours(ended, alike, usual) < BETWEEN < between_hours(ended, apart, usual)
