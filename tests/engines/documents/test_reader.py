"""Reading zones: what is accepted, what is refused, what is found wrong."""

from dataclasses import replace
from datetime import date

import pytest

from panah.engines.documents import (
    NOTES,
    Code,
    Fields,
    Format,
    read_zone,
    split_lines,
    write_zone,
)
from panah.engines.documents.assessment import is_valid
from panah.engines.documents.layouts import LAYOUTS
from panah.engines.documents.unnoticeable import checked_places, exchange, samples, unnoticeable
from panah.engines.documents.writer import with_check_digits
from panah.engines.identity import PartialDate, Sex
from tests.engines.documents.test_specimens import SPECIMENS, TD1, TD2, TD3

TODAY = date(2022, 10, 5)
AIGUL = Fields(
    surname="Nurmagambetova",
    given_names="Aigul",
    document_code="P",
    document_number="N12345678",
    issuer="KAZ",
    nationality="KAZ",
    birth_date=PartialDate(1991, 3, 9),
    sex=Sex.FEMALE,
    expiry_date=PartialDate(2030, 1, 31),
)


def codes(zone):
    return [message.code for message in zone.messages]


def passport(**changes):
    return write_zone(Format.TD3, replace(AIGUL, **changes))


def with_digits(*lines, size=Format.TD3):
    return with_check_digits(LAYOUTS[size], lines)


# What clerks type, paste and scan.


@pytest.mark.parametrize("lines", [TD1, TD2, TD3])
@pytest.mark.parametrize(
    "written",
    [
        "\n".join,
        "|".join,
        " ".join,
        "".join,
        "\r\n\r\n".join,
        lambda lines: " | ".join(lines).lower(),
        lambda lines: "\n".join(" ".join(line) for line in lines),
        lambda lines: "Surname / Nom\nEriksson\n15 APR 2012\nUTO\n" + "\n".join(lines),
        lambda lines: "".join(lines).replace("<<", "«"),
    ],
)
def test_a_zone_is_found_however_its_lines_are_separated(lines, written):
    assert split_lines(written(lines)) == lines


@pytest.mark.parametrize("lines", [TD1, TD2, TD3])
def test_the_last_fillers_of_the_names_need_not_be_typed(lines):
    assert split_lines(
        "\n".join(line.rstrip("<") if "ANNA" in line else line for line in lines)
    ) == (lines)


def test_cyrillic_capitals_that_look_latin_are_taken_for_latin():
    cyrillic = tuple(line.translate(str.maketrans("AEKMOT", "АЕКМОТ")) for line in TD3)

    assert read_zone(cyrillic, today=TODAY).lines == TD3


def test_a_keyboard_left_in_cyrillic_is_named_as_the_reason():
    zone = read_zone(["ЗБГЕЩ ФЫВА", "ЙЦУКЕН"], today=TODAY)

    assert zone.format is None
    assert Code.CYRILLIC_LETTERS in codes(zone)


# What is no zone.


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], Code.NOTHING_READ),
        (["", "  "], Code.NOTHING_READ),
        (["HELLO"], Code.LINE_COUNT),
        (["A", "B", "C", "D"], Code.LINE_COUNT),
        ([TD3[0], TD3[1][:-1]], Code.LINE_LENGTH),
        (["V" + TD3[0][1:], TD3[1]], Code.VISA),
        (["X" + TD3[0][1:], TD3[1]], Code.DOCUMENT_CODE),
        (["P" + TD1[0][1:], *TD1[1:]], Code.DOCUMENT_CODE),
    ],
)
def test_what_is_no_zone_is_refused_with_its_reason(lines, code):
    zone = read_zone(lines, today=TODAY)

    assert (zone.format, zone.valid, zone.checks) == (None, False, ())
    assert codes(zone) == [code]


def test_a_line_of_the_wrong_length_is_named_with_what_is_needed():
    [message] = read_zone([TD3[0], TD3[1][:-1]], today=TODAY).messages

    assert message.values == {"line": 2, "found": 43, "needed": 44}


# Check digits.


@pytest.mark.parametrize("size", Format)
def test_every_single_wrong_character_is_noticed_or_listed(size):
    listed = unnoticeable(size)
    for lines in samples(size):
        for field, places in checked_places(LAYOUTS[size]).items():
            for place in places:
                right = lines[place[0] - 1][place[1] - 1]
                for wrong in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<":
                    alike = any({right, wrong} <= set(group) for group in listed[field])
                    if wrong != right and not alike:
                        changed = exchange(lines, place, wrong)
                        assert not is_valid(LAYOUTS[size], changed, today=TODAY), (place, wrong)


@pytest.mark.parametrize(("lines", "size", "number"), SPECIMENS.values(), ids=SPECIMENS)
def test_a_wrong_digit_in_a_specimen_is_always_noticed(lines, size, number):
    for places in checked_places(LAYOUTS[size]).values():
        for place in places:
            right = lines[place[0] - 1][place[1] - 1]
            for wrong in set("0123456789") - {right} if right.isdigit() else ():
                assert not read_zone(exchange(lines, place, wrong), today=TODAY).valid


