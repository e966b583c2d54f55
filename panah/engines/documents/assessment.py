"""What the lines of a zone of known format say: check digits, fields, and objections to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from panah.engines.documents import names
from panah.engines.documents.check_digits import FILLER, check_digit
from panah.engines.documents.dates import ImpossibleDate, read_expiry_date, read_past_date
from panah.engines.documents.layouts import Blank, DigitRule, Format, Layout
from panah.engines.documents.lines import UNREADABLE
from panah.engines.documents.long_numbers import number_rule, optional_after
from panah.engines.documents.zone import NOTES, Check, Code, Fields, Message
from panah.engines.identity import PartialDate, Sex

Assessment = tuple[tuple[Check, ...], Fields, tuple[Message, ...]]

_DATES: dict[str, Callable[..., PartialDate | None]] = {
    "birth_date": read_past_date,
    "expiry_date": read_expiry_date,
    "issue_date": read_past_date,
}
_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE, "X": Sex.OTHER}


def assess(layout: Layout, lines: Sequence[str], *, today: date) -> Assessment:
    """Check every digit and read every field."""
    number = number_rule(layout, lines)
    checks = _checks(layout, lines, number)
    written = _written(layout, lines, number)
    read, objections = _read_dates(written, today=today)
    name = _read_name(layout, lines)
    others: dict[str, Any] = {**read, "sex": _SEXES.get(written.pop("sex"), Sex.UNKNOWN), **written}
    fields = Fields(
        surname=name.surname,
        given_names=name.given_names,
        patronymic=name.patronymic,
        **others,
    )
    messages = [*_wrong_digits(checks), *_wrong_characters(layout, lines), *objections]
    return checks, fields, (*messages, *_notes(fields, name, today=today))


def is_valid(layout: Layout, lines: Sequence[str], *, today: date) -> bool:
    """Whether every digit agrees and every field holds a possible value."""
    if not all(check.ok for check in _checks(layout, lines, number_rule(layout, lines))):
        return False
    return all(message.code in NOTES for message in assess(layout, lines, today=today)[2])


def _checks(layout: Layout, lines: Sequence[str], number: DigitRule) -> tuple[Check, ...]:
    return tuple(
        _check(number if rule.field == number.field else rule, lines) for rule in layout.digits
    )


def _check(rule: DigitRule, lines: Sequence[str]) -> Check:
    covered = "".join(span.of(lines) for span in rule.over)
    found = rule.at.of(lines)
    expected = expected_digit(rule, covered, found)
    return Check(rule.field, found == expected, found, expected, rule.at, rule.over)


def expected_digit(rule: DigitRule, covered: str, found: str) -> str | None:
    """The character that should stand in the place of a check digit."""
    if rule.blank is Blank.ALWAYS_FILLER:
        return FILLER
    if rule.blank is Blank.ZERO_OR_FILLER and found == FILLER and not covered.strip(FILLER):
        return FILLER
    return check_digit(covered)


def _written(layout: Layout, lines: Sequence[str], number: DigitRule) -> dict[str, str]:
    text = {field: place.span.of(lines) for field, place in layout.fields.items()}
    if layout.overflow:
        text[layout.overflow] = optional_after(layout, number).of(lines)
        text["document_number"] = "".join(span.of(lines) for span in number.over)
    if layout.format is Format.RUS_PN:
        # The series has four digits, of which the last stands in the optional data.
        start, end = text["document_number"][:3], text["document_number"][3:]
        text["document_number"] = start + text.pop("series_end") + end
        del text["end_filler"]
    return {field: _unfilled(field, value) for field, value in text.items()}


def _unfilled(field: str, value: str) -> str:
    return value if field in _DATES else value.strip(FILLER).replace(FILLER, " ")


def _read_dates(
    written: dict[str, str], *, today: date
) -> tuple[dict[str, PartialDate | None], list[Message]]:
    read: dict[str, PartialDate | None] = {}
    objections = []
    for field, reader in _DATES.items():
        text = written.pop(field, "")
        try:
            read[field] = reader(text, today=today) if text else None
        except ImpossibleDate:
            objections.append(Message(Code.IMPOSSIBLE_DATE, {"field": field}))
    return read, objections


def _read_name(layout: Layout, lines: Sequence[str]) -> names.ZoneNames:
    text = layout.name.span.of(lines)
    return names.read_russian(text) if layout.format is Format.RUS_PN else names.read_latin(text)


def _wrong_digits(checks: Sequence[Check]) -> list[Message]:
    return [
        Message(
            Code.WRONG_CHECK_DIGIT,
            {"field": check.field, "found": check.found, "expected": check.expected or UNREADABLE},
        )
        for check in checks
        if not check.ok
    ]


def _wrong_characters(layout: Layout, lines: Sequence[str]) -> list[Message]:
    places = {**layout.fields, "name": layout.name}
    found = []
    for field, place in places.items():
        for (line, position), character in zip(
            place.span.places, place.span.of(lines), strict=True
        ):
            if character in place.allowed:
                continue
            code = (
                Code.UNREADABLE_CHARACTER if character == UNREADABLE else Code.UNEXPECTED_CHARACTER
            )
            found.append(Message(code, {"field": field, "line": line, "position": position}))
    return found


def _notes(fields: Fields, name: names.ZoneNames, *, today: date) -> list[Message]:
    notes = []
    if not (fields.surname or fields.given_names):
        notes.append(Message(Code.NO_NAME, {"field": "name"}))
    if name.may_be_cut:
        notes.append(Message(Code.NAME_MAY_BE_CUT, {"field": "name"}))
    for field in ("birth_date", "expiry_date"):
        day: PartialDate | None = getattr(fields, field)
        if day and not day.is_complete:
            notes.append(Message(Code.DATE_INCOMPLETE, {"field": field}))
    if fields.expiry_date and _is_past(fields.expiry_date, today):
        notes.append(
            Message(Code.EXPIRED, {"field": "expiry_date", "found": str(fields.expiry_date)})
        )
    return notes


def _is_past(day: PartialDate, today: date) -> bool:
    return (day.year, day.month or 12, day.day or 31) < (today.year, today.month, today.day)
