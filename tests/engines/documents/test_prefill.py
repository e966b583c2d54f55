"""What a zone may fill into a form."""

from dataclasses import replace
from datetime import date

import pytest

from panah.engines.documents import (
    Fields,
    Format,
    draw_iin,
    identity_fields,
    read_zone,
    write_zone,
)
from panah.engines.documents.unnoticeable import exchange
from panah.engines.identity import DocumentKind, PartialDate, Sex

TODAY = date(2022, 10, 5)
PASSPORT = Fields(
    surname="Schneider",
    given_names="Lena",
    document_code="P",
    document_number="C01X00T47",
    issuer="D",
    nationality="D",
    birth_date=PartialDate(1999, 12, 31),
    sex=Sex.FEMALE,
    expiry_date=PartialDate(2027, 2, 28),
)
INTERNAL = Fields(
    surname="Ёлкина",
    given_names="Олеся",
    patronymic="Игоревна",
    document_code="PN",
    document_number="4511123456",
    issuer="RUS",
    nationality="RUS",
    birth_date=PartialDate(2001, 7, 1),
    sex=Sex.FEMALE,
    issue_date=PartialDate(2015, 8, 2),
    office_code="160002",
)


def filled(size, fields, wrong=None):
    lines = write_zone(size, fields)
    return identity_fields(read_zone(exchange(lines, *wrong) if wrong else lines, today=TODAY))


def test_a_passport_fills_in_what_identity_calls_it():
    found = filled(Format.TD3, PASSPORT)

    assert (found.name.family_latin, found.name.given_latin) == ("SCHNEIDER", "LENA")
    assert (found.sex, found.birth_date) == (Sex.FEMALE, PartialDate(1999, 12, 31))
    assert (found.nationality, found.document.issuer) == ("DEU", "DEU")
    assert (found.document.kind, found.document.number) == (DocumentKind.PASSPORT, "C01X00T47")
    assert found.document.expires_on == date(2027, 2, 28)


def test_an_internal_passport_fills_in_cyrillic_names():
    found = filled(Format.RUS_PN, INTERNAL)

    assert (found.name.family, found.name.given) == ("ЁЛКИНА", "ОЛЕСЯ")
    assert (found.name.patronymic, found.name.family_latin) == ("ИГОРЕВНА", "")
    assert found.document.kind is DocumentKind.INTERNAL_PASSPORT
    assert found.document.number == "4511123456"


@pytest.mark.parametrize(
    ("position", "emptied"),
    [(10, "number"), (20, "birth_date"), (28, "expires_on"), (43, ""), (44, "")],
)
def test_a_wrong_check_digit_fills_nothing_and_the_rest_stays(position, emptied):
    right = write_zone(Format.TD3, PASSPORT)[1][position - 1]
    found = filled(Format.TD3, PASSPORT, ((2, position), "5" if right != "5" else "6"))

    empty = {
        name
        for name, value in (
            ("number", found.document.number),
            ("birth_date", found.birth_date),
            ("expires_on", found.document.expires_on),
        )
        if not value
    }
    assert empty == ({emptied} if emptied else set())


def test_a_wrong_digit_over_the_end_of_the_series_empties_the_number():
    right = write_zone(Format.RUS_PN, INTERNAL)[1][42]
    found = filled(Format.RUS_PN, INTERNAL, ((2, 43), "5" if right != "5" else "6"))

    assert found.document.number == ""
    assert found.birth_date


def test_a_name_with_a_digit_fills_nothing():
    assert filled(Format.TD3, PASSPORT, ((1, 7), "0")).name.is_empty


@pytest.mark.parametrize(
    ("code", "filled_in"),
    [
        ("D", "DEU"),
        ("GBN", "GBR"),
        ("GBD", "GBR"),
        ("KAZ", "KAZ"),
        ("XXA", "XXA"),
        ("XXC", "XXC"),
        ("UTO", ""),
        ("", ""),
    ],
)
def test_nationalities_are_translated_and_unknown_ones_left_out(code, filled_in):
    assert filled(Format.TD3, replace(PASSPORT, nationality=code)).nationality == filled_in


@pytest.mark.parametrize(
    ("size", "code", "nationality", "kind"),
    [
        (Format.TD3, "P", "KAZ", DocumentKind.PASSPORT),
        (Format.TD3, "PD", "KAZ", DocumentKind.PASSPORT),
        (Format.TD3, "P", "XXA", DocumentKind.STATELESS_DOCUMENT),
        (Format.TD3, "P", "XXB", DocumentKind.REFUGEE_TRAVEL_DOCUMENT),
        (Format.TD1, "ID", "KAZ", DocumentKind.IDENTITY_CARD),
        (Format.TD1, "I", "D", DocumentKind.IDENTITY_CARD),
        (Format.TD2, "AR", "TUR", DocumentKind.RESIDENCE_PERMIT),
        (Format.TD2, "AC", "TUR", DocumentKind.OTHER),
    ],
)
def test_the_document_code_decides_the_kind(size, code, nationality, kind):
    fields = replace(PASSPORT, document_code=code, nationality=nationality)

    assert filled(size, fields).document.kind is kind


@pytest.mark.parametrize("size", [Format.TD1, Format.TD3])
def test_the_iin_is_read_from_documents_of_kazakhstan_only(size):
    iin = draw_iin(date(1999, 12, 31), Sex.FEMALE)
    kazakh = replace(PASSPORT, issuer="KAZ", nationality="KAZ", document_code="P")
    if size is Format.TD1:
        kazakh = replace(kazakh, document_code="ID", optional_data=iin)
    else:
        kazakh = replace(kazakh, personal_number=iin)

    assert filled(size, kazakh).iin == iin
    assert filled(size, replace(kazakh, issuer="KGZ")).iin == ""


def test_a_number_that_is_no_iin_is_not_taken_for_one():
    kazakh = replace(PASSPORT, issuer="KAZ", personal_number="991231400000")

    assert filled(Format.TD3, kazakh).iin in ("", "991231400000")
    assert filled(Format.TD3, replace(kazakh, personal_number="ABC")).iin == ""


def test_what_is_no_zone_fills_nothing():
    found = identity_fields(read_zone(["nothing"], today=TODAY))

    assert (found.name.is_empty, found.document.number, found.birth_date) == (True, "", None)


def test_nothing_here_prints_a_person():
    assert "SCHNEIDER" not in repr(filled(Format.TD3, PASSPORT))
