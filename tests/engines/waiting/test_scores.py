"""Scores reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from panah.engines.waiting import scores


def test_the_interval_score_is_width_and_ten_times_what_lies_outside() -> None:
    ends = (np.array([0.0, 0.0]), np.array([10.0, 10.0]))
    found = scores.held(ends, np.array([5.0, 12.0]))

    assert (found.coverage, found.interval_score) == (0.5, pytest.approx(10 + 2 * 10 / 2))


def test_bias_is_positive_when_people_are_called_sooner_than_said() -> None:
    found = scores.middle(np.array([10.0, 10.0]), np.array([6.0, 8.0]))

    assert (found.mae, found.bias) == (3, 3)


def test_five_or_more_gathers_the_longer_queues() -> None:
    ends, truth = (np.zeros(3), np.ones(3)), np.array([0.5, 0.5, 2])
    found = scores.by_queue(ends, truth, np.array([0.0, 5.0, 30.0]))

    assert found["5 or more"]["judged"] == 2
    assert found["20-49"]["coverage"] == 0
