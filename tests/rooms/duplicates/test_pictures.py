"""Bars that add up, and letters that differ."""

from __future__ import annotations

import pytest
from django.utils import translation

from panah.duplicates.side_by_side import side_by_side
from panah.duplicates.templatetags.review import bits
from panah.duplicates.waterfall import in_order, waterfall
from panah.duplicates.wording import REASONS
from panah.engines.matching import ReasonCode
from tests.builders import an_identity


def test_every_bar_begins_where_the_last_one_ended() -> None:
    fall = waterfall([("prior", -20.0), ("surname_equal", 10.0), ("sex_differs", -2.0)], -12.0)
    first, second, third = fall.bars

    assert first.x == pytest.approx(fall.zero - 20)
    assert second.x == pytest.approx(first.x)
    assert third.x + third.width == pytest.approx(second.x + second.width)
    assert fall.total.x == pytest.approx(third.x)


def test_every_bar_lies_inside_the_picture() -> None:
    fall = waterfall([("prior", -20.0), ("surname_equal", 40.0)], 20.0)

    assert all(bar.x >= 0 and bar.x + bar.width <= fall.width for bar in (*fall.bars, fall.total))


def test_the_prior_comes_first_and_the_heaviest_next() -> None:
    stored = [["sex_equal", 1.0], ["prior", -20.0], ["surname_equal", 9.0]]

    assert [code for code, _ in in_order(stored)] == ["prior", "surname_equal", "sex_equal"]


@pytest.mark.parametrize(
    ("language", "written"), [("en", "+11.4 −1.1"), ("ru", "+11,4 −1,1"), ("kk", "+11,4 −1,1")]
)
def test_bits_are_written_as_other_numbers_of_the_page(language: str, written: str) -> None:
    with translation.override(language):
        assert f"{bits(11.42)} {bits(-1.06)}" == written


def test_every_reason_code_has_words() -> None:
    assert {code.value for code in ReasonCode} <= REASONS.keys()


def test_only_letters_that_differ_are_marked() -> None:
    with translation.override("en"):
        rows = side_by_side(
            an_identity("TCVETKOV"), an_identity("TSVETKOV"), ["surname_spelt_otherwise"]
        )

    surname = rows[0]
    assert surname.left == (("T", False), ("C", True), ("VETKOV", False))
    assert surname.verdict == "Same name, two spellings"


def test_a_name_in_two_spellings_is_not_called_equal() -> None:
    with translation.override("en"):
        rows = side_by_side(
            an_identity("Тұрлыбеков"), an_identity("Турлыбеков"), ["surname_equal", "given_equal"]
        )

    assert [row.verdict for row in rows[:2]] == ["Same name, two spellings", "Equal"]
    assert rows[0].style == "on"


def test_days_countries_and_regions_are_shown_as_people_write_them() -> None:
    with translation.override("ru"):
        rows = side_by_side(an_identity(born="1995-03-11"), an_identity(born="1995"), [])
    shown = {row.label: "".join(text for text, _ in row.left) for row in rows}
    other = {row.label: "".join(text for text, _ in row.right) for row in rows}

    assert shown["Дата рождения"] == "11.03.1995"
    assert other["Дата рождения"] == "1995"
    assert shown["Гражданство"] == "Россия"
    assert shown["Откуда"] == "Самарская область"


def test_a_telephone_is_never_shown_whole() -> None:
    rows = side_by_side(an_identity(phone="+77011234581"), an_identity(phone="+77011234540"), [])
    shown = "".join(text for row in rows for text, _ in (*row.left, *row.right))

    assert "81" in shown
    assert "1234581" not in shown
