"""Countries and regions as people write them."""

from __future__ import annotations

import pytest

from panah.desk import places


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Россия", "RUS"),
        ("ресей", "RUS"),
        ("Russia", "RUS"),
        ("РФ", "RUS"),
        ("rus", "RUS"),
        ("RU", "RUS"),
        ("Қазақстан", "KAZ"),
        ("Казахстан", "KAZ"),
        ("Кыргызстан", "KGZ"),
        ("Тәжікстан", "TJK"),
        ("XXA", "XXA"),
        ("xxx", "XXX"),
    ],
)
def test_a_country_is_found_in_every_language_and_by_code(typed: str, code: str) -> None:
    assert places.find_country(typed) == code


@pytest.mark.parametrize("typed", ["", "Самара", "Нарния", "ZZZ", "R"])
def test_a_country_that_nobody_knows_is_not_guessed(typed: str) -> None:
    assert places.find_country(typed) is None


@pytest.mark.parametrize("language", places.LANGUAGES)
def test_every_country_in_the_list_is_found_by_its_own_name(language: str) -> None:
    lost = [name for name in places.country_names(language) if not places.find_country(name)]

    assert lost == []


@pytest.mark.parametrize("language", places.LANGUAGES)
def test_every_region_in_the_list_is_found_by_its_own_name(language: str) -> None:
    names = places.region_names("kz-2022", language)

    assert [name for name in names if not places.find_region("kz-2022", name)] == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Самарская область", "RU-SAM"),
        ("самарская обл.", "RU-SAM"),
        ("Татарстан", "RU-TA"),
        ("г. Москва", "RU-MOW"),
        ("Московская область", "RU-MOS"),
        ("ru-sam", "RU-SAM"),
        ("UA-30", "UA-30"),
    ],
)
def test_a_region_is_found_by_name_short_form_and_code(typed: str, code: str) -> None:
    assert places.find_region("kz-2022", typed) == code


@pytest.mark.parametrize("typed", ["", "Алтай", "Самаркандия"])
def test_a_region_that_could_be_two_or_none_is_not_guessed(typed: str) -> None:
    assert places.find_region("kz-2022", typed) is None
