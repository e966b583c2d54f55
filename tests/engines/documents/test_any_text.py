"""Arbitrary text never crashes anything that is public, and what is said of it fits together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from panah.engines.documents import (
    CannotBeWritten,
    Fields,
    Format,
    Iin,
    IinReason,
    ImpossibleIin,
    Table,
    check_iin,
    identity_fields,
    read_zone,
    split_lines,
    transliterate,
    write_zone,
)
from panah.engines.documents.check_digits import ALPHABET
from panah.engines.documents.layouts import LAYOUTS
from panah.engines.documents.letters import read_table
from panah.engines.documents.unnoticeable import samples
from panah.engines.identity import PartialDate, Sex

TODAY = date(2022, 10, 5)
TWELVE = re.compile(r"[0-9]{12}")
any_text = st.text(max_size=120)
plain_text = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=7)
plain_code = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=2)
zone_text = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<?", min_size=44, max_size=44)
days = st.dates()
partial = st.none() | st.builds(PartialDate.of, days)


def bare(text: str) -> str:
    """A number without what people write between its digits."""
    return re.sub(r"[\s\u200b-\u200f\ufeff-]+", "", text)


def contradictions(lines: Sequence[str], today: date) -> list[str]:
    """Where what is said about lines does not fit together; none in a reader that does its work."""
    zone = read_zone(lines, today=today)
    found, document = identity_fields(zone), identity_fields(zone).document
    filled = {
        "birth_date": found.birth_date,
        "sex": found.sex,
        "nationality": found.nationality,
        "name": not found.name.is_empty,
        "document_number": document.number,
        "issuer": document.issuer,
        "expiry_date": document.expires_on,
    }
    is_right = zone.format is not None and not zone.wrong_fields
    wrong_digits = {check.field for check in zone.checks if not check.ok}
    faults = {
        "valid, and something is wrong": zone.valid and not is_right,
        "not valid, and nothing is wrong": is_right and not zone.valid,
        "no zone, and nothing is said": zone.format is None and not zone.messages,
        "no zone, and something is filled": zone.format is None and any(filled.values()),
        "a wrong digit that nothing is said of": not wrong_digits <= zone.wrong_fields,
        "a suggestion beside a valid zone": zone.valid and bool(zone.suggestions),
    }
    relied = [field for field in filled if filled[field] and field in zone.wrong_fields]
    return [fault for fault, is_there in faults.items() if is_there] + relied


@given(any_text, days)
def test_of_any_text_is_said_what_it_is_and_nothing_wrong_is_filled_in(
    text: str, today: date
) -> None:
    assert contradictions(split_lines(text), today) == []


@given(st.lists(any_text, max_size=4), days)
def test_of_any_lines_is_said_what_they_are_and_nothing_wrong_is_filled_in(
    lines: list[str], today: date
) -> None:
    assert contradictions(lines, today) == []


@given(zone_text, zone_text, days)
def test_what_has_the_form_of_a_document_is_judged_without_contradiction(
    first: str, second: str, today: date
) -> None:
    forms = (
        ["P" + first[1:], second],
        ["PNRUS" + first[5:], second],
        ["I" + first[:35], second[:36]],
        ["I" + first[:29], second[:30], first[:30]],
    )

    assert [contradictions(lines, today) for lines in forms] == [[]] * 4


@given(st.sampled_from(Format), st.integers(0, 87), st.characters(), days)
def test_any_character_anywhere_in_a_valid_zone_is_judged_without_contradiction(
    size: Format, place: int, character: str, today: date
) -> None:
    text = "|".join(next(samples(size)))

    assert contradictions(split_lines(text[:place] + character + text[place + 1 :]), today) == []


def said_of(text: str) -> Iin | IinReason:
    try:
        return check_iin(text)
    except ImpossibleIin as error:
        return error.reason


@given(any_text | st.text("0123456789 -", min_size=12, max_size=14))
def test_any_text_is_refused_as_an_iin_or_has_twelve_digits_and_a_day(text: str) -> None:
    said, is_long_enough = said_of(text), bool(TWELVE.fullmatch(bare(text)))

    assert (said is IinReason.NOT_TWELVE_DIGITS) is not is_long_enough
    if isinstance(said, Iin):
        assert said.number == bare(text)
        assert said.birth_date.strftime("%y%m%d") == said.number[:6]


@given(any_text, st.sampled_from(Table))
def test_of_any_text_no_letter_of_the_table_is_left_and_all_others_stay(
    text: str, table: Table
) -> None:
    known = read_table(table)["letters"]
    others = "".join(letter for letter in text if letter.upper() not in known)
    written = transliterate(text, table)

    assert [letter for letter in written if letter.upper() in known] == []
    assert transliterate(others, table) == others


def fields_of(
    words: st.SearchStrategy[str], codes: st.SearchStrategy[str]
) -> st.SearchStrategy[Fields]:
    """Fields with such names and numbers, and such codes of up to three letters."""
    dates = (partial, st.sampled_from(Sex), partial, partial)
    return st.builds(Fields, words, words, words, codes, words, codes, codes, *dates, *[words] * 4)


def written(size: Format, fields: Fields) -> tuple[str, ...] | None:
    try:
        return write_zone(size, fields)
    except CannotBeWritten:
        return None


@given(st.sampled_from(Format), fields_of(any_text, any_text) | fields_of(plain_text, plain_code))
def test_any_fields_are_refused_or_become_lines_whose_digits_agree(
    size: Format, fields: Fields
) -> None:
    lines, layout = written(size, fields), LAYOUTS[size]

    if lines is not None:
        assert [len(line) for line in lines] == [layout.width] * layout.lines
        assert set("".join(lines)) <= set(ALPHABET)
        readable = (layout.first_letters[-1] + lines[0][1:], *lines[1:])
        checks = read_zone(readable, today=TODAY).checks
        assert [check.ok for check in checks] == [True] * len(layout.digits)


@given(st.sampled_from([Format.TD1, Format.TD2, Format.TD3]), fields_of(plain_text, plain_code))
def test_short_fields_in_plain_letters_are_never_refused(size: Format, fields: Fields) -> None:
    assert written(size, fields) is not None
