"""Everything but the name: dates, sex, places, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein

from panah.engines.identity import PartialDate
from panah.engines.matching.prepared import Prepared
from panah.engines.matching.weighing import Reason, ReasonCode, reason


def fact_reasons(a: Prepared, b: Prepared) -> Iterator[Reason]:
    """What is found between everything but the names. What one side lacks says nothing."""
    yield reason(_birth_date(a.birth_date, b.birth_date))
    if a.sex and b.sex:
        yield reason(ReasonCode.SEX_EQUAL if a.sex == b.sex else ReasonCode.SEX_DIFFERS)
    if a.nationality and b.nationality:
        same = a.nationality == b.nationality
        yield reason(ReasonCode.NATIONALITY_EQUAL if same else ReasonCode.NATIONALITY_DIFFERS)
    if a.origin_region and b.origin_region:
        same = a.origin_region == b.origin_region
        yield reason(ReasonCode.ORIGIN_EQUAL if same else ReasonCode.ORIGIN_DIFFERS)
    if a.document_number and b.document_number:
        yield reason(_document(a, b))
    if a.iin and b.iin:
        yield reason(_iin(a.iin, b.iin))
    if a.phone and b.phone:
        yield reason(ReasonCode.PHONE_EQUAL if a.phone == b.phone else ReasonCode.PHONE_DIFFERS)


def _birth_date(a: PartialDate | None, b: PartialDate | None) -> ReasonCode:
    if a is None or b is None:
        return ReasonCode.BIRTH_DATE_UNKNOWN
    if is_year_only(a) or is_year_only(b):
        return _rough(a, b)
    if a == b:
        return ReasonCode.BIRTH_DATE_EQUAL
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return ReasonCode.BIRTH_DATE_DAY_MONTH_EXCHANGED
    if (a.month, a.day) == (b.month, b.day) and abs(a.year - b.year) == 1:
        return ReasonCode.BIRTH_DATE_YEAR_OFF_BY_ONE
    if a.year == b.year and abs(_day_of_the_year(a) - _day_of_the_year(b)) == 1:
        return ReasonCode.BIRTH_DATE_OFF_BY_ONE
    # One digit, or two neighbours exchanged, lie in one of year, month and day.
    same = (a.year == b.year) + (a.month == b.month) + (a.day == b.day)
    if same == 2 and DamerauLevenshtein.distance(str(a), str(b)) == 1:
        return ReasonCode.BIRTH_DATE_ONE_DIGIT
    return ReasonCode.BIRTH_DATE_DIFFERS


def is_year_only(born: PartialDate) -> bool:
    """Whether the day is unknown: 1 January is what offices write when only the year is known."""
    return not born.is_complete or (born.month, born.day) == (1, 1)


def _rough(a: PartialDate, b: PartialDate) -> ReasonCode:
    """What two dates say of which one is rough: their years, and their months where both tell."""
    months = _month(a), _month(b)
    if a.year == b.year and all(months):
        equal = months[0] == months[1]
        return ReasonCode.BIRTH_DATE_MONTH_AND_YEAR if equal else ReasonCode.BIRTH_DATE_DIFFERS
    if a.year == b.year:
        return ReasonCode.BIRTH_DATE_YEAR_ONLY
    if abs(a.year - b.year) == 1:
        return ReasonCode.BIRTH_DATE_YEARS_NEAR
    return ReasonCode.BIRTH_DATE_DIFFERS


def _month(born: PartialDate) -> int:
    """The month where it is known; that of 1 January is not."""
    return 0 if (born.month, born.day) == (1, 1) else born.month


def _day_of_the_year(born: PartialDate) -> int:
    return date(born.year, born.month, born.day).timetuple().tm_yday


def _document(a: Prepared, b: Prepared) -> ReasonCode:
    if a.document_number == b.document_number:
        return ReasonCode.DOCUMENT_EQUAL
    if a.document_kind != b.document_kind:
        return ReasonCode.DOCUMENT_TWO_KINDS  # one person has several documents
    near = DamerauLevenshtein.distance(a.document_number, b.document_number) == 1
    return ReasonCode.DOCUMENT_NEAR if near else ReasonCode.DOCUMENT_DIFFERS


def _iin(a: str, b: str) -> ReasonCode:
    if a == b:
        return ReasonCode.IIN_EQUAL
    near = DamerauLevenshtein.distance(a, b) == 1
    return ReasonCode.IIN_NEAR if near else ReasonCode.IIN_DIFFERS
