"""Dates as clerks type them."""

from __future__ import annotations

from datetime import date

import pytest

from panah.desk.typed_dates import (
    DateToCome,
    DateTooEarly,
    NoSuchDate,
    read_birth_date,
    read_recent_day,
    written,
)
from panah.engines.identity import PartialDate

TODAY = date(2022, 10, 5)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14.03.1996", "1996-03-14"),
        ("14/3/1996", "1996-03-14"),
        ("14 3 1996", "1996-03-14"),
        ("14031996", "1996-03-14"),
        ("1996-03-14", "1996-03-14"),
        ("1996-3", "1996-03"),
        ("03.1996", "1996-03"),
        (" 3.1996. ", "1996-03"),
        ("1996", "1996"),
        ("29.02.1988", "1988-02-29"),
        ("05.10.2022", "2022-10-05"),
        ("01.01.1900", "1900-01-01"),
    ],
)
def test_a_birth_date_is_read_day_first_with_what_is_known(typed: str, meant: str) -> None:
    assert str(read_birth_date(typed, today=TODAY)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "29.02.1997",
        "31.04.1990",
        "0.5.1990",
        "14.03.96",
        "вчера",
        "1.2.3.1990",
        "1990-00",
        "٣.٣.1990",
        "12",
    ],
)
def test_what_is_no_date_is_not_guessed(typed: str) -> None:
    with pytest.raises(NoSuchDate):
        read_birth_date(typed, today=TODAY)


@pytest.mark.parametrize("typed", ["06.10.2022", "11.2022", "2023"])
def test_nobody_is_born_tomorrow(typed: str) -> None:
    with pytest.raises(DateToCome):
        read_birth_date(typed, today=TODAY)


def test_nobody_is_born_before_1900() -> None:
    with pytest.raises(DateTooEarly):
        read_birth_date("31.12.1899", today=TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5", date(2022, 10, 5)),
        ("3", date(2022, 10, 3)),
        ("28", date(2022, 9, 28)),
        ("31", date(2022, 8, 31)),
        ("3.10", date(2022, 10, 3)),
        ("28.12", date(2021, 12, 28)),
        ("29.2", date(2020, 2, 29)),
        ("3.10.22", date(2022, 10, 3)),
        ("3.10.2022", date(2022, 10, 3)),
        ("2022-10-03", date(2022, 10, 3)),
    ],
)
def test_a_recent_day_is_the_latest_such_day(typed: str, meant: date) -> None:
    assert read_recent_day(typed, today=TODAY) == meant


@pytest.mark.parametrize("typed", ["0", "32", "30.2", "5.13", "today"])
def test_a_day_that_does_not_exist_is_not_a_recent_day(typed: str) -> None:
    with pytest.raises(NoSuchDate):
        read_recent_day(typed, today=TODAY)


def test_a_full_date_after_today_is_still_to_come() -> None:
    with pytest.raises(DateToCome):
        read_recent_day("6.10.2022", today=TODAY)


@pytest.mark.parametrize("day", ["1996-03-14", "1996-03", "1996"])
def test_what_is_written_is_read_again(day: str) -> None:
    born = PartialDate.parse(day)

    assert read_birth_date(written(born), today=TODAY) == born
