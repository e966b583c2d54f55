"""The machine-readable lines that a clerk scanned, pasted or typed: what they say, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from panah.desk import places, typed_dates
from panah.engines.documents import (
    Code,
    Message,
    Suggestion,
    Zone,
    identity_fields,
    read_zone,
    split_lines,
)

# On the tags beside the lines, where a word has to do.
SHORT: dict[str, str | Promise] = {
    "document_number": pgettext_lazy("check digit", "Number"),
    "birth_date": pgettext_lazy("check digit", "Birth"),
    "expiry_date": pgettext_lazy("check digit", "Valid until"),
    "personal_number": pgettext_lazy("check digit", "Personal number"),
    "optional_data": pgettext_lazy("check digit", "Further"),
    "composite": pgettext_lazy("check digit", "All lines"),
}
FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "document_code": gettext_lazy("Kind of document"),
    "document_number": gettext_lazy("Document number"),
    "issuer": gettext_lazy("Issuing country"),
    "nationality": gettext_lazy("Nationality"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "expiry_date": gettext_lazy("Valid until"),
    "issue_date": gettext_lazy("Issued"),
    "personal_number": gettext_lazy("Personal number"),
    "optional_data": gettext_lazy("Further entries"),
    "composite": gettext_lazy("All lines together"),
}
_SELDOM_FILLED = ("personal_number", "optional_data")
_AROUND = 4


@dataclass(frozen=True, slots=True)
class CheckTag:
    """One check digit in a word."""

    text: str
    ok: bool


@dataclass(frozen=True, slots=True, repr=False)
class Fix:
    """The one exchange of look-alike characters that would make everything agree."""

    before: str
    letter: str
    after: str
    found: str
    line: int
    position: int
    corrected: str


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """What is shown beside the lines, and what they fill in: nothing, unless all of them agree."""

    lines: str
    tags: tuple[CheckTag, ...]
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    fix: Fix | None
    filled: dict[str, str]

    @property
    def is_good(self) -> bool:
        """Whether every check digit agrees."""
        return not self.faults


def read(text: str, *, today: date, language: str) -> Reading:
    """Read lines as they were typed."""
    zone = read_zone(split_lines(text), today=today)
    faults, notes = _worded(zone)
    return Reading(
        lines="\n".join(zone.lines) if zone.format else text.strip(),
        tags=_tags(zone),
        faults=faults,
        notes=notes,
        fix=_fix(zone, zone.suggestions[0]) if zone.suggestions else None,
        filled=_filled(zone, language) if zone.valid else {},
    )


def _tags(zone: Zone) -> tuple[CheckTag, ...]:
    said = [each for each in zone.checks if not (each.ok and each.field in _SELDOM_FILLED)]
    return tuple(CheckTag(str(SHORT.get(each.field, each.field)), each.ok) for each in said)


def _filled(zone: Zone, language: str) -> dict[str, str]:
    found = identity_fields(zone)
    name, document = found.name, found.document
    values = {
        "family": name.family,
        "given": name.given,
        "patronymic": name.patronymic,
        "family_latin": name.family_latin,
        "given_latin": name.given_latin,
        "sex": found.sex.value,
        "birth_date": typed_dates.written(found.birth_date) if found.birth_date else "",
        "nationality": places.country_name(found.nationality, language),
        "document_kind": document.kind.value,
        "document_number": document.number,
        "issuer": document.issuer,
        "expires_on": document.expires_on.isoformat() if document.expires_on else "",
        "iin": found.iin,
    }
    return {field: value for field, value in values.items() if value}


def _worded(zone: Zone) -> tuple[tuple[str, ...], tuple[str, ...]]:
    notes = {Code.NO_NAME, Code.NAME_MAY_BE_CUT, Code.DATE_INCOMPLETE, Code.EXPIRED}
    if zone.format is not None:
        notes.add(Code.CYRILLIC_LETTERS)
    faults = [_sentence(note) for note in zone.messages if note.code not in notes]
    said = [_sentence(note) for note in zone.messages if note.code in notes]
    return tuple(dict.fromkeys(faults)), tuple(dict.fromkeys(said))


def _sentence(message: Message) -> str:
    values = {key: str(value) for key, value in message.values.items()}
    values["field"] = str(FIELDS.get(message.field, message.field))
    if "found" in values and not values["found"].strip("<"):
        values["found"] = "<"
    sentences = {
        Code.NOTHING_READ: _("No lines were read."),
        Code.LINE_COUNT: _("A document has two or three such lines; here are %(found)s."),
        Code.LINE_LENGTH: _("Row %(line)s has %(found)s characters; it should have %(needed)s."),
        Code.DOCUMENT_CODE: _("The first line should begin with one of: %(needed)s."),
        Code.VISA: _("These are the lines of a visa. Read those of the passport."),
        Code.CYRILLIC_LETTERS: _("The keyboard writes Cyrillic letters. Switch it to Latin."),
        Code.WRONG_CHECK_DIGIT: _(
            "%(field)s: the check digit is %(found)s, but the characters give %(expected)s."
        ),
        Code.UNREADABLE_CHARACTER: _("Row %(line)s: character %(position)s cannot be read."),
        Code.UNEXPECTED_CHARACTER: _(
            "%(field)s: compare character %(position)s of row %(line)s with the document."
        ),
        Code.IMPOSSIBLE_DATE: _("%(field)s: there is no such date."),
        Code.NO_NAME: _("The lines hold no name. Ask for it."),
        Code.NAME_MAY_BE_CUT: _("The name may be cut off in these lines. Compare it."),
        Code.DATE_INCOMPLETE: _("%(field)s: month or day are not known."),
        Code.EXPIRED: _("The document has expired. It is good enough to register."),
    }
    return sentences[message.code] % values


def _fix(zone: Zone, suggestion: Suggestion) -> Fix:
    first, last = _shown_around(zone, suggestion)
    row = suggestion.corrected_lines[suggestion.line - 1]
    at = suggestion.position
    return Fix(
        before=row[first - 1 : at - 1],
        letter=suggestion.instead,
        after=row[at:last].rstrip("<"),
        found=suggestion.found,
        line=suggestion.line,
        position=at,
        corrected="\n".join(suggestion.corrected_lines),
    )


def _shown_around(zone: Zone, suggestion: Suggestion) -> tuple[int, int]:
    check = next(each for each in zone.checks if each.field == suggestion.field)
    place = (suggestion.line, suggestion.position)
    for span in check.over:
        if place in span.places and len(span) <= 3 * _AROUND:
            return span.first, span.last
    return max(1, suggestion.position - _AROUND), suggestion.position + _AROUND
