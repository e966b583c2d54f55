"""Writing a machine-readable zone, for invented people and for tests."""

from __future__ import annotations

from collections.abc import Sequence

from panah.engines.documents import names
from panah.engines.documents.assessment import expected_digit
from panah.engines.documents.check_digits import ALPHABET, FILLER, check_digit
from panah.engines.documents.dates import write_date
from panah.engines.documents.layouts import LAYOUTS, Format, Layout, Span
from panah.engines.documents.letters import NotInTable
from panah.engines.documents.long_numbers import NINE
from panah.engines.documents.zone import Fields
from panah.engines.identity import Sex

_Grid = list[list[str]]
_SEXES = {Sex.FEMALE: "F", Sex.MALE: "M"}  # ICAO writes a filler for everybody else
_SERIES_AND_NUMBER = 10


class CannotBeWritten(ValueError):
    """A value does not fit into its field; the message names the field, never the value."""


def write_zone(format: Format, fields: Fields) -> tuple[str, ...]:
    """Write a zone with its check digits; names that are too long are cut by the format's rule.

    Args:
        format: what is written.
        fields: names in Cyrillic for the Russian internal passport, in Latin letters otherwise;
            the number of a Russian internal passport is its series and number, ten digits.

    Raises:
        CannotBeWritten: a value is too long or has characters that no zone can hold.
    """
    layout = LAYOUTS[format]
    grid = [[FILLER] * layout.width for _ in range(layout.lines)]
    for field, text in _texts(layout, fields).items():
        _put(grid, layout.fields[field].span, text, field=field)
    _put(grid, layout.name.span, _name(layout, fields), field="name")
    is_long = bool(layout.overflow) and len(fields.document_number.replace(" ", "")) > NINE
    return with_check_digits(
        layout, ["".join(row) for row in grid], leave_out="document_number" if is_long else ""
    )


def with_check_digits(
    layout: Layout, lines: Sequence[str], *, leave_out: str = ""
) -> tuple[str, ...]:
    """Write every check digit into its place.

    Args:
        leave_out: a field whose digit stands elsewhere (in a long document number's rest).
    """
    written = list(lines)
    for rule in layout.digits:
        if rule.field == leave_out:
            continue
        covered = "".join(span.of(written) for span in rule.over)
        digit = expected_digit(rule, covered, FILLER) or FILLER
        row = written[rule.at.line - 1]
        written[rule.at.line - 1] = row[: rule.at.first - 1] + digit + row[rule.at.last :]
    return tuple(written)


def _texts(layout: Layout, fields: Fields) -> dict[str, str]:
    texts = {
        "document_code": fields.document_code,
        "issuer": fields.issuer,
        "nationality": fields.nationality,
        "document_number": fields.document_number.replace(" ", ""),
        "birth_date": write_date(fields.birth_date),
        "sex": _SEXES.get(fields.sex, FILLER),
        "expiry_date": write_date(fields.expiry_date),
    }
    if layout.format is Format.RUS_PN:
        return texts | _russian(fields, texts["document_number"])
    for field in ("personal_number", "optional_data", "optional_data_2"):
        if field in layout.fields:
            texts[field] = getattr(fields, field)
    return texts | _long_number(layout, texts)


def _russian(fields: Fields, number: str) -> dict[str, str]:
    if len(number) != _SERIES_AND_NUMBER:
        raise CannotBeWritten("document_number: series and number together have ten digits")
    return {
        "document_number": number[:3] + number[4:],
        "series_end": number[3],
        "issue_date": write_date(fields.issue_date),
        "office_code": fields.office_code.replace("-", ""),
    }


def _long_number(layout: Layout, texts: dict[str, str]) -> dict[str, str]:
    number = texts["document_number"]
    if not layout.overflow or len(number) <= NINE:
        return {}
    rest = number[NINE:] + (check_digit(number) or "")
    optional = rest + (FILLER + texts[layout.overflow]).rstrip(FILLER)
    if len(rest) == len(layout.fields[layout.overflow].span):
        raise CannotBeWritten("document_number: too long")
    return {"document_number": number[:NINE], layout.overflow: optional}


def _name(layout: Layout, fields: Fields) -> str:
    width = len(layout.name.span)
    try:
        if layout.format is not Format.RUS_PN:
            return names.write_latin(fields.surname, fields.given_names, width=width)
        written = names.ZoneNames(fields.surname, fields.given_names, fields.patronymic)
        return names.write_russian(written, width=width)
    except (NotInTable, names.LetterNotWritable) as letter:
        raise CannotBeWritten(f"name: {letter}") from None


def _put(grid: _Grid, span: Span, text: str, *, field: str) -> None:
    text = text.upper().replace(" ", FILLER)
    if len(text) > len(span):
        raise CannotBeWritten(f"{field}: at most {len(span)} characters")
    if any(character not in ALPHABET for character in text):
        raise CannotBeWritten(f"{field}: only A–Z, 0–9 and fillers")
    grid[span.line - 1][span.first - 1 : span.first - 1 + len(text)] = text
