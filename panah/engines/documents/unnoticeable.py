"""Which single wrong characters no check digit notices: tried out, for the reference page.

The weights 7, 3, 1 have no factor in common with 10, so exactly those characters are confused
whose values end in the same digit (A is 10, K is 20, U is 30), and only in fields that may hold
both. The page is written by `python -m panah.engines.documents.unnoticeable FILE`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

from panah.engines.documents.assessment import is_valid
from panah.engines.documents.check_digits import ALPHABET
from panah.engines.documents.layouts import LAYOUTS, Format, Layout
from panah.engines.documents.writer import with_check_digits, write_zone
from panah.engines.documents.zone import Fields
from panah.engines.identity import PartialDate, Sex

BEGIN = "<!-- unnoticeable: written by the code, do not edit -->"
END = "<!-- unnoticeable: end -->"

_TODAY = date(2022, 10, 5)
_PLACES_TRIED = 3  # the weights repeat after three characters
_PERSON = Fields(
    surname="EXAMPLE",
    given_names="PERSON",
    document_code="P",
    document_number="AB1234567",
    issuer="UTO",
    nationality="UTO",
    birth_date=PartialDate(1990, 5, 17),
    sex=Sex.FEMALE,
    expiry_date=PartialDate(2031, 6, 28),
    personal_number="ZE184226B12345",
    optional_data="ZE18422",
    optional_data_2="ZE184226B12",
)
_BLANK = Fields(surname="EXAMPLE", document_code="P", document_number="AB1234567", issuer="UTO")
_RUSSIAN = Fields(
    surname="ОБРАЗЦОВА",
    given_names="ОБРАЗИНА",
    document_code="PN",
    document_number="4511123456",
    issuer="RUS",
    nationality="RUS",
    birth_date=PartialDate(1990, 5, 17),
    sex=Sex.FEMALE,
    issue_date=PartialDate(2012, 3, 14),
    office_code="770001",
)


def samples(format: Format) -> Iterator[tuple[str, ...]]:
    """Valid zones of invented people: a full one, and one with blank optional fields."""
    if format is Format.RUS_PN:
        yield write_zone(format, _RUSSIAN)
        return
    for fields in (_PERSON, _BLANK):
        first, *rest = write_zone(format, fields)
        code = LAYOUTS[format].first_letters[-1]
        yield code + first[1:], *rest


def unnoticeable(format: Format) -> Mapping[str, list[str]]:
    """Return for each checked field the groups of characters that are not told apart."""
    found: dict[str, set[frozenset[str]]] = {}
    layout = LAYOUTS[format]
    for lines in samples(format):
        for field, places in checked_places(layout).items():
            tried = [*places[:_PLACES_TRIED]]
            pairs = {pair for place in tried for pair in _confused(layout, lines, place)}
            found.setdefault(field, set()).update(pairs)
    return {field: _groups(pairs) for field, pairs in found.items()}


def checked_places(layout: Layout) -> dict[str, list[tuple[int, int]]]:
    """Line and position of every character that a check digit covers, and of the digits."""
    covered = {
        place for rule in layout.digits for span in (*rule.over, rule.at) for place in span.places
    }
    digits = {f"check digit: {rule.field}": rule.at.places for rule in layout.digits}
    fields = {
        field: place.span.places
        for field, place in layout.fields.items()
        if covered.issuperset(place.span.places)
    }
    return fields | digits


def exchange(lines: Sequence[str], place: tuple[int, int], character: str) -> tuple[str, ...]:
    """The lines with another character in one place."""
    line, position = place
    row = lines[line - 1]
    changed = row[: position - 1] + character + row[position:]
    return (*lines[: line - 1], changed, *lines[line:])


def as_markdown() -> str:
    """The table of the reference page."""
    rows = ["| format | field | not told apart |", "|---|---|---|"]
    for format in Format:
        for field, groups in unnoticeable(format).items():
            shown = " ".join(f"`{group}`" for group in groups) or "everything is noticed"
            rows.append(f"| {format} | {field.replace('_', ' ')} | {shown} |")
    return "\n".join(rows)


def _confused(
    layout: Layout, lines: Sequence[str], place: tuple[int, int]
) -> Iterator[frozenset[str]]:
    for right in ALPHABET:
        correct = with_check_digits(layout, exchange(lines, place, right))
        if correct != exchange(correct, place, right) or not is_valid(
            layout, correct, today=_TODAY
        ):
            continue
        for wrong in ALPHABET:
            if wrong != right and is_valid(layout, exchange(correct, place, wrong), today=_TODAY):
                yield frozenset((right, wrong))


def _groups(pairs: set[frozenset[str]]) -> list[str]:
    groups: list[set[str]] = []
    for pair in sorted(map(sorted, pairs)):
        group = next((group for group in groups if group.intersection(pair)), None)
        if group is None:
            groups.append(set(pair))
        else:
            group.update(pair)
    assert all(frozenset(two) in pairs for group in groups for two in combinations(group, 2))
    return ["".join(sorted(group)) for group in groups]


def write_page(page: Path) -> None:
    """Put the table between its two marks."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n\n{as_markdown()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write_page(Path(sys.argv[1]))
