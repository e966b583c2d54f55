"""Everything but the name, for many pairs at once: the findings of `matching.facts`, in arrays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import cpdist

from panah.engines.identity import PartialDate
from panah.engines.linkage.faults import UnusableRows
from panah.engines.linkage.sources import Column, Ids
from panah.engines.matching import ReasonCode
from panah.engines.matching.twins import SHARED
from panah.engines.matching.weighing import reason

C = ReasonCode
_WHOLE = re.compile(r"(?:\d{4}-\d{2}-\d{2}\n)*", re.ASCII)
NOTHING = -1

BIRTH_DATE = (
    C.BIRTH_DATE_UNKNOWN,
    C.BIRTH_DATE_EQUAL,
    C.BIRTH_DATE_DAY_MONTH_EXCHANGED,
    C.BIRTH_DATE_YEAR_OFF_BY_ONE,
    C.BIRTH_DATE_OFF_BY_ONE,
    C.BIRTH_DATE_ONE_DIGIT,
    C.BIRTH_DATE_DIFFERS,
    C.BIRTH_DATE_YEAR_ONLY,
    C.BIRTH_DATE_YEARS_NEAR,
    C.BIRTH_DATE_MONTH_AND_YEAR,
)
_AT = {code: at for at, code in enumerate(BIRTH_DATE)}
SEX = (C.SEX_EQUAL, C.SEX_DIFFERS)
NATIONALITY = (C.NATIONALITY_EQUAL, C.NATIONALITY_DIFFERS)
ORIGIN = (C.ORIGIN_EQUAL, C.ORIGIN_DIFFERS)
DOCUMENT = (C.DOCUMENT_EQUAL, C.DOCUMENT_TWO_KINDS, C.DOCUMENT_NEAR, C.DOCUMENT_DIFFERS)
IIN = (C.IIN_EQUAL, C.IIN_NEAR, C.IIN_DIFFERS)
PHONE = (C.PHONE_EQUAL, C.PHONE_DIFFERS)

Codes = NDArray[np.int8]
Mask = NDArray[np.bool_]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dates:
    """Birth dates as numbers; 0 stands for what is not known."""

    year: NDArray[np.int16]
    month: NDArray[np.int8]
    day: NDArray[np.int8]
    year_day: NDArray[np.int16]
    beside_itself: Codes
    """What is found between two people of one date."""

    @classmethod
    def of(cls, columns: Sequence[NDArray[np.integer]]) -> Dates:
        """From years, months, days, and which day of the year it is."""
        year, month, day, year_day = columns
        dates = cls(
            year.astype(np.int16),
            month.astype(np.int8),
            day.astype(np.int8),
            year_day.astype(np.int16),
            np.zeros(len(year), dtype=np.int8),
        )
        everyone = np.arange(len(year), dtype=np.int32)
        return replace(dates, beside_itself=_looked_at(dates, everyone, everyone))


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of all rows."""

    birth: Ids
    dates: Dates
    """By the numbers in `birth`."""
    sex: Ids
    nationality: Column
    origin: Column
    document_kind: Ids
    document: Column
    iin: Column
    phone: Column


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found between the pairs in one fact: a place in `codes`, or `NOTHING`."""

    codes: tuple[ReasonCode, ...]
    found: Codes

    @property
    def bits(self) -> Weights:
        """What each finding weighs."""
        bits = np.array([*(reason(code).bits for code in self.codes), 0.0])
        return bits.take(self.found, mode="wrap")


def dates_of(texts: list[str]) -> Dates:
    """Read dates; the first text is empty and stands for an unknown one.

    Raises:
        UnusableRows: one of them is no date; `row` is its place.
    """
    try:
        return _whole(texts)
    except ValueError:
        found = [_partial(text, at) for at, text in enumerate(texts)]
    return Dates.of(list(np.array(found, dtype=np.int16).reshape(-1, 4).T))


def _whole(texts: list[str]) -> Dates:
    """Dates of which everything is known, all at once.

    Raises:
        ValueError: one of them is something else.
    """
    if not _WHOLE.fullmatch("".join(f"{text}\n" for text in texts[1:])):
        raise ValueError("a date is not whole")
    days = np.array(texts[1:], dtype="datetime64[D]")
    years, months = days.astype("datetime64[Y]"), days.astype("datetime64[M]")
    numbers = (
        years.astype(np.int64) + 1970,
        months.astype(np.int64) % 12 + 1,
        (days - months).astype(np.int64) + 1,
        (days - years).astype(np.int64) + 1,
    )
    if len(days) and numbers[0].min() < 1:
        raise ValueError("there is no such year")
    return Dates.of([np.append(0, each) for each in numbers])


def _partial(text: str, at: int) -> tuple[int, int, int, int]:
    if not text:
        return (0, 0, 0, 0)
    try:
        born = PartialDate.parse(text)
    except ValueError:
        rule = "no such date; write YYYY-MM-DD, YYYY-MM or YYYY"
        raise UnusableRows(rule, row=at - 1, column="birth_date") from None
    of_year = date(born.year, born.month, born.day).timetuple().tm_yday if born.day else 0
    return (born.year, born.month, born.day, of_year)


def quick_findings(facts: Facts, left: Ids, right: Ids) -> list[Finding]:
    """Birth date and sex: what nearly every list has."""
    return [
        Finding(
            BIRTH_DATE, _birth_dates(facts.dates, facts.birth.take(left), facts.birth.take(right))
        ),
        _equal(SEX, facts.sex, (left, right)),
    ]


def findings(facts: Facts, left: Ids, right: Ids) -> list[Finding]:
    """Everything for which there are columns, in the order of `matching.facts`."""
    found = quick_findings(facts, left, right)
    for codes, column in ((NATIONALITY, facts.nationality), (ORIGIN, facts.origin)):
        if len(column.texts) > 1:
            found.append(_equal(codes, column.ids, (left, right)))
    if len(facts.document.texts) > 1:
        kinds = facts.document_kind[left] == facts.document_kind[right]
        found.append(_numbers(DOCUMENT, facts.document, (left, right), same_kind=kinds))
    if len(facts.iin.texts) > 1:
        alike = np.ones(len(left), dtype=np.bool_)
        found.append(_numbers(IIN, facts.iin, (left, right), same_kind=alike))
    if len(facts.phone.texts) > 1:
        found.append(_equal(PHONE, facts.phone.ids, (left, right)))
    return found


def most_of_the_others(facts: Facts) -> Weights:
    """The most bits that facts beyond birth date and sex may add for each row."""
    most = np.zeros(len(facts.birth))
    for ids, codes in (
        (facts.nationality.ids, NATIONALITY),
        (facts.origin.ids, ORIGIN),
        (facts.document.ids, DOCUMENT),
        (facts.iin.ids, IIN),
        (facts.phone.ids, PHONE),
    ):
        most += np.where(ids > 0, max(0.0, *(reason(code).bits for code in codes)), 0.0)
    return most


def twins_finding(found: list[Finding], name_bits: Weights) -> tuple[Weights, Finding]:
    """What pairs weigh at the most, as they may be twins, and a finding that says nothing so far.

    Args:
        name_bits: what their names say at the most, if they may be twins; infinite if not.
    """
    most = np.where(found[0].found == _AT[C.BIRTH_DATE_EQUAL], name_bits, np.inf)
    apart = [each for each in found if not each.codes[0].startswith(SHARED)]
    nothing = np.full(len(most), NOTHING, dtype=np.int8)
    return most + total(apart, len(most)), Finding((C.PERHAPS_TWINS,), nothing)


def total(found: Iterable[Finding], count: int) -> Weights:
    """The bits of all findings together, for so many pairs."""
    bits = np.zeros(count)
    for each in found:
        bits += each.bits
    return bits


def _equal(codes: tuple[ReasonCode, ...], ids: Ids, pairs: tuple[Ids, Ids]) -> Finding:
    one, other = ids.take(pairs[0]), ids.take(pairs[1])
    found = (one != other).view(np.int8)
    return Finding(codes, np.where((one > 0) & (other > 0), found, np.int8(NOTHING)))


def _birth_dates(dates: Dates, one: Ids, other: Ids) -> Codes:
    found: Codes = dates.beside_itself.take(one)
    at = np.flatnonzero(one != other)
    found[at] = _looked_at(dates, one.take(at), other.take(at))
    return found


def _looked_at(dates: Dates, one: Ids, other: Ids) -> Codes:
    year, other_year = dates.year.take(one), dates.year.take(other)
    month, other_month = dates.month.take(one), dates.month.take(other)
    day, other_day = dates.day.take(one), dates.day.take(other)
    same_year, same_month, same_day = year == other_year, month == other_month, day == other_day
    years = np.abs(year - other_year)
    near_day = np.abs(dates.year_day.take(one) - dates.year_day.take(other)) == 1
    vague = _vague(month, day) | _vague(other_month, other_day)
    found = np.full(len(one), _AT[C.BIRTH_DATE_DIFFERS], dtype=np.int8)
    one_digit = np.flatnonzero(~vague & _two_same(same_year, same_month, same_day))
    found[one_digit[_one_digit(dates, one[one_digit], other[one_digit])]] = _AT[
        C.BIRTH_DATE_ONE_DIGIT
    ]
    found[same_year & near_day] = _AT[C.BIRTH_DATE_OFF_BY_ONE]
    found[(years == 1) & same_month & same_day] = _AT[C.BIRTH_DATE_YEAR_OFF_BY_ONE]
    exchanged = (month == other_day) & (day == other_month)
    found[same_year & exchanged] = _AT[C.BIRTH_DATE_DAY_MONTH_EXCHANGED]
    found[same_year & same_month & same_day] = _AT[C.BIRTH_DATE_EQUAL]
    found[vague] = _AT[C.BIRTH_DATE_DIFFERS]
    found[vague & (years == 1)] = _AT[C.BIRTH_DATE_YEARS_NEAR]
    found[vague & same_year] = _AT[C.BIRTH_DATE_YEAR_ONLY]
    months = vague & same_year & _tells(month, day) & _tells(other_month, other_day)
    found[months] = _AT[C.BIRTH_DATE_DIFFERS]
    found[months & same_month] = _AT[C.BIRTH_DATE_MONTH_AND_YEAR]
    found[(one == 0) | (other == 0)] = _AT[C.BIRTH_DATE_UNKNOWN]
    return found


def _vague(month: NDArray[np.int8], day: NDArray[np.int8]) -> Mask:
    # 1 January is what offices write when only the year is known.
    is_vague: Mask = (day == 0) | ((month == 1) & (day == 1))
    return is_vague


def _tells(month: NDArray[np.int8], day: NDArray[np.int8]) -> Mask:
    """Whether the month is known; that of 1 January is not."""
    tells: Mask = (month > 0) & ~((month == 1) & (day == 1))
    return tells


def _two_same(*same: Mask) -> Mask:
    """One digit, or two neighbouring ones exchanged, touch one of year, month and day alone."""
    count: Codes = np.sum(same, axis=0, dtype=np.int8)
    is_two: Mask = count == 2
    return is_two


def _one_digit(dates: Dates, one: Ids, other: Ids) -> Mask:
    """One digit is another, or two neighbours within year, month or day changed places."""
    a, b = _digits(dates, one), _digits(dates, other)
    differs = a != b
    count = differs.sum(axis=0)
    found: Mask = count == 1
    for at in _NEIGHBOURS:
        exchanged = (a[at] == b[at + 1]) & (a[at + 1] == b[at])
        found |= (count == 2) & differs[at] & exchanged
    return found


_NEIGHBOURS = (0, 1, 2, 4, 6)
"""Of the digits of YYYYMMDD, those that another of the same number follows."""


_PLACES = (3, 2, 1, 0, 1, 0, 1, 0)


def _digits(dates: Dates, places: Ids) -> NDArray[np.int8]:
    year, month, day = dates.year[places], dates.month[places], dates.day[places]
    parts = (year, year, year, year, month, month, day, day)
    digits = [part // 10**at % 10 for part, at in zip(parts, _PLACES, strict=True)]
    return np.array(digits, dtype=np.int8)


def _numbers(
    codes: tuple[ReasonCode, ...],
    column: Column,
    pairs: tuple[Ids, Ids],
    *,
    same_kind: Mask,
) -> Finding:
    one, other = (column.ids[side] for side in pairs)
    equal, near, differs = 0, len(codes) - 2, len(codes) - 1
    found = np.full(len(one), NOTHING, dtype=np.int8)
    both = (one > 0) & (other > 0)
    found[both] = differs
    found[both & ~same_kind] = 1  # one person has several documents
    compared = np.flatnonzero(both & same_kind & (one != other))
    texts = [[column.texts[at] for at in side[compared].tolist()] for side in (one, other)]
    if len(compared):
        distances = np.asarray(cpdist(*texts, scorer=DamerauLevenshtein.distance))
        found[compared[distances == 1]] = near
    found[both & (one == other)] = equal
    return Finding(codes, found)
