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
    packed: Ids
    """All of it in one number."""
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
            _packed(*(each.astype(np.int32) for each in (year, month, day))),
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
    a, b = dates.packed.take(one), dates.packed.take(other)
    differs = a ^ b
    same_year, same_month, same_day = (differs & part == 0 for part in (_YEAR, _MONTH, _DAY))
    is_vague = (a | b) & _VAGUE > 0
    found = np.full(len(one), _AT[C.BIRTH_DATE_DIFFERS], dtype=np.int8)

    def say(code: ReasonCode, where: Mask) -> None:
        np.copyto(found, np.int8(_AT[code]), where=where)

    one_digit = np.flatnonzero(~is_vague & _two_same(same_year, same_month, same_day))
    found[one_digit[_one_digit(dates, one[one_digit], other[one_digit])]] = _AT[
        C.BIRTH_DATE_ONE_DIGIT
    ]
    year_day, other_year_day = dates.year_day.take(one), dates.year_day.take(other)
    say(C.BIRTH_DATE_OFF_BY_ONE, same_year & (np.abs(year_day - other_year_day) == 1))
    next_year = np.abs((a >> _OF_YEAR) - (b >> _OF_YEAR)) == 1
    say(C.BIRTH_DATE_YEAR_OFF_BY_ONE, next_year & same_month & same_day)
    say(C.BIRTH_DATE_DAY_MONTH_EXCHANGED, same_year & _exchanged(a, b) & _exchanged(b, a))
    say(C.BIRTH_DATE_EQUAL, same_year & same_month & same_day)
    say(C.BIRTH_DATE_DIFFERS, is_vague)
    say(C.BIRTH_DATE_YEARS_NEAR, is_vague & next_year)
    say(C.BIRTH_DATE_YEAR_ONLY, is_vague & same_year)
    months = is_vague & same_year & (a & b & _TELLS > 0)
    say(C.BIRTH_DATE_DIFFERS, months)
    say(C.BIRTH_DATE_MONTH_AND_YEAR, months & same_month)
    say(C.BIRTH_DATE_UNKNOWN, (one == 0) | (other == 0))
    return found


_OF_YEAR, _OF_MONTH, _OF_DAY = 16, 8, 2
_YEAR, _MONTH, _DAY = -1 << _OF_YEAR, 15 << _OF_MONTH, 31 << _OF_DAY
_VAGUE, _TELLS = 2, 1


def _packed(year: Ids, month: Ids, day: Ids) -> Ids:
    """Dates in one number each: year, month, day, whether it is vague, and tells its month."""
    # 1 January is what offices write when only the year is known.
    of_year_alone = (month == 1) & (day == 1)
    is_vague, tells = (day == 0) | of_year_alone, (month > 0) & ~of_year_alone
    parts = year << _OF_YEAR | month << _OF_MONTH | day << _OF_DAY
    found: Ids = parts | is_vague * np.int32(_VAGUE) | tells * np.int32(_TELLS)
    return found


def _exchanged(a: Ids, b: Ids) -> Mask:
    """Whether the one's month is the other's day."""
    exchanged: Mask = a & _MONTH == (b & _DAY) << (_OF_MONTH - _OF_DAY)
    return exchanged


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
