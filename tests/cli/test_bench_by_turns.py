"""What takes turns in a benchmark, and how sure its figures are."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from statistics import fmean, stdev

import pytest

from panah.cli.benches.by_turns import give_or_take, orders


def test_each_kind_comes_first_second_and_last_as_often() -> None:
    every = list(orders("abc", turns=12))

    for place in range(3):
        assert Counter(order[place] for order in every) == {"a": 4, "b": 4, "c": 4}
    assert all(sorted(order) == ["a", "b", "c"] for order in every)


def test_of_a_mean_it_is_two_standard_errors() -> None:
    values = [14.1, 15.0, 13.2, 18.4, 14.9, 14.4]

    found = give_or_take(values, fmean)

    assert found == pytest.approx(2 * stdev(values) / sqrt(len(values)))


def test_where_every_turn_says_the_same_nothing_is_unsure() -> None:
    assert give_or_take([7.0] * 5, fmean) == pytest.approx(0)
