"""The specimen zones printed in ICAO Doc 9303 parts 4, 5 and 6."""

from datetime import date

import pytest

from panah.engines.documents import Format, read_zone, write_zone
from panah.engines.identity import PartialDate, Sex

TODAY = date(2022, 10, 5)
TD3 = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
TD1 = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)
TD2 = (
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "D231458907UTO7408122F1204159<<<<<<<6",
)
TD1_LONG = (
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
)
TD2_LONG = (
    "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<",
    "D23145890<UTO3407127M95071227349<<<8",
)
SPECIMENS = {
    "TD3": (TD3, Format.TD3, "L898902C3"),
    "TD1": (TD1, Format.TD1, "D23145890"),
    "TD2": (TD2, Format.TD2, "D23145890"),
    "TD1 with a long number": (TD1_LONG, Format.TD1, "D23145890734"),
    "TD2 with a long number": (TD2_LONG, Format.TD2, "D23145890734"),
}


@pytest.mark.parametrize(("lines", "size", "number"), SPECIMENS.values(), ids=SPECIMENS)
def test_a_specimen_is_valid_and_round_trips(lines, size, number):
    zone = read_zone(lines, today=TODAY)

    assert zone.valid
    assert (zone.format, zone.fields.document_number) == (size, number)
    assert write_zone(size, zone.fields) == lines


@pytest.mark.parametrize("lines", [TD1, TD2, TD3])
def test_every_specimen_says_the_same_about_anna_maria_eriksson(lines):
    fields = read_zone(lines, today=TODAY).fields

    assert (fields.surname, fields.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert fields.birth_date == PartialDate(1974, 8, 12)
    assert fields.expiry_date == PartialDate(2012, 4, 15)
    assert (fields.issuer, fields.nationality, fields.sex) == ("UTO", "UTO", Sex.FEMALE)


def test_every_check_digit_of_a_passport_is_reported_with_its_place():
    checks = read_zone(TD3, today=TODAY).checks

    assert [(c.field, c.ok, c.found, c.expected, c.at.first) for c in checks] == [
        ("document_number", True, "6", "6", 10),
        ("birth_date", True, "2", "2", 20),
        ("expiry_date", True, "9", "9", 28),
        ("personal_number", True, "1", "1", 43),
        ("composite", True, "0", "0", 44),
    ]


def test_a_long_number_is_checked_where_its_digit_stands():
    check = read_zone(TD1_LONG, today=TODAY).checks[0]

    assert (check.found, check.at.line, check.at.first) == ("9", 1, 19)


def test_the_personal_number_of_a_passport_is_read():
    assert read_zone(TD3, today=TODAY).fields.personal_number == "ZE184226B"
