"""The days on the paper, against worked examples and a count on the fingers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.certificates.clocks import CALENDAR_DAYS, WORKING_DAYS, last_day

REPUBLIC_DAY = date(2022, 10, 25)  # a Tuesday, and a public holiday in Kazakhstan


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day != REPUBLIC_DAY


def to_the_police(arrived_on: date) -> date:
    return last_day(
        arrived_on,
        length=3,
        unit=WORKING_DAYS,
        counts_first_day=False,
        is_working_day=is_working_day,
    )


def in_calendar_days(start: date, length: int, *, counts_first_day: bool = True) -> date:
    return last_day(
        start,
        length=length,
        unit=CALENDAR_DAYS,
        counts_first_day=counts_first_day,
        is_working_day=is_working_day,
    )


@pytest.mark.parametrize(
    ("arrived_on", "by"),
    [
        (date(2022, 10, 5), date(2022, 10, 10)),
        (date(2022, 10, 7), date(2022, 10, 12)),
        (date(2022, 10, 8), date(2022, 10, 12)),
        (date(2022, 10, 9), date(2022, 10, 12)),
        (date(2022, 10, 10), date(2022, 10, 13)),
    ],
)
def test_the_police_hear_of_an_address_on_the_third_working_day(arrived_on: date, by: date) -> None:
    assert to_the_police(arrived_on) == by


def test_across_a_public_holiday_it_is_one_day_later() -> None:
    assert to_the_police(date(2022, 10, 19)) == date(2022, 10, 24)
    assert to_the_police(date(2022, 10, 21)) == date(2022, 10, 27)


def test_thirty_days_of_stay_count_the_day_of_entry() -> None:
    assert in_calendar_days(date(2022, 10, 7), 30) == date(2022, 11, 5)


def test_five_days_for_a_claim_end_on_a_day_off_too() -> None:
    assert in_calendar_days(date(2022, 10, 5), 5) == date(2022, 10, 9)  # a Sunday


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 90))
def test_counting_the_first_day_is_never_later(start: date, length: int) -> None:
    with_it = in_calendar_days(start, length)
    without = in_calendar_days(start, length, counts_first_day=False)

    assert without - with_it == timedelta(days=1)


@given(st.dates(date(2022, 1, 1), date(2023, 1, 1)), st.integers(1, 20), st.booleans())
def test_working_days_are_counted_one_by_one(start: date, length: int, first: bool) -> None:
    found = last_day(
        start,
        length=length,
        unit=WORKING_DAYS,
        counts_first_day=first,
        is_working_day=is_working_day,
    )
    begin = start if first else start + timedelta(days=1)
    span = [begin + timedelta(days=n) for n in range((found - begin).days + 1)]

    assert is_working_day(found)
    assert sum(map(is_working_day, span)) == length


@pytest.mark.parametrize(("length", "unit"), [(0, CALENDAR_DAYS), (-1, WORKING_DAYS), (3, "weeks")])
def test_a_clock_without_days_is_refused(length: int, unit: str) -> None:
    with pytest.raises(ValueError, match="a clock has"):
        last_day(
            date(2022, 10, 5),
            length=length,
            unit=unit,
            counts_first_day=True,
            is_working_day=is_working_day,
        )


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="no working day"):
        last_day(
            date(2022, 10, 5),
            length=1,
            unit=WORKING_DAYS,
            counts_first_day=True,
            is_working_day=lambda _day: False,
        )
