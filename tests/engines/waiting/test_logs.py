"""A log is checked row by row."""

from __future__ import annotations

import pytest

from panah.engines.waiting.logs import UnusableLog, read_log
from tests.engines.waiting.logs import a_row


def test_moments_count_from_the_first_midnight_and_keep_the_local_clock() -> None:
    log = read_log([a_row()])

    assert log.called[0] - log.arrived[0] == 10
    assert (log.clock[0], log.weekday[0]) == (510, 2)


def test_rows_may_stand_in_any_order_and_in_several_zones() -> None:
    later = a_row(
        arrived_at="2022-10-05T03:00:00Z",
        called_at="2022-10-05T03:10:00Z",
        finished_at="2022-10-05T03:20:00Z",
    )
    log = read_log([later, a_row()])

    assert log.arrived[0] - log.arrived[1] == 30


def test_who_left_was_not_called() -> None:
    log = read_log([a_row(outcome="left", called_at="")])

    assert not log.waited[0]


def test_who_was_called_and_left_all_the_same_was_called() -> None:
    log = read_log([a_row(outcome="left")])

    assert log.waited[0]
    assert not log.served[0]


def test_who_did_not_come_needs_no_end() -> None:
    log = read_log([a_row(outcome="no_show", finished_at="")])

    assert log.ended[0] == log.called[0]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"called_at": "2022-10-05T08:20:00+06:00"}, "called_at"),
        ({"finished_at": "2022-10-05T08:35:00+06:00"}, "finished_at"),
        ({"called_at": "", "outcome": "left", "finished_at": ""}, "finished_at"),
        ({"outcome": "phantom"}, "outcome"),
        ({"outcome": ""}, "outcome"),
        ({"lane": "vip"}, "lane"),
        ({"arrived_at": "2022-10-05T08:30:00"}, "arrived_at"),
        ({"arrived_at": "yesterday"}, "arrived_at"),
        ({"arrived_at": ""}, "arrived_at"),
        ({"called_at": ""}, "called_at"),
        ({"finished_at": ""}, "finished_at"),
        ({"party_size": "0"}, "party_size"),
        ({"party_size": "1.5"}, "party_size"),
        ({"party_size": ""}, "party_size"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_column(
    changed: dict[str, str], column: str
) -> None:
    with pytest.raises(UnusableLog) as refused:
        read_log([a_row(), a_row(**changed)])

    assert (refused.value.row, refused.value.column) == (1, column)


def test_a_log_without_rows_cannot_be_replayed() -> None:
    with pytest.raises(UnusableLog):
        read_log([])
