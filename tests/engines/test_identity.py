"""The shared words: numbers that notice a slip, dates in parts, people that do not print."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.engines.identity import (
    NUMBER_ALPHABET,
    Identity,
    Need,
    PartialDate,
    WrittenName,
    draw_number,
    parse_number,
    show_number,
)

NUMBERS = st.randoms(use_true_random=False).map(lambda draw: draw_number(draw.randrange))


@given(NUMBERS)
def test_a_number_is_read_back_however_it_is_written(number: str) -> None:
    assert parse_number(f" {show_number(number).lower()} ") == number


@given(NUMBERS, st.integers(0, 8), st.sampled_from(NUMBER_ALPHABET))
def test_every_single_wrong_character_is_noticed(number: str, place: int, other: str) -> None:
    wrong = number[:place] + other + number[place + 1 :]
    if wrong != number:
        with pytest.raises(ValueError, match="check character"):
            parse_number(wrong)


def test_of_a_thousand_exchanges_of_neighbours_two_at_most_go_unnoticed() -> None:
    draw = random.Random(1)
    numbers = [draw_number(draw.randrange) for _ in range(5000)]
    exchanged = [one[:n] + one[n + 1] + one[n] + one[n + 2 :] for one in numbers for n in range(8)]

    known = set(numbers)
    unnoticed = [wrong for wrong in exchanged if wrong not in known and _is_read(wrong)]

    assert 0 < len(unnoticed) <= len(exchanged) * 0.002


def _is_read(text: str) -> bool:
    try:
        parse_number(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("text", ["1996", "1996-03", "1996-03-14", "2000-02-29"])
def test_a_date_in_parts_is_written_as_it_was_read(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["1996-02-30", "1900-02-29", "1996-13", "1996-00", "14.03.1996", "", "96"]
)
def test_a_date_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day"):
        PartialDate.parse(text)


def test_an_age_counts_completed_years() -> None:
    born = PartialDate(2004, 10, 6)

    assert born.age_on(date(2022, 10, 5)) == 17
    assert born.age_on(date(2022, 10, 6)) == 18


def test_an_identity_comes_back_whole_from_plain_values() -> None:
    identity = Identity(
        name=WrittenName(family="Нұрлан", full="O‘rinov Sherzod"),
        birth_date=PartialDate(1990),
        arrived_on=date(2022, 10, 5),
        needs=frozenset({Need.DISABILITY}),
    )

    assert Identity.from_plain(identity.to_plain()) == identity


def test_a_person_is_not_printed() -> None:
    identity = Identity(name=WrittenName(family="Лемешевская", given="Ядвига"))

    assert "Лемешевская" not in f"{identity!r} {identity} {identity.name!r} {identity.document!r}"
