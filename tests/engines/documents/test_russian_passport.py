"""The Russian internal passport: its own layout, its own letters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.engines.documents import CannotBeWritten, Code, Fields, Format, read_zone, write_zone
from panah.engines.documents.letters import read_table
from panah.engines.identity import PartialDate, Sex

TODAY = date(2022, 10, 5)
RUSSIAN = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"


def passport(surname="Щукин", given_names="Юрий", patronymic="Вячеславович", **changes):
    values = {
        "document_code": "PN",
        "issuer": "RUS",
        "nationality": "RUS",
        "document_number": "4511 123456",
        "birth_date": PartialDate(1990, 5, 7),
        "sex": Sex.MALE,
        "issue_date": PartialDate(2012, 3, 4),
        "office_code": "770-001",
    }
    names = {"surname": surname, "given_names": given_names, "patronymic": patronymic}
    return Fields(**(values | names | changes))


def read(fields):
    return read_zone(write_zone(Format.RUS_PN, fields), today=TODAY)


def names(zone):
    return zone.fields.surname, zone.fields.given_names, zone.fields.patronymic


def test_line_two_stands_where_the_order_says():
    line = write_zone(Format.RUS_PN, passport())[1]

    assert line == "4511234569RUS9005075M<<<<<<<1120304770001<46"


def test_every_field_comes_back():
    zone = read(passport())

    assert (zone.format, zone.valid, zone.messages) == (Format.RUS_PN, True, ())
    assert names(zone) == ("ЩУКИН", "ЮРИЙ", "ВЯЧЕСЛАВОВИЧ")
    assert zone.fields.document_number == "4511123456"
    assert zone.fields.birth_date == PartialDate(1990, 5, 7)
    assert zone.fields.issue_date == PartialDate(2012, 3, 4)
    assert zone.fields.office_code == "770001"
    assert zone.fields.expiry_date is None


def test_every_russian_letter_has_a_sign_of_its_own():
    letters = read_table("russian_internal_passport")["letters"]

    assert "".join(letters) == RUSSIAN
    assert len(set(letters.values())) == len(RUSSIAN)


@given(*[st.text(RUSSIAN, min_size=1, max_size=11) for _ in range(3)])
def test_names_come_back_in_cyrillic(surname, given_names, patronymic):
    assert names(read(passport(surname, given_names, patronymic))) == (
        surname,
        given_names,
        patronymic,
    )


@pytest.mark.parametrize(
    ("given_names", "patronymic"),
    [
        ("ОЛЕСЯ", ""),
        ("АННА МАРИЯ", "ПЕТРОВНА"),
        ("РАСУЛ", "АЛИ ОГЛЫ"),
        ("АЙГЕРИМ", "БОЛАТ КЫЗЫ"),
    ],
)
def test_the_patronymic_is_told_from_the_given_name(given_names, patronymic):
    assert names(read(passport("ЁЛКИНА", given_names, patronymic)))[1:] == (
        given_names,
        patronymic,
    )


@pytest.mark.parametrize(
    ("given", "line"),
    [
        # The patronymic is cut at the last position.
        (
            ("ЗОЛОТОРЁВА", "ЕЛИЗАВЕТА", "КОНСТАНТИНОВНА-ДЛИННАЯ"),
            "PNRUSZOLOTOR2VA<<ELIZAVETA<KONSTANTINOVNA<DL",
        ),
        # The given name is cut at position 42; the patronymic keeps its first letter.
        (
            ("ПЕТРОПАВЛОВСКАЯ", "АЛЕКСАНДРИНА-ВИКТОРИЯ", "ЮРЬЕВНА"),
            "PNRUSPETROPAVLOVSKA8<<ALEKSANDRINA<VIKTORI<7",
        ),
        # A surname is cut at position 39 when it is longer than 34 letters.
        (
            ("А" * 40, "ИВАН", "ОЛЕГОВИЧ"),
            "PNRUS" + "A" * 34 + "<<I<O",
        ),
    ],
)
def test_long_names_are_cut_by_the_ministrys_rule(given, line):
    zone = read(passport(*given))

    assert zone.lines[0] == line
    assert Code.NAME_MAY_BE_CUT in {message.code for message in zone.messages}


def test_a_passport_of_another_state_with_code_pn_is_a_plain_passport():
    line = write_zone(Format.TD3, Fields(surname="DOE", document_code="PN", issuer="UTO"))

    assert read_zone(line, today=TODAY).format is Format.TD3


@pytest.mark.parametrize(("place", "wrong"), [(28, "0"), (22, "3"), (42, "A"), (1, "O"), (21, "X")])
def test_what_no_internal_passport_holds_is_objected_to(place, wrong):
    first, second = write_zone(Format.RUS_PN, passport())

    zone = read_zone((first, second[: place - 1] + wrong + second[place:]), today=TODAY)

    assert not zone.valid


@pytest.mark.parametrize(
    "changes",
    [
        {"surname": "Smith"},
        {"surname": "Әбілқасымов"},
        {"document_number": "451112345"},
        {"office_code": "7700012"},
    ],
)
def test_what_cannot_be_written_is_refused_without_naming_anybody(changes):
    with pytest.raises(CannotBeWritten) as refusal:
        write_zone(Format.RUS_PN, passport(**changes))

    assert not any(value in str(refusal.value) for value in changes.values())
