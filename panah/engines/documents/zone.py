"""What a machine-readable zone says, and what is wrong with it.

Nothing here prints a person: these values hide themselves from `repr`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from panah.engines.documents.layouts import Format, Span
from panah.engines.identity import PartialDate, Sex


class Code(StrEnum):
    """What there is to say about a zone; rooms and the command word it."""

    # Not a zone at all.
    NOTHING_READ = "nothing_read"
    LINE_COUNT = "line_count"
    LINE_LENGTH = "line_length"
    DOCUMENT_CODE = "document_code"
    VISA = "visa"
    CYRILLIC_LETTERS = "cyrillic_letters"
    # A zone that cannot be relied on.
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    UNREADABLE_CHARACTER = "unreadable_character"
    UNEXPECTED_CHARACTER = "unexpected_character"
    IMPOSSIBLE_DATE = "impossible_date"
    # Worth knowing; the zone is valid all the same.
    NO_NAME = "no_name"
    NAME_MAY_BE_CUT = "name_may_be_cut"
    DATE_INCOMPLETE = "date_incomplete"
    EXPIRED = "expired"


NOTES = frozenset({Code.NO_NAME, Code.NAME_MAY_BE_CUT, Code.DATE_INCOMPLETE, Code.EXPIRED})
"""Codes that do not make a zone invalid."""


@dataclass(frozen=True, slots=True)
class Message:
    """A reason code with its values: `field`, `line`, `position`, `found`, `expected`, `needed`."""

    code: Code
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def field(self) -> str:
        """The field that it speaks of, or an empty text."""
        return str(self.values.get("field", ""))


@dataclass(frozen=True, slots=True)
class Check:
    """One check digit: the one that stands in the zone and the one that should."""

    field: str
    ok: bool
    found: str
    expected: str | None  # None: a character that it covers is unreadable
    at: Span
    over: tuple[Span, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Suggestion:
    """The only exchange of two look-alike characters that makes the zone valid."""

    field: str
    line: int
    position: int
    found: str
    instead: str
    corrected_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Fields:
    """What a zone says, as it is printed; empty where it holds fillers.

    Names are in capitals with single spaces, in Cyrillic for the Russian internal passport and
    in Latin letters otherwise. Country codes are ICAO's own (`D` for Germany).
    """

    surname: str = ""
    given_names: str = ""
    patronymic: str = ""
    document_code: str = ""
    document_number: str = ""
    issuer: str = ""
    nationality: str = ""
    birth_date: PartialDate | None = None
    sex: Sex = Sex.UNKNOWN
    expiry_date: PartialDate | None = None
    issue_date: PartialDate | None = None
    office_code: str = ""
    personal_number: str = ""
    optional_data: str = ""
    optional_data_2: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Zone:
    """A zone that was read, or what was given instead of one (`format` is None)."""

    format: Format | None
    lines: tuple[str, ...]
    fields: Fields = field(default_factory=Fields)
    checks: tuple[Check, ...] = ()
    messages: tuple[Message, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether every check digit agrees and every field holds a possible value."""
        return self.format is not None and all(note.code in NOTES for note in self.messages)

    @property
    def wrong_fields(self) -> frozenset[str]:
        """Fields that must not be relied on: a wrong check digit or an impossible value."""
        return frozenset(note.field for note in self.messages if note.code not in NOTES)