def test_a_wrong_check_digit_is_named_with_what_would_be_right():
    zone = read_zone((TD3[0], TD3[1].replace("7408122", "7408125")), today=TODAY)

    [message] = [m for m in zone.messages if m.field == "birth_date"]
    assert message.values == {"field": "birth_date", "found": "5", "expected": "2"}


def test_an_empty_personal_number_may_have_zero_or_a_filler():
    filler = passport()
    zero = with_digits(filler[0], filler[1][:42] + "0" + filler[1][43:])
    zero = (zero[0], zero[1][:42] + "0" + zero[1][43:])

    assert filler[1][42] == "<"
    assert read_zone(filler, today=TODAY).valid
    assert read_zone(zero, today=TODAY).valid


def test_an_unreadable_character_leaves_the_check_digit_open():
    zone = read_zone((TD3[0], "#" + TD3[1][1:]), today=TODAY)

    assert zone.checks[0].expected is None
    assert {Code.UNREADABLE_CHARACTER, Code.WRONG_CHECK_DIGIT} <= set(codes(zone))


# Fields.


def test_a_digit_in_a_name_makes_the_zone_invalid():
    zone = read_zone((TD3[0].replace("ANNA", "ANN4"), TD3[1]), today=TODAY)

    [message] = [m for m in zone.messages if m.code not in NOTES]
    assert message.values == {"field": "name", "line": 1, "position": 19}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("910309", PartialDate(1991, 3, 9)),
        ("221005", PartialDate(2022, 10, 5)),
        ("221006", PartialDate(1922, 10, 6)),
        ("9103<<", PartialDate(1991, 3)),
        ("91<<<<", PartialDate(1991)),
        ("910000", PartialDate(1991)),
        ("91<<09", PartialDate(1991)),
        ("<<<<<<", None),
        ("000229", PartialDate(2000, 2, 29)),
    ],
)
def test_a_birth_date_is_read_as_far_as_it_is_known(written, read):
    line = passport()[1]
    zone = read_zone(with_digits(passport()[0], line[:13] + written + line[19:]), today=TODAY)

    assert zone.valid
    assert zone.fields.birth_date == read


@pytest.mark.parametrize("written", ["911301", "910230", "91030<", "A10309", "<10309"])
def test_a_birth_date_that_does_not_exist_is_objected_to(written):
    line = passport()[1]
    zone = read_zone(with_digits(passport()[0], line[:13] + written + line[19:]), today=TODAY)

    assert Code.IMPOSSIBLE_DATE in codes(zone)
    assert zone.fields.birth_date is None


def test_an_expired_document_is_still_valid():
    zone = read_zone(TD3, today=TODAY)

    assert codes(zone) == [Code.EXPIRED]
    assert zone.valid


def test_a_date_of_expiry_lies_at_most_fifty_years_ahead():
    line = passport()[1]
    for written, year in (("720131", 2072), ("730131", 1973)):
        zone = read_zone(with_digits(passport()[0], line[:21] + written + line[27:]), today=TODAY)
        assert zone.fields.expiry_date == PartialDate(year, 1, 31)


@pytest.mark.parametrize(("letter", "sex"), [("X", Sex.OTHER), ("<", Sex.UNKNOWN), ("M", Sex.MALE)])
def test_the_sex_is_read(letter, sex):
    line = passport()[1]

    zone = read_zone((passport()[0], line[:20] + letter + line[21:]), today=TODAY)

    assert (zone.valid, zone.fields.sex) == (True, sex)


def test_a_name_that_fills_its_line_may_have_been_cut():
    zone = read_zone(passport(given_names="Aigul Gulnara Saltanat Zhanar"), today=TODAY)

    assert Code.NAME_MAY_BE_CUT in codes(zone)
    assert zone.valid


# Suggestions.


def test_the_only_look_alike_that_explains_an_error_is_suggested():
    zone = read_zone((TD3[0], TD3[1].replace("L898902C3", "L8989O2C3")), today=TODAY)

    [suggestion] = zone.suggestions
    assert (suggestion.field, suggestion.line, suggestion.position) == ("document_number", 2, 6)
    assert (suggestion.found, suggestion.instead) == ("O", "0")
    assert suggestion.corrected_lines == TD3


def test_a_misread_check_digit_is_suggested():
    zone = read_zone((TD3[0], TD3[1][:43] + "O"), today=TODAY)

    assert [s.corrected_lines for s in zone.suggestions] == [TD3]


def test_a_misread_composite_only_character_is_suggested():
    lines = write_zone(Format.TD2, replace(AIGUL, document_code="I", optional_data="8X2"))

    zone = read_zone(exchange(lines, (2, 29), "B"), today=TODAY)

    assert [s.corrected_lines for s in zone.suggestions] == [lines]


def test_nothing_is_suggested_when_two_exchanges_would_do():
    # Positions 3 and 6 have the same weight: 5 for S at either of them makes all digits agree.
    lines = passport(document_number="AA5BBS123")

    zone = read_zone(exchange(lines, (2, 3), "S"), today=TODAY)

    assert (zone.valid, zone.suggestions) == (False, ())


def test_nothing_here_prints_a_person():
    zone = read_zone((TD3[0], TD3[1].replace("L898902C3", "L8989O2C3")), today=TODAY)

    assert "ERIKSSON" not in repr((zone, zone.fields, zone.suggestions, zone.messages, zone.checks))
