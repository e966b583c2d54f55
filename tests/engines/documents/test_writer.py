"""Writing zones: names folded to A–Z and cut as ICAO asks."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.engines.documents import (
    CannotBeWritten,
    Fields,
    Format,
    Table,
    read_zone,
    transliterate,
    write_zone,
)
from panah.engines.identity import PartialDate, Sex

TODAY = date(2022, 10, 5)
CARD = Fields(
    surname="Tokarev",
    given_names="Oleg",
    document_code="ID",
    document_number="012345678",
    issuer="KAZ",
    nationality="KAZ",
    birth_date=PartialDate(1988, 2, 29),
    sex=Sex.MALE,
    expiry_date=PartialDate(2029, 11, 3),
)
ICAO = (Format.TD1, Format.TD2, Format.TD3)
latin_names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)
alphanumeric = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)


def document(size, **changes):
    return replace(CARD, document_code="P" if size is Format.TD3 else "ID", **changes)


def names(size, surname, given_names):
    lines = write_zone(size, document(size, surname=surname, given_names=given_names))
    return lines[2] if size is Format.TD1 else lines[0][5:]


@pytest.mark.parametrize("size", ICAO)
@given(surname=latin_names, given_names=latin_names, number=alphanumeric, optional=alphanumeric)
def test_what_is_written_is_read_again(size, surname, given_names, number, optional):
    field = "personal_number" if size is Format.TD3 else "optional_data"
    written = document(
        size,
        surname=surname,
        given_names=given_names,
        document_number=number,
        **{field: optional[:7]},
    )

    zone = read_zone(write_zone(size, written), today=TODAY)

    assert zone.valid
    assert zone.fields == written


@pytest.mark.parametrize("size", [Format.TD1, Format.TD2])
@pytest.mark.parametrize("length", [10, 11, 13])
def test_a_long_number_goes_on_in_the_optional_data(size, length):
    number = "K0123456789QXYZ"[:length]
    written = document(
        size, document_number=number, optional_data="Z" if size is Format.TD1 else ""
    )

    zone = read_zone(write_zone(size, written), today=TODAY)

    assert zone.valid
    assert zone.fields.document_number == number
    assert zone.fields.optional_data == written.optional_data


@pytest.mark.parametrize(
    ("surname", "given_names", "expected"),
    [
        ("Papandropoulous", "Jonathon Alec", "PAPANDROPOULOUS<<JONATHON<ALEC"),
        ("Van der Muellen", "Hilke Ann Maria", "VAN<DER<MUELLEN<<HILKE<ANN<MAR"),
        ("A" * 40, "Björn", "A" * 27 + "<<B"),
        ("Bennelong Wooloomooloo Warran", "Diang", "BENNELONG<WOOLOOMOOLOO<WARR<<D"),
        ("Bennelong Wooloomooloo Qua Wi", "Diang", "BENNELONG<WOOLOOMOOLOO<QU<W<<D"),
        ("Arkfreith", "", "ARKFREITH" + "<" * 21),
        ("", "Suryani", "SURYANI" + "<" * 23),
    ],
)
def test_names_are_cut_so_that_both_parts_remain(surname, given_names, expected):
    assert names(Format.TD1, surname, given_names) == expected


@given(st.text("ABC -", max_size=60), st.text("DEF -", max_size=60))
def test_a_cut_name_ends_with_a_letter_or_fits(surname, given_names):
    written = names(Format.TD3, surname, given_names)

    assert len(written) == 39
    assert "<<<" not in written.rstrip("<")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Müller-Lüdenscheidt", "MUELLER<LUEDENSCHEIDT"),
        ("O'Connor", "OCONNOR"),
        ("D’Arcy", "DARCY"),
        ("Şahin Özgür", "SAHIN<OEZGUER"),
        ("Đặng", "DANG"),
        ("Łukasz", "LUKASZ"),
        ("Weiß", "WEISS"),
        ("Ibáñez", "IBANEZ"),
        ("Ìyábọ̀", "IYABO"),
    ],
)
def test_letters_with_marks_are_written_as_icao_advises(name, written):
    assert names(Format.TD3, name, "").rstrip("<") == written


@pytest.mark.parametrize(
    "changes",
    [
        {"surname": "Ёлкина"},
        {"surname": "山田"},
        {"document_number": "12345678901234567890123456"},
        {"document_number": "12#45"},
        {"issuer": "KAZAKH"},
    ],
)
def test_what_does_not_fit_is_refused_without_naming_anybody(changes):
    with pytest.raises(CannotBeWritten) as refusal:
        write_zone(Format.TD1, replace(CARD, **changes))

    assert not any(value in str(refusal.value) for value in changes.values())


@pytest.mark.parametrize(
    ("table", "written"),
    [
        (Table.RUSSIAN_ICAO, "Tsoi Iurii Shchukin IUREV PODIEIACHEV"),
        (Table.RUSSIAN_2010, "Tcoi Iurii Shchukin IUREV PODIACHEV"),
        (Table.RUSSIAN_1997, "Tsoy Yuriy Shchukin YUREV PODYACHEV"),
    ],
)
def test_one_russian_name_has_three_latin_spellings(table, written):
    assert transliterate("Цой Юрий Щукин ЮРЬЕВ ПОДЪЯЧЕВ", table) == written


def test_kazakh_letters_are_written_in_latin():
    assert transliterate("Әбілқасымов Ғани Өмірұлы", Table.KAZAKH) == "Abilkasymov Gani Omiruly"


@pytest.mark.parametrize("table", Table)
def test_what_a_table_does_not_know_stays(table):
    assert transliterate("Smith-Ёлкин, 山", table) == "Smith-Elkin, 山"
