"""The words that every other part shares: who a person is, as they told it at a desk.

Nothing here prints a person: the values hide themselves from `repr`, so that a traceback or a
log line that mentions one gives nothing away.
"""

from __future__ import annotations

import calendar
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, NewType

from stdnum.iso7064 import mod_37_36

IndividualNumber = NewType("IndividualNumber", str)
"""Eight random characters and a check character, as `7Q4M2K9DX`; shown as `7Q4M-2K9D-X`."""

NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 characters: no I, L, O, U, which are misread or read aloud wrongly."""

_NUMBER = re.compile(f"[{NUMBER_ALPHABET}]{{9}}")
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Sex(StrEnum):
    """As the document or the person says."""

    FEMALE = "F"
    MALE = "M"
    OTHER = "X"
    UNKNOWN = ""


class DocumentKind(StrEnum):
    """The kind decides the next steps, so it is recorded even when there is no number."""

    PASSPORT = "passport"
    INTERNAL_PASSPORT = "internal_passport"
    IDENTITY_CARD = "identity_card"
    BIRTH_CERTIFICATE = "birth_certificate"
    STATELESS_DOCUMENT = "stateless_document"
    REFUGEE_TRAVEL_DOCUMENT = "refugee_travel_document"
    RESIDENCE_PERMIT = "residence_permit"
    OTHER = "other"
    NONE = "none"


class Relation(StrEnum):
    """What somebody is to the first person of the group."""

    FIRST = "first"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    FRIEND = "friend"
    UNKNOWN = ""


class Need(StrEnum):
    """Specific needs: noticed, not assessed."""

    PREGNANT_OR_NURSING = "pregnant_or_nursing"
    SINGLE_PARENT = "single_parent"
    SERIOUS_ILLNESS = "serious_illness"
    DISABILITY = "disability"
    VIOLENCE = "violence"
    UNACCOMPANIED_MINOR = "unaccompanied_minor"
    OLDER_PERSON = "older_person"
    TRAFFICKING = "trafficking"
    MENTAL_DISTRESS = "mental_distress"
    LGBTIQ_AT_RISK = "lgbtiq_at_risk"
    NO_DOCUMENTS = "no_documents"
    OTHER = "other"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which month and day may be unknown (0)."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999 or not 0 <= self.month <= 12 or (self.day and not self.month):
            raise ValueError("there is no such date")
        if self.day and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ValueError("there is no such day in this month")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read YYYY, YYYY-MM or YYYY-MM-DD.

        Raises:
            ValueError: any other form, or a date that does not exist.
        """
        found = _PARTIAL_DATE.fullmatch(text)
        if found is None:
            raise ValueError("a date is written YYYY-MM-DD, YYYY-MM or YYYY")
        year, month, day = found.groups()
        if "00" in (month, day):
            raise ValueError("there is no such date")
        return cls(int(year), int(month or 0), int(day or 0))

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """A date of which everything is known."""
        return cls(day.year, day.month, day.day)

    @property
    def is_complete(self) -> bool:
        """Whether month and day are known."""
        return bool(self.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])

    def age_on(self, day: date) -> int:
        """Completed years on that day; where parts are unknown, as if born on 1 January."""
        born = (self.month or 1, self.day or 1)
        return day.year - self.year - ((day.month, day.day) < born)


@dataclass(frozen=True, slots=True, repr=False)
class WrittenName:
    """A name as it was written: in parts, in one or two scripts, or undivided in `full`."""

    family: str = ""
    given: str = ""
    patronymic: str = ""
    family_latin: str = ""
    given_latin: str = ""
    full: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was written."""
        return not any(getattr(self, f.name) for f in fields(self))

    @property
    def shown(self) -> str:
        """The name on one line, surname first, for the page of someone who may read it."""
        native = " ".join(filter(None, (self.family, self.given, self.patronymic)))
        latin = " ".join(filter(None, (self.family_latin, self.given_latin)))
        return native or self.full or latin


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A document that was shown, or `none`."""

    kind: DocumentKind = DocumentKind.NONE
    number: str = ""
    issuer: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Everything that is sealed about one individual.

    Country codes are ISO 3166-1 alpha-3 or ICAO's XXA, XXB, XXC, XXX; `origin_region` is ISO
    3166-2; `language` is ISO 639-1; `phone` is E.164; empty text means not given.
    """

    name: WrittenName
    sex: Sex = Sex.UNKNOWN
    birth_date: PartialDate | None = None
    nationality: str = ""
    origin_region: str = ""
    document: Document = field(default_factory=Document)
    iin: str = ""
    phone: str = ""
    language: str = ""
    arrived_on: date | None = None
    relation: Relation = Relation.UNKNOWN
    needs: frozenset[Need] = frozenset()

    def to_plain(self) -> dict[str, Any]:
        """Plain values for sealing; `from_plain` gives the same identity back."""
        return {
            "name": {f.name: v for f in fields(self.name) if (v := getattr(self.name, f.name))},
            "sex": self.sex.value,
            "birth_date": str(self.birth_date or ""),
            "nationality": self.nationality,
            "origin_region": self.origin_region,
            "document": [
                self.document.kind.value,
                self.document.number,
                self.document.issuer,
                _written(self.document.expires_on),
            ],
            "iin": self.iin,
            "phone": self.phone,
            "language": self.language,
            "arrived_on": _written(self.arrived_on),
            "relation": self.relation.value,
            "needs": sorted(need.value for need in self.needs),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Identity:
        """The identity that `to_plain` wrote."""
        kind, number, issuer, expires_on = plain["document"]
        return cls(
            name=WrittenName(**plain["name"]),
            sex=Sex(plain["sex"]),
            birth_date=PartialDate.parse(plain["birth_date"]) if plain["birth_date"] else None,
            nationality=plain["nationality"],
            origin_region=plain["origin_region"],
            document=Document(DocumentKind(kind), number, issuer, _read(expires_on)),
            iin=plain["iin"],
            phone=plain["phone"],
            language=plain["language"],
            arrived_on=_read(plain["arrived_on"]),
            relation=Relation(plain["relation"]),
            needs=frozenset(Need(need) for need in plain["needs"]),
        )


def draw_number(randbelow: Callable[[int], int] = secrets.randbelow) -> IndividualNumber:
    """Draw a random individual number.

    Args:
        randbelow: gives a random integer below its argument; replaced in tests only.

    Returns:
        Nine characters of `NUMBER_ALPHABET`; the last one checks the others (ISO 7064 mod 37,36:
        every single wrong character is noticed, and 998 of 1,000 exchanges of neighbours).
    """
    while True:
        drawn = randbelow(32**8)
        body = "".join(NUMBER_ALPHABET[drawn >> bits & 31] for bits in range(0, 40, 5))
        check = mod_37_36.calc_check_digit(body)
        if check in NUMBER_ALPHABET:  # the 4 in 36 that are misread are drawn again
            return IndividualNumber(body + check)


def parse_number(text: str) -> IndividualNumber:
    """Read an individual number as people write it: any case, with or without dashes.

    Raises:
        ValueError: not nine characters, or the check character disagrees.
    """
    number = re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("OIL", "011"))
    if not _NUMBER.fullmatch(number) or not mod_37_36.is_valid(number):
        raise ValueError("the number and its check character disagree")
    return IndividualNumber(number)


def show_number(number: str) -> str:
    """Write a number in groups, as on the paper: `7Q4M-2K9D-X`."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _read(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
