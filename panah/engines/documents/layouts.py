"""Where each field of a machine-readable zone stands: ICAO Doc 9303 parts 4, 5 and 6, and Russia.

Lines and positions are counted from 1 and spans include both ends, as the documents print them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from panah.engines.documents.check_digits import ALPHABET, DIGITS, FILLER, LETTERS


class Format(StrEnum):
    """The sizes of ICAO Doc 9303, and the Russian internal passport since July 2011."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"
    RUS_PN = "RUS-PN"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `first` to `last` of one line."""

    line: int
    first: int
    last: int

    def of(self, lines: Sequence[str]) -> str:
        """The text that stands there."""
        return lines[self.line - 1][self.first - 1 : self.last]

    @property
    def places(self) -> list[tuple[int, int]]:
        """Line and position of each character."""
        return [(self.line, position) for position in range(self.first, self.last + 1)]

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Place:
    """A field: where it stands and which characters it may hold."""

    span: Span
    allowed: str = ALPHABET


class Blank(Enum):
    """What stands for the check digit of a field that holds fillers only."""

    ZERO = auto()
    ZERO_OR_FILLER = auto()
    ALWAYS_FILLER = auto()  # the field is blank in every document of this format


@dataclass(frozen=True, slots=True)
class DigitRule:
    """A check digit: what it covers and where it stands."""

    field: str
    over: tuple[Span, ...]
    at: Span
    blank: Blank = Blank.ZERO


@dataclass(frozen=True, slots=True)
class Layout:
    """One format of zone."""

    format: Format
    lines: int
    width: int
    first_letters: str
    name: Place
    fields: Mapping[str, Place]
    digits: tuple[DigitRule, ...]
    overflow: str = ""  # the field that takes the rest of a document number longer than nine

    def rule(self, field: str) -> DigitRule:
        """The check digit of that field."""
        return next(rule for rule in self.digits if rule.field == field)


_WORD = LETTERS + FILLER
_DATE = DIGITS + FILLER
_SEX = "MFX" + FILLER


def _span(line: int, first: int, last: int = 0) -> Span:
    return Span(line, first, last or first)


_SECOND_LINE = {
    "document_number": Place(_span(2, 1, 9)),
    "nationality": Place(_span(2, 11, 13), _WORD),
    "birth_date": Place(_span(2, 14, 19), _DATE),
    "sex": Place(_span(2, 21), _SEX),
    "expiry_date": Place(_span(2, 22, 27), _DATE),
}
_HEAD = {
    "document_code": Place(_span(1, 1, 2)),
    "issuer": Place(_span(1, 3, 5), _WORD),
}
_NUMBER_DIGIT = DigitRule("document_number", (_span(2, 1, 9),), _span(2, 10))
_BIRTH_DIGIT = DigitRule("birth_date", (_span(2, 14, 19),), _span(2, 20))
_EXPIRY_DIGIT = DigitRule("expiry_date", (_span(2, 22, 27),), _span(2, 28), Blank.ZERO_OR_FILLER)

TD1 = Layout(
    format=Format.TD1,
    lines=3,
    width=30,
    first_letters="ACI",
    name=Place(_span(3, 1, 30), _WORD),
    fields=_HEAD
    | {
        "document_number": Place(_span(1, 6, 14)),
        "optional_data": Place(_span(1, 16, 30)),
        "birth_date": Place(_span(2, 1, 6), _DATE),
        "sex": Place(_span(2, 8), _SEX),
        "expiry_date": Place(_span(2, 9, 14), _DATE),
        "nationality": Place(_span(2, 16, 18), _WORD),
        "optional_data_2": Place(_span(2, 19, 29)),
    },
    digits=(
        DigitRule("document_number", (_span(1, 6, 14),), _span(1, 15)),
        DigitRule("birth_date", (_span(2, 1, 6),), _span(2, 7)),
        DigitRule("expiry_date", (_span(2, 9, 14),), _span(2, 15), Blank.ZERO_OR_FILLER),
        DigitRule(
            "composite",
            (_span(1, 6, 30), _span(2, 1, 7), _span(2, 9, 15), _span(2, 19, 29)),
            _span(2, 30),
        ),
    ),
    overflow="optional_data",
)
TD2 = Layout(
    format=Format.TD2,
    lines=2,
    width=36,
    first_letters="ACI",
    name=Place(_span(1, 6, 36), _WORD),
    fields=_HEAD | _SECOND_LINE | {"optional_data": Place(_span(2, 29, 35))},
    digits=(
        _NUMBER_DIGIT,
        _BIRTH_DIGIT,
        _EXPIRY_DIGIT,
        DigitRule("composite", (_span(2, 1, 10), _span(2, 14, 20), _span(2, 22, 35)), _span(2, 36)),
    ),
    overflow="optional_data",
)
_LONG_COMPOSITE = DigitRule(
    "composite", (_span(2, 1, 10), _span(2, 14, 20), _span(2, 22, 43)), _span(2, 44)
)
TD3 = Layout(
    format=Format.TD3,
    lines=2,
    width=44,
    first_letters="P",
    name=Place(_span(1, 6, 44), _WORD),
    fields=_HEAD | _SECOND_LINE | {"personal_number": Place(_span(2, 29, 42))},
    digits=(
        _NUMBER_DIGIT,
        _BIRTH_DIGIT,
        _EXPIRY_DIGIT,
        DigitRule("personal_number", (_span(2, 29, 42),), _span(2, 43), Blank.ZERO_OR_FILLER),
        _LONG_COMPOSITE,
    ),
)
RUS_PN = Layout(
    format=Format.RUS_PN,
    lines=2,
    width=44,
    first_letters="P",
    # Every letter and digit may stand for a Cyrillic letter except 0, 1 and 5.
    name=Place(_span(1, 6, 44), _WORD + "2346789"),
    fields=_HEAD
    | _SECOND_LINE
    | {
        "document_number": Place(_span(2, 1, 9), DIGITS),
        "sex": Place(_span(2, 21), "MF"),
        "expiry_date": Place(_span(2, 22, 27), FILLER),
        "series_end": Place(_span(2, 29), DIGITS),
        "issue_date": Place(_span(2, 30, 35), DIGITS),
        "office_code": Place(_span(2, 36, 41), DIGITS),
        "end_filler": Place(_span(2, 42), FILLER),
    },
    digits=(
        _NUMBER_DIGIT,
        _BIRTH_DIGIT,
        DigitRule("expiry_date", (_span(2, 22, 27),), _span(2, 28), Blank.ALWAYS_FILLER),
        DigitRule("optional_data", (_span(2, 29, 42),), _span(2, 43)),
        _LONG_COMPOSITE,
    ),
)

LAYOUTS: Mapping[Format, Layout] = {layout.format: layout for layout in (TD1, TD2, TD3, RUS_PN)}
RUS_PN_START = "PNRUS"
SIZES = {(layout.lines, layout.width) for layout in LAYOUTS.values()}
