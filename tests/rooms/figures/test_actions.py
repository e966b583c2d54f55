"""Publishing: once, late, rounded, for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from panah.figures import actions, queries
from panah.figures.models import Release
from panah.figures.protecting import Published, protected, total
from panah.figures.tasks import release_due
from panah.journal import actions as journal
from tests.builders import MORNING, a_site
from tests.rooms.figures.days import DAY, DUE, a_day, register
from tests.rooms.line.threads import at_once

pytestmark = pytest.mark.django_db
in_earnest = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


def test_a_day_s_figures_are_those_of_the_journal_rounded() -> None:
    site = a_site()
    a_day(site, groups=32, at=MORNING, waits=(38, 44))

    release = actions.release_day(site, DAY, at=DUE)

    assert release.figures == {
        "people_registered": {"about": 60, "low": 55, "high": 65},
        "groups_registered": {"about": 30, "low": 25, "high": 35},
        "numbers_called": {"about": 30, "low": 25, "high": 35},
        "median_wait_minutes": {"about": 40, "low": 35, "high": 45},
    }


def test_nothing_is_published_before_a_day_has_been_over_for_24_hours_where_the_centre_is() -> None:
    site = a_site()
    a_day(site, groups=12, at=MORNING)

    with pytest.raises(actions.TooEarly):
        actions.release_day(site, DAY, at=DUE - SECOND)
    release_due(DUE - SECOND)
    assert not Release.objects.exists()

    release_due(DUE)
    assert [release.day for release in Release.objects.all()] == [DAY]


def test_an_hour_that_the_clocks_skip_does_not_shorten_the_delay() -> None:
    site = a_site()
    site.time_zone = "Europe/Warsaw"  # summer time began on 27 March 2022
    ended = queries.due_at(site, date(2022, 3, 26)) - timedelta(hours=24)

    assert ended.isoformat() == "2022-03-26T23:00:00+00:00"


@in_earnest
def test_a_day_released_twice_at_once_is_one_release() -> None:
    site = a_site()
    a_day(site, groups=12, at=MORNING)

    at_once(4, lambda _: actions.release_day(site, DAY, at=DUE).pk)

    assert Release.objects.count() == 1


def test_what_becomes_known_later_changes_nothing_that_was_published() -> None:
    site = a_site()
    a_day(site, groups=12, at=MORNING)
    before = actions.release_day(site, DAY, at=DUE).figures

    register(site, [1] * 500, at=DUE)
    journal.sequence_pending(at=DUE)
    release_due(DUE + timedelta(days=3))
    again = actions.release_day(site, DAY, at=DUE + timedelta(days=3))

    assert again.figures == before
    assert again.published_at == DUE


@in_earnest
def test_the_database_refuses_to_change_a_release() -> None:
    site = a_site()
    a_day(site, groups=12, at=MORNING)
    actions.release_day(site, DAY, at=DUE)

    with pytest.raises(DatabaseError, match="never changes"):
        Release.objects.update(figures={})


@pytest.mark.parametrize("people", range(10))
def test_no_count_under_ten_can_be_told_from_another(people: int) -> None:
    site = a_site()
    register(site, [1] * people, at=MORNING)
    journal.sequence_pending(at=MORNING)

    release = actions.release_day(site, DAY, at=DUE)

    assert release.figures["people_registered"] == {"about": None, "low": 0, "high": 9}
    assert release.figures["groups_registered"] == {"about": None, "low": 0, "high": 9}
    assert "median_wait_minutes" not in release.figures


def test_the_true_counts_are_not_kept() -> None:
    site = a_site()
    a_day(site, groups=33, at=MORNING)
    actions.release_day(site, DAY, at=DUE)

    kept = str(list(Release.objects.values("figures")))
    assert "66" not in kept
    assert "33" not in kept


def test_other_days_and_other_centres_are_not_counted() -> None:
    site, other = a_site(), a_site("AST")
    register(site, [1] * 20, at=MORNING)
    register(site, [1] * 300, day=DAY - timedelta(days=1), at=MORNING)
    register(other, [1] * 300, at=MORNING)
    journal.sequence_pending(at=MORNING)

    release = actions.release_day(site, DAY, at=DUE)

    assert release.figures["people_registered"]["about"] == 20


def test_every_due_day_is_released_and_no_other() -> None:
    site = a_site()
    days = [DAY - timedelta(days=back) for back in (3, 2, 1, 0)]
    for day in days:
        register(site, [1] * 12, day=day, at=MORNING)
    journal.sequence_pending(at=MORNING)

    released = actions.release_due_days(site, at=MORNING)

    assert [release.day for release in released] == days[:2]
    assert actions.release_due_days(site, at=MORNING) == []


@given(st.integers(min_value=0, max_value=100_000))
def test_the_truth_always_lies_where_the_figure_says(true: int) -> None:
    figure = protected(true)

    assert figure.low <= true <= figure.high
    assert figure.high - figure.low <= 10
    assert figure.about is None or figure.about % 10 == 0


@given(st.lists(st.integers(min_value=0, max_value=3000), min_size=1, max_size=40))
def test_the_true_total_always_lies_where_the_sum_of_figures_says(counts: list[int]) -> None:
    figure = total([protected(count) for count in counts])

    assert figure.low <= sum(counts) <= figure.high


def test_neighbouring_counts_are_published_alike() -> None:
    assert {protected(count) for count in range(695, 705)} == {Published(700, 695, 705)}
