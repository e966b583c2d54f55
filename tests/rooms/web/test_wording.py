"""Numbers, times and days, as LOOK writes them in each language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from panah.web import wording
from panah.web.templatetags import panah as tags

FRIDAY = date(2022, 10, 7)
NIGHT = datetime(2022, 10, 6, 18, 30, tzinfo=UTC)  # 00:30 on Friday in Almaty, UTC+6 then


class Almaty:
    zone = ZoneInfo("Asia/Almaty")


@pytest.mark.parametrize(
    ("language", "written"), [("en", "41,310"), ("ru", "41\u202f310"), ("kk", "41\u202f310")]
)
def test_thousands_stand_apart_as_each_language_does_it(language: str, written: str) -> None:
    assert wording.number(41310, language) == written


def test_a_negative_number_has_a_minus_not_a_hyphen() -> None:
    assert wording.number(-1.1, "en") == "−1.1"
    assert wording.number(-1.1, "ru") == "−1,1"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Friday 7\xa0October"),
        ("ru", "пятница, 7\xa0октября"),
        ("kk", "7\xa0қазан, жұма"),
    ],
)
def test_a_day_is_written_with_its_weekday(language: str, written: str) -> None:
    assert wording.long_day(FRIDAY, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Friday 7\xa0October 2022"),
        ("ru", "пятница, 7\xa0октября 2022\xa0года"),
        ("kk", "2022\xa0жылғы 7\xa0қазан, жұма"),
    ],
)
def test_a_day_can_be_written_with_its_year(language: str, written: str) -> None:
    assert wording.long_day(FRIDAY, language, year=True) == written


def test_every_language_names_twelve_months_and_seven_days() -> None:
    assert {len(set(names.split())) for names in wording.MONTHS.values()} == {12}
    assert {len(set(names.split())) for names in wording.SHORT_MONTHS.values()} == {12}
    assert {len(set(names)) for names in wording.WEEKDAYS.values()} == {7}


def test_a_moment_belongs_to_the_day_of_its_site() -> None:
    assert wording.long_day(NIGHT, "en", site=Almaty()) == "Friday 7\xa0October"


def test_a_time_is_that_of_the_clock_on_the_wall() -> None:
    assert wording.clock_time(NIGHT, Almaty()) == "00:30"
    assert tags.clock(NIGHT) == "18:30"
    assert tags.clock(None) == ""


def test_a_range_has_a_dash_between_its_times() -> None:
    assert wording.clock_range(NIGHT, NIGHT.replace(minute=55), Almaty()) == "00:30–00:55"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["1 person", "2 people", "5 people", "21 people"]),
        ("ru", ["1 человек", "2 человека", "5 человек", "21 человек"]),
        ("kk", ["1 адам", "2 адам", "5 адам", "21 адам"]),
    ],
)
def test_people_are_counted_in_the_right_form(language: str, written: list[str]) -> None:
    assert [wording.people(n, language) for n in (1, 2, 5, 21)] == written


def test_a_russian_minute_has_three_forms() -> None:
    assert [wording.minutes(n, "ru") for n in (1, 3, 11)] == ["1 минута", "3 минуты", "11 минут"]


def test_an_individual_number_is_shown_in_the_groups_it_is_read_in() -> None:
    assert tags.grouped("7Q4M2K9DX") == "7Q4M-2K9D-X"


def test_a_name_falls_back_to_english_and_then_to_any() -> None:
    with override("ru"):
        assert tags.in_language({"ru": "Алматы", "en": "Almaty"}) == "Алматы"
        assert tags.in_language({"kk": "Астана", "en": "Astana"}) == "Astana"
        assert tags.in_language({"kk": "Астана"}) == "Астана"
        assert tags.in_language(None) == ""


def test_a_language_without_tables_is_written_in_english() -> None:
    assert wording.long_day(FRIDAY, "uz") == "Friday 7\xa0October"
