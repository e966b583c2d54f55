"""What the lines of a document fill in at the desk, and what a clerk has to type instead."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import translation

from panah.desk import zones
from panah.engines.documents import Fields, Format, draw_iin, write_zone
from panah.engines.identity import PartialDate, Sex
from tests.rooms.desk.sheets import NAME_LINE, WRONG, ZONE, Desk

TODAY = date(2022, 10, 5)
WRONG_BIRTH = ZONE.replace("9603149", "9603144")
OTHERS = ("P<RUSKIM<<ALINA".ljust(44, "<") + "\n" + ZONE.split("\n")[1]).replace("75120", "75121")
INTERNAL = Fields(
    surname="Ёлкина",
    given_names="Олеся",
    document_code="PN",
    document_number="4511123456",
    issuer="RUS",
    nationality="RUS",
    birth_date=PartialDate(2001, 7, 1),
    sex=Sex.FEMALE,
    issue_date=PartialDate(2015, 8, 2),
    office_code="160002",
)
CARD = Fields(
    surname="AKHMETOVA",
    given_names="AIGERIM",
    document_code="ID",
    document_number="051234567",
    issuer="KAZ",
    nationality="KAZ",
    birth_date=PartialDate(1999, 12, 31),
    sex=Sex.FEMALE,
    expiry_date=PartialDate(2027, 2, 28),
    optional_data=draw_iin(date(1999, 12, 31), Sex.FEMALE),
)


def read(lines: str, language: str = "en") -> zones.Reading:
    with translation.override(language):
        return zones.read(lines, today=TODAY, language=language)


def other_digit(lines: tuple[str, ...], line: int, position: int) -> str:
    row = lines[line - 1]
    digit = "5" if row[position - 1] != "5" else "6"
    changed = row[: position - 1] + digit + row[position:]
    return "\n".join((*lines[: line - 1], changed, *lines[line:]))


def value_of(page: str, field: str) -> str:
    tag = next(t for t in re.findall(r"<input[^>]*>", page) if f'name="p0-{field}"' in t)
    found = re.search(r'value="([^"]*)"', tag)
    return found.group(1) if found else ""


def test_a_wrong_digit_of_the_birth_date_leaves_the_date_alone_and_fills_the_rest(
    desk: Desk,
) -> None:
    page = desk.press("stay", **{"p0-zone": WRONG_BIRTH})

    assert (
        "Birth date: the check digit is 4, but the characters give 9. Type it from the page."
    ) in page
    assert value_of(page, "birth_date") == ""
    assert value_of(page, "document_number") == "751204567"
    assert value_of(page, "family_latin") == "KRAVTCOVA"
    assert re.search(r'<input[^>]*name="p0-birth_date"[^>]*autofocus', page)


def test_where_one_page_puts_the_cursor_the_next_has_none(desk: Desk) -> None:
    focused = r'<input[^>]*name="p0-birth_date"[^>]*autofocus'
    assert re.search(focused, desk.press("stay", **{"p0-zone": WRONG_BIRTH}))

    assert not re.search(focused, desk.press("stay", **{"p0-zone": ZONE}))


def test_a_name_from_lines_with_a_wrong_digit_must_be_confirmed(desk: Desk) -> None:
    page = desk.press("stay", **{"p0-zone": WRONG_BIRTH, "p0-confirmed": "on"})

    assert not re.search(r'name="p0-confirmed"[^>]* checked', page)
    assert "Ask the person to confirm the name" in desk.press("next", **{"p0-birth_date": "1996"})


def test_what_was_typed_stays_where_the_digit_is_wrong(desk: Desk) -> None:
    page = desk.press("stay", **{"p0-birth_date": "14.03.1997", "p0-zone": WRONG_BIRTH})

    assert value_of(page, "birth_date") == "14.03.1997"


def test_the_number_of_an_earlier_document_does_not_stay_beside_another_name(desk: Desk) -> None:
    desk.press("stay", **{"p0-zone": ZONE})

    page = desk.press("stay", **{"p0-zone": OTHERS})

    assert value_of(page, "family_latin") == "KIM"
    assert value_of(page, "document_number") == ""


def test_what_was_typed_over_earlier_lines_stays_when_new_ones_are_silent(desk: Desk) -> None:
    desk.press("stay", **{"p0-zone": ZONE})
    desk.press("stay", **{"p0-document_number": "AB1"})

    assert value_of(desk.press("stay", **{"p0-zone": OTHERS}), "document_number") == "AB1"


def test_text_that_is_no_zone_fills_nothing() -> None:
    assert read("nothing that a document says").filled == {}


def test_a_wrong_digit_over_the_series_of_a_russian_passport_empties_its_number() -> None:
    lines = other_digit(write_zone(Format.RUS_PN, INTERNAL), 2, 43)

    assert "document_number" not in read(lines).filled
    assert read(lines).filled["family"] == "ЁЛКИНА"
    assert read(lines).to_type == ("document_number",)


def test_the_iin_of_a_card_rests_on_the_digit_over_all_lines() -> None:
    lines = other_digit(write_zone(Format.TD1, CARD), 2, 30)

    assert "iin" in read("\n".join(write_zone(Format.TD1, CARD))).filled
    assert "iin" not in read(lines).filled
    assert read(lines).faults[-1].endswith("Type the IIN from the page.")


def test_what_to_do_about_a_field_is_said_once() -> None:
    faults = " ".join(read(ZONE.replace("960314", "961314")).faults)

    assert "Birth date: there is no such date." in faults
    assert faults.count("Birth date: ") == 2
    assert faults.count("Type it from the page.") == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "kk",
            "Туған күні: бақылау цифры 4, ал таңбалар бойынша шығатыны: 9. Құжаттан қарап теріңіз.",
        ),
        (
            "ru",
            "Дата рождения: контрольная цифра 4, а по знакам выходит 9. Введите по документу.",
        ),
    ],
)
def test_a_wrong_digit_is_said_in_the_clerks_language(language: str, said: str) -> None:
    assert said in read(WRONG_BIRTH, language).faults


def test_a_fix_is_offered_and_the_rest_is_filled_at_once() -> None:
    reading = read(WRONG)

    assert reading.fix
    assert reading.fix.letter == "0"
    assert reading.filled["birth_date"] == "14.03.1996"
    assert NAME_LINE.split("<<")[0].endswith(reading.filled["family_latin"])
