"""The machine-readable lines that a clerk scanned, pasted or typed: what they say, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from panah.desk import places, typed_dates
from panah.engines.documents import (
    NOTES,
    Code,
    Format,
    Message,
    Suggestion,
    Zone,
    identity_fields,
    read_zone,
    split_lines,
)
from panah.engines.identity import DocumentKind

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
    "series_end": gettext_lazy("Document number"),
    "end_filler": gettext_lazy("Further entries"),
    "office_code": gettext_lazy("Further entries"),
    "optional_data_2": gettext_lazy("Further entries"),
}
# The field of the sheet that a field of the zone fills in, as far as a clerk can type it.
_PLACES = {
    "name": "family_latin",
    "document_code": "document_kind",
    "document_number": "document_number",
    "nationality": "nationality",
    "birth_date": "birth_date",
    "sex": "sex",
}
_PLACES_OF_RUSSIA = {
    "name": "family",
    "optional_data": "document_number",  # where the last digit of the series stands
    "series_end": "document_number",
}
_IIN_RESTS_ON = {
    Format.TD1: "composite",
    Format.TD2: "composite",
    Format.TD3: "personal_number",
}
_WITH_IIN = "KAZ"
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
    """What is shown beside the lines, and what they fill in.

    A field of which the check digit is wrong is not among `filled`; `to_type` names those that
    have a place on the sheet.
    """

    lines: str
    tags: tuple[CheckTag, ...]
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    fix: Fix | None
    filled: dict[str, str]
    to_type: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether every check digit agrees."""
        return not self.faults


def read(text: str, *, today: date, language: str) -> Reading:
    """Read lines as they were typed."""
    zone = read_zone(split_lines(text), today=today)
    faults, notes = _faults(zone), _notes(zone)
    return Reading(
        lines="\n".join(zone.lines) if zone.format else text.strip(),
        tags=_tags(zone),
        faults=faults,
        notes=notes,
        fix=_fix(zone, zone.suggestions[0]) if zone.suggestions else None,
        filled=_filled(zone, language),
        to_type=_to_type(zone),
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
        "document_kind": "" if document.kind is DocumentKind.NONE else document.kind.value,
        "document_number": document.number,
        "issuer": document.issuer,
        "expires_on": document.expires_on.isoformat() if document.expires_on else "",
        "iin": found.iin,
    }
    return {field: value for field, value in values.items() if value}


def _faults(zone: Zone) -> tuple[str, ...]:
    # A field may be wrong in two ways; what to do about it is said once.
    said: dict[str, None] = {}
    asked = set()
    for message in zone.messages:
        if message.code in _noted(zone):
            continue
        sentence, place = _sentence(message), _place(zone, message.field)
        if place and place not in asked:
            asked.add(place)
            sentence = f"{sentence} {_what_to_type(place)}"
        said[sentence] = None
    return tuple(said)


def _what_to_type(place: str) -> str:
    # The IIN has no check digit of its own in these lines: it is not what the sentence names.
    return _("Type the IIN from the page.") if place == "iin" else _("Type it from the page.")


def _notes(zone: Zone) -> tuple[str, ...]:
    said = [_sentence(note) for note in zone.messages if note.code in _noted(zone)]
    return tuple(dict.fromkeys(said))


def _noted(zone: Zone) -> frozenset[Code]:
    # The wrong keyboard is a fault only where it kept the lines from being read.
    return NOTES if zone.format is None else NOTES | {Code.CYRILLIC_LETTERS}


def _to_type(zone: Zone) -> tuple[str, ...]:
    wrong = (note.field for note in zone.messages if note.code not in _noted(zone))
    places = filter(None, (_place(zone, field) for field in wrong))
    return tuple(dict.fromkeys(places))


def _place(zone: Zone, field: str) -> str:
    # Where on the sheet stands what a field of the zone would have filled in.
    if zone.format is Format.RUS_PN:
        return _PLACES_OF_RUSSIA.get(field) or _PLACES.get(field, "")
    if zone.format and field == _IIN_RESTS_ON[zone.format] and zone.fields.issuer == _WITH_IIN:
        return "iin"
    return _PLACES.get(field, "")


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
