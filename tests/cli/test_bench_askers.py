"""The phones of a benchmark ask as the server tells phones to, also after a pause."""

from __future__ import annotations

import time
from statistics import fmean

import pytest

from panah.cli.benches import askers
from panah.cli.benches.askers import NEAR, due_as_ever, lately
from panah.line.views import news


def test_the_benchmark_knows_how_often_the_server_has_phones_ask() -> None:
    assert (askers.SELDOM_SECONDS, askers.OFTEN_SECONDS, askers.NEAR) == (
        news.AGAIN,
        news.OFTEN,
        news.NEAR,
    )


def test_phones_near_the_front_ask_within_a_quarter_of_a_minute_and_all_within_one() -> None:
    due = dict(due_as_ever(map(str, range(5_000)), []))

    near = [due[str(place)] for place in range(NEAR + 1)]
    far = [due[str(place)] for place in range(NEAR + 1, 5_000)]
    assert max(near) <= 15
    assert 15 < max(far) <= 60
    assert fmean(far) == pytest.approx(30, abs=2)


@pytest.mark.parametrize(("ago", "share"), [(0.0, 1.0), (5.0, 2 / 3), (14.0, 1 / 15), (15.0, 0)])
def test_of_phones_that_were_called_those_ask_who_have_not_heard_of_it(
    ago: float, share: float
) -> None:
    due = due_as_ever([], [(str(number), ago) for number in range(3_000)])

    assert len(due) / 3_000 == pytest.approx(share, abs=0.04)
    assert all(first + ago <= 15 for _secret, first in due)


def test_calls_of_a_quarter_of_a_minute_ago_are_old() -> None:
    now = time.monotonic()

    found = dict(lately([(now - 20, "old"), (now - 4, "new")]))

    assert list(found) == ["new"]
    assert found["new"] == pytest.approx(4, abs=1)
