"""Arbitrary text never crashes anything that is public."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from panah.engines.documents import (
    CannotBeWritten,
    Fields,
    Format,
    ImpossibleIin,
    Table,
    check_iin,
    identity_fields,
    read_zone,
    split_lines,
    transliterate,
    write_zone,
)
from panah.engines.documents.unnoticeable import samples
from panah.engines.identity import PartialDate, Sex

any_text = st.text(max_size=120)
zone_text = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<?", min_size=44, max_size=44)
days = st.dates()
partial = st.none() | st.builds(PartialDate.of, days)


def use(lines, today):
    zone = read_zone(lines, today=today)
    identity_fields(zone)
    assert zone.valid == (zone.format is not None and not zone.wrong_fields)


@given(any_text, days)
def test_any_text(text, today):
    use(split_lines(text), today)


@given(st.lists(any_text, max_size=4), days)
def test_any_lines(lines, today):
    use(lines, today)


@given(zone_text, zone_text, days)
def test_anything_that_has_the_form_of_a_passport(first, second, today):
    use(["P" + first[1:], second], today)
    use(["PNRUS" + first[5:], second], today)
    use(["I" + first[:35], second[:36]], today)
    use(["I" + first[:29], second[:30], first[:30]], today)


@given(st.sampled_from(Format), st.integers(0, 87), st.characters(), days)
def test_any_character_anywhere_in_a_valid_zone(size, place, character, today):
    text = "|".join(next(samples(size)))
    use(split_lines(text[:place] + character + text[place + 1 :]), today)


@given(any_text)
def test_any_text_as_an_iin_or_a_name(text):
    with suppress(ImpossibleIin):
        check_iin(text)
    for table in Table:
        transliterate(text, table)


@given(
    st.sampled_from(Format),
    st.builds(
        Fields,
        any_text,
        any_text,
        any_text,
        any_text,
        any_text,
        any_text,
        any_text,
        partial,
        st.sampled_from(Sex),
        partial,
        partial,
        any_text,
        any_text,
        any_text,
        any_text,
    ),
)
def test_any_fields_are_written_or_refused(size, fields):
    with suppress(CannotBeWritten):
        lines = write_zone(size, fields)
        assert len({len(line) for line in lines}) == 1
