"""Kazakhstan's individual identification number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.engines.documents import IinReason, ImpossibleIin, check_iin, draw_iin, make_iin
from panah.engines.identity import Sex


def test_the_check_digit_is_the_weighted_sum_modulo_eleven():
    # 9·1 + 1·2 + 0·3 + 3·4 + 0·5 + 9·6 + 4·7 + 0·8 + 1·9 + 2·10 + 3·11 = 167 = 15·11 + 2
    assert make_iin(date(1991, 3, 9), Sex.FEMALE, serial=123) == "910309401232"


def test_when_the_first_weights_give_ten_the_second_decide():
    numbers = [make_iin(date(1991, 3, 9), Sex.FEMALE, serial=n) for n in range(10_000)]
    first = [
        sum(int(d) * w for d, w in zip(number, range(1, 12), strict=False)) % 11
        for number in numbers
        if number
    ]

    assert any(rest == 10 for rest in first)
    assert 50 < numbers.count(None) < 150


@pytest.mark.parametrize(
    ("born", "sex"),
    [
        (date(1899, 12, 31), Sex.MALE),
        (date(1955, 1, 1), Sex.FEMALE),
        (date(1996, 2, 29), Sex.MALE),
        (date(2000, 2, 29), Sex.FEMALE),
        (date(2021, 9, 21), Sex.MALE),
    ],
)
def test_birth_date_and_sex_are_read_back(born, sex):
    number = draw_iin(born, sex)
    found = check_iin(f"{number[:6]} {number[6:]}")

    assert (found.number, found.birth_date, found.sex) == (number, born, sex)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", IinReason.NOT_TWELVE_DIGITS),
        ("91030940123", IinReason.NOT_TWELVE_DIGITS),
        ("91030940123A", IinReason.NOT_TWELVE_DIGITS),
        ("٩١٠٣٠٩٤٠١٢٣٢", IinReason.NOT_TWELVE_DIGITS),
        ("910309701232", IinReason.CENTURY),
        ("910309001232", IinReason.CENTURY),
        ("910230401232", IinReason.NO_SUCH_DAY),
        ("910309401233", IinReason.CHECK_DIGIT),
    ],
)
def test_what_is_no_iin_is_refused_with_its_reason(text, reason):
    with pytest.raises(ImpossibleIin) as refusal:
        check_iin(text)

    assert refusal.value.reason is reason


@pytest.mark.parametrize(
    ("born", "sex", "serial"),
    [
        (date(1991, 3, 9), Sex.OTHER, 1),
        (date(1991, 3, 9), Sex.UNKNOWN, 1),
        (date(2100, 3, 9), Sex.MALE, 1),
        (date(1991, 3, 9), Sex.MALE, 10_000),
    ],
)
def test_no_number_is_made_for_what_an_iin_cannot_say(born, sex, serial):
    with pytest.raises(ValueError, match=r"IIN|serial"):
        make_iin(born, sex, serial=serial)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 9999))
def test_every_other_check_digit_is_wrong(born, serial):
    number = make_iin(born, Sex.MALE, serial=serial)
    for wrong in set("0123456789") - {number[-1]} if number else ():
        with pytest.raises(ImpossibleIin):
            check_iin(number[:-1] + wrong)


def test_an_iin_does_not_print_itself():
    number = draw_iin(date(1991, 3, 9), Sex.FEMALE)

    assert number not in repr(check_iin(number))
