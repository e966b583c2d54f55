"""Values of one row: what is refused, and what is left empty with a remark."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TypeVar

import pycountry
from django.utils.translation import gettext as _

from panah.engines.documents import ImpossibleIin, check_iin
from panah.engines.identity import DocumentKind, Need, PartialDate, Relation

ICAO_NATIONALITIES = frozenset({"XXA", "XXB", "XXC", "XXX"})
EARLIEST_YEAR = 1900
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0", ""})

# What senders write for what we record; our own words need no row.
SYNONYMS: dict[str, str] = {
    "head": Relation.FIRST,
    "self": Relation.FIRST,
    "spouse": Relation.PARTNER,
    "wife": Relation.PARTNER,
    "husband": Relation.PARTNER,
    "son": Relation.CHILD,
    "daughter": Relation.CHILD,
    "mother": Relation.PARENT,
    "father": Relation.PARENT,
    "brother": Relation.SIBLING,
    "sister": Relation.SIBLING,
    "relative": Relation.OTHER_RELATIVE,
    "pregnant": Need.PREGNANT_OR_NURSING,
    "nursing": Need.PREGNANT_OR_NURSING,
    "torture_or_violence": Need.VIOLENCE,
    "lgbtiq": Need.LGBTIQ_AT_RISK,
    "no_legal_documents": Need.NO_DOCUMENTS,
}

Choice = TypeVar("Choice", bound=StrEnum)


class Refused(Exception):
    """A value for which the row is refused; the message names the column and the rule."""


class Reader:
    """Reads the values of one row and keeps the remarks."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.remarks: list[str] = []

    def remark(self, column: str, rule: str) -> None:
        """Note something that does not refuse the row."""
        self.remarks.append(f"{column}: {rule}")

    def choice(self, column: str, value: str, choices: type[Choice]) -> Choice:
        """One of a list of values; anything else refuses the row."""
        try:
            return choices(value)
        except ValueError:
            allowed = ", ".join(each.value for each in choices if each.value)
            raise _refused(column, _("must be one of %(values)s") % {"values": allowed}) from None

    def known(self, column: str, value: str, choices: type[Choice]) -> Choice | None:
        """One of a list of values; anything else is left empty with a remark."""
        word = re.sub(r"[\s-]+", "_", value.replace("+", "").strip().lower())
        try:
            return choices(SYNONYMS.get(word, word))
        except ValueError:
            self.remark(column, _("is not known, left empty"))
            return None

    def document_kind(self, column: str, value: str, *, has_number: bool) -> DocumentKind:
        """The kind of document; `other` for a number of no stated kind."""
        if not value:
            return DocumentKind.OTHER if has_number else DocumentKind.NONE
        return self.choice(column, value.lower(), DocumentKind)

    def birth_date(self, column: str, value: str) -> PartialDate | None:
        """A date of which month and day may be unknown, neither in the future nor before 1900."""
        if not value:
            return None
        try:
            born = PartialDate.parse(value)
        except ValueError:
            raise _refused(column, _("no such date; write YYYY-MM-DD, YYYY-MM or YYYY")) from None
        self._check_span(column, born)
        return born

    def day(self, column: str, value: str) -> date | None:
        """A whole date, neither in the future nor before 1900."""
        if not value:
            return None
        try:
            day = PartialDate.of(date.fromisoformat(value))
        except ValueError:
            raise _refused(column, _("no such date; write YYYY-MM-DD")) from None
        self._check_span(column, day)
        return date(day.year, day.month, day.day)

    def _check_span(self, column: str, day: PartialDate) -> None:
        if day.year < EARLIEST_YEAR:
            raise _refused(column, _("lies before 1900"))
        if day > PartialDate.of(self.today):
            raise _refused(column, _("lies after today"))

    def nationality(self, column: str, value: str) -> str:
        """A country's three letters, or one of ICAO's codes."""
        if value and value not in countries():
            raise _refused(
                column,
                _("no such country; write ISO 3166-1 alpha-3, or XXA, XXB, XXC, XXX"),
            )
        return value

    def region(self, column: str, value: str) -> str:
        """A region by ISO 3166-2."""
        if value and pycountry.subdivisions.get(code=value) is None:
            self.remark(column, _("no such region in ISO 3166-2, left empty"))
            return ""
        return value

    def iin(self, column: str, value: str) -> str:
        """Kazakhstan's individual identification number."""
        try:
            return check_iin(value).number if value else ""
        except ImpossibleIin:
            self.remark(column, _("the digits and their check digit disagree, left empty"))
            return ""

    def phone(self, column: str, value: str) -> str:
        """A telephone number with its country's code."""
        if not value:
            return ""
        import phonenumbers  # many lists have none

        try:
            number = phonenumbers.parse(value, "KZ")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            self.remark(column, _("not a telephone number, left empty"))
            return ""
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def language(self, column: str, value: str) -> str:
        """A language by ISO 639-1; three letters are understood."""
        if not value:
            return ""
        key = "alpha_2" if len(value) == 2 else "alpha_3"
        found = pycountry.languages.get(**{key: value}) if value.isascii() else None
        short: str = getattr(found, "alpha_2", "")
        if not short:
            self.remark(column, _("no such language in ISO 639-1, left empty"))
        return short

    def needs(self, column: str, value: str) -> frozenset[Need]:
        """Specific needs, separated by semicolons."""
        words = [word.strip() for word in value.split(";") if word.strip()]
        found = {word: self.known(column, word, Need) for word in words}
        return frozenset(need for need in found.values() if need)

    def yes_or_no(self, column: str, value: str) -> bool:
        """Yes or no. Anything else refuses the row: a name must not be left open by a slip."""
        if value.lower() in YES:
            return True
        if value.lower() in NO:
            return False
        raise _refused(column, _("must be yes or no"))


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-3, and ICAO's codes for people without a nationality."""
    return frozenset(country.alpha_3 for country in pycountry.countries) | ICAO_NATIONALITIES


def _refused(column: str, rule: str) -> Refused:
    return Refused(f"{column}: {rule}")
