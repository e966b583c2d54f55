"""The profile of Kazakhstan: codes, names, clocks and days off."""

from __future__ import annotations

from datetime import date, timedelta

import pycountry
import pytest

from panah.sites.profile import Profile, ProfileUnknown, load_profile


@pytest.fixture(scope="module")
def kazakhstan() -> Profile:
    return load_profile("kz-2022")


def codes_of(country: str) -> set[str]:
    return {found.code for found in pycountry.subdivisions.get(country_code=country)}


def test_every_region_of_the_host_and_of_the_origin_is_named(kazakhstan: Profile) -> None:
    assert set(kazakhstan.regions) == codes_of("KZ")
    assert set(kazakhstan.origins) == codes_of("RU")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_two_regions_have_one_name(kazakhstan: Profile, language: str) -> None:
    named = [*kazakhstan.regions.values(), *kazakhstan.origins.values()]

    assert len({region.name(language) for region in named}) == len(named)


def test_a_name_is_written_in_the_letters_of_its_language(kazakhstan: Profile) -> None:
    for region in [*kazakhstan.regions.values(), *kazakhstan.origins.values()]:
        assert region.name("en").replace("–", "-").isascii()
        assert not any(letter.isascii() and letter.isalpha() for letter in region.name("kk"))
        assert not set("әғқңөұүһі") & set(region.name("ru").lower())


@pytest.mark.parametrize("day", [date(2022, 10, 24), date(2022, 10, 25), date(2022, 12, 16)])
def test_offices_are_closed_on_a_day_off(kazakhstan: Profile, day: date) -> None:
    assert not kazakhstan.is_working_day(day)


def test_a_saturday_that_the_government_made_a_working_day_counts(kazakhstan: Profile) -> None:
    assert kazakhstan.is_working_day(date(2022, 10, 22))
    assert not kazakhstan.is_working_day(date(2022, 10, 15))
    assert not kazakhstan.is_working_day(date(2022, 10, 16))


def test_the_first_of_december_is_no_longer_a_day_off(kazakhstan: Profile) -> None:
    assert kazakhstan.is_working_day(date(2022, 12, 1))


def test_a_day_off_stands_where_it_makes_a_difference(kazakhstan: Profile) -> None:
    assert not [day for day in kazakhstan.holidays if day.weekday() > 4]
    assert not [day for day in kazakhstan.working_saturdays if day.weekday() != 5]


@pytest.mark.parametrize("year", range(2022, 2028))
def test_a_year_has_some_249_working_days(kazakhstan: Profile, year: int) -> None:
    days = (date(year, 1, 1) + timedelta(n) for n in range(365))

    assert 244 <= sum(kazakhstan.is_working_day(day) for day in days) <= 250


def test_the_clocks_of_2022_and_2023_differ_in_how_long_one_may_stay(kazakhstan: Profile) -> None:
    def stay(day: date) -> list[int]:
        return [c.length for c in kazakhstan.clocks_on(day) if c.starts == "entry"]

    assert stay(date(2023, 1, 26)) == [30]
    assert stay(date(2023, 1, 27)) == [90]


def test_the_police_are_told_within_three_working_days(kazakhstan: Profile) -> None:
    clock = kazakhstan.clock("address_notice")

    assert (clock.length, clock.unit, clock.counts_first_day) == (3, "working_days", False)


@pytest.mark.parametrize("name", ["atlantis", "../kz-2022", "", "KZ-2022"])
def test_a_profile_that_is_not_there_is_not_found_by_any_way_around(name: str) -> None:
    with pytest.raises(ProfileUnknown):
        load_profile(name)


def test_a_profile_is_read_once_and_cannot_be_changed(kazakhstan: Profile) -> None:
    assert load_profile("kz-2022") is kazakhstan
    with pytest.raises(TypeError):
        kazakhstan.regions["KZ-99"] = kazakhstan.regions["KZ-75"]  # type: ignore[index]
