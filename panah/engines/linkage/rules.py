"""Blocking rules for whole lists: two rows are compared when two facts of theirs agree.

The rules follow `matching.blocking`, on numbers instead of texts. A rule that would give more
pairs than its share is replaced by its stricter form, and where that gives too many as well, its
largest blocks are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.facts import Dates, Facts
from panah.engines.linkage.forms import Forms
from panah.engines.linkage.hashes import mixed
from panah.engines.linkage.sources import Ids
from panah.engines.matching.blocking import RARE_FROM, TELLING_FROM
from panah.engines.names import Role

U64 = NDArray[np.uint64]
Numbered = tuple[U64, NDArray[np.int64]]
"""Numbers of names, and the line that each stands in."""

NAMES = 3
_LETTERS = ("three", "six", "kin")


class RuleName(StrEnum):
    """Which facts a rule puts together."""

    NAME_AND_BIRTH_DATE = "a name and the birth date"
    NAMES_AND_BIRTH_YEAR = "two names and the birth year"
    NAMES_AND_BIRTHDAY = "two names and the birthday"
    NAMES_AND_BIRTH_DATE = "two names and the birth date"
    NAME_AND_NEAR_BIRTH_DATE = "a name and nearly the birth date"
    NAMES_AND_NEAR_BIRTH_DATE = "two names and nearly the birth date"
    RARE_NAME_AND_BIRTH_YEAR = "a rare name and the birth year"
    NAMES_OF_THE_UNDATED = "two names, one birth date unknown"
    DOCUMENT = "a document number and a name's first letter"
    IIN = "an IIN and a name's first letter"
    PHONE = "a telephone number and a name's first letter"


@dataclass(frozen=True, slots=True)
class Entries:
    """Keys, and the row of each."""

    keys: U64
    rows: Ids
    is_other: bool = False
    """Whether these rows are paired only with rows of entries that are not others."""

    def only(self, rows: NDArray[np.bool_] | None) -> Entries:
        """Those of some rows."""
        if rows is None:
            return self
        kept = np.flatnonzero(rows.take(self.rows))
        return Entries(self.keys.take(kept), self.rows.take(kept), self.is_other)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in its forms, from the loosest to the strictest."""

    name: RuleName
    forms: tuple[Callable[[], Iterator[Entries]], ...]
    only_across: bool = False
    """Whether rows that are not `is_other` are paired only with those that are."""
    pairs_a_row: int = 100
    """What it may give for each row of the lists before it is made stricter."""
    of_undated: bool = False
    """Whether nothing is known of one of the two birth dates."""


@dataclass(frozen=True, slots=True)
class Named:
    """The parts that blocking uses: at most three of each form, 0 where there are fewer."""

    forms: Forms
    parts: tuple[Ids, ...]
    birth: Ids
    """The birth date of each line, by its number."""

    @classmethod
    def of(cls, forms: Forms, birth: Ids) -> Named:
        """The last three parts, without patronymics and initials where there are others."""
        table = forms.table
        is_whole = (table["role"] != Role.PATRONYMIC) & ~table["is_initial"]
        is_whole[0] = False  # where there is no part
        columns = forms.parts.T[::-1]
        some = np.logical_or.reduce([is_whole[column] for column in columns])
        parts = [np.zeros(len(forms.parts), dtype=np.int32) for _ in range(NAMES)]
        taken = np.zeros(len(forms.parts), dtype=np.int8)
        for column in columns:
            used = np.where(some, is_whole[column], column > 0)
            for at, part in enumerate(parts):
                lines = np.flatnonzero(used & (taken == at))
                part[lines] = column.take(lines)
            taken += used
        return cls(forms, tuple(parts), birth[forms.rows])

    def each(self, letters: str) -> Iterator[Numbered]:
        """Every name by itself: its number, and the line it stands in."""
        for part in self.parts:
            lines = np.flatnonzero(part)
            yield self.forms.table[letters][part.take(lines)], lines

    def only(self, letters: str, wanted: NDArray[np.bool_]) -> Iterator[Numbered]:
        """Every name that is wanted, by its place in the table."""
        wanted = wanted.copy()
        wanted[0] = False
        for part in self.parts:
            lines = np.flatnonzero(wanted[part])
            yield self.forms.table[letters][part.take(lines)], lines

    def pairs(self, letters: str) -> Iterator[Numbered]:
        """Every two names whatever their order, or the one name there is."""
        there = [part > 0 for part in self.parts]
        numbers = [self.forms.table[letters][part] for part in self.parts]
        alone = np.flatnonzero(np.sum(there, axis=0) == 1)
        only_name = np.max([part[alone] for part in self.parts], axis=0)
        yield self.forms.table[letters][only_name], alone
        for one, other in combinations(range(NAMES), 2):
            lines = np.flatnonzero(there[one] & there[other])
            yield numbers[one].take(lines) + numbers[other].take(lines), lines


def rules(forms: Forms, facts: Facts) -> Iterator[Rule]:
    """The rules for which the lists have columns."""
    named = Named.of(forms, facts.birth)
    if (facts.birth > 0).any():
        yield from _by_date(named, facts.dates)
    if (facts.birth == 0).any():
        yield Rule(
            RuleName.NAMES_OF_THE_UNDATED,
            tuple(
                (lambda each=each: _undated(named, named.pairs(each)))  # type: ignore[misc]
                for each in ("undated", *_LETTERS)
            ),
            of_undated=True,
        )
    yield from _by_number(named, facts)


def _by_date(named: Named, dates: Dates) -> Iterator[Rule]:
    rarest = named.forms.table["bits"].min(axis=1)
    year, is_whole = dates.year.astype(np.uint64), dates.day > 0
    birthday = _birthday(dates.month, dates.day) * is_whole
    whole_date = (year * 4096 + birthday) * is_whole
    yield Rule(
        RuleName.NAME_AND_BIRTH_DATE,
        (lambda: _with(named, named.each("kin"), whole_date),),
    )
    yield Rule(RuleName.NAMES_AND_BIRTH_YEAR, _by_pairs(named, _LETTERS, year))
    yield Rule(RuleName.NAMES_AND_BIRTHDAY, _by_pairs(named, _LETTERS, birthday))
    yield Rule(
        RuleName.NAMES_AND_BIRTH_DATE, (lambda: _with(named, named.pairs("one"), whole_date),)
    )
    near = _near(dates, whole_date)
    yield Rule(  # those of one birth date have met by a rule above
        RuleName.NAME_AND_NEAR_BIRTH_DATE,
        (lambda: _across(named, named.only("kin", rarest >= TELLING_FROM), near),),
        only_across=True,
    )
    yield Rule(
        RuleName.NAMES_AND_NEAR_BIRTH_DATE,
        (lambda: _across(named, named.pairs("two"), near),),
        only_across=True,
    )
    yield Rule(
        RuleName.RARE_NAME_AND_BIRTH_YEAR,
        (lambda: _with(named, named.only("coarse", rarest >= RARE_FROM), year),),
        pairs_a_row=1,  # a name that many bear in this list is not rare in it
    )


def _by_number(named: Named, facts: Facts) -> Iterator[Rule]:
    for name, ids in (
        (RuleName.DOCUMENT, facts.document.ids),
        (RuleName.IIN, facts.iin.ids),
        (RuleName.PHONE, facts.phone.ids),
    ):
        if (ids > 0).any():
            of_line = ids[named.forms.rows].astype(np.uint64)
            yield Rule(name, (lambda of_line=of_line: _starts(named, of_line),))  # type: ignore[misc]


def _by_pairs(
    named: Named, letters: tuple[str, ...], dates: U64
) -> tuple[Callable[[], Iterator[Entries]], ...]:
    return tuple((lambda each=each: _with(named, named.pairs(each), dates)) for each in letters)


def _with(named: Named, names: Iterator[Numbered], dates: U64) -> Iterator[Entries]:
    """Names together with a part of the birth date; lines that lack it have no key."""
    of_lines = _of_lines(named, dates)
    for numbers, lines in names:
        yield _entries(named, (numbers, lines), of_lines)


def _across(named: Named, names: Iterator[Numbered], dates: tuple[U64, ...]) -> Iterator[Entries]:
    """Names with a date on the one side, and with other dates on the other."""
    of_each = [_of_lines(named, each) for each in dates]
    for numbers, lines in names:
        for at, of_lines in enumerate(of_each):
            yield _entries(named, (numbers, lines), of_lines, is_other=at > 0)


def _of_lines(named: Named, dates: U64) -> U64:
    """The number of each line's date, 0 for none."""
    found: U64 = np.where(dates, mixed(dates, dates), 0)[named.birth]
    return found


def _entries(named: Named, names: Numbered, of_lines: U64, *, is_other: bool = False) -> Entries:
    numbers, lines = names
    of_names = of_lines.take(lines)
    there = np.flatnonzero(of_names)
    keys = numbers.take(there) + of_names.take(there)
    return Entries(keys, named.forms.rows.take(lines.take(there)), is_other)


def _undated(named: Named, names: Iterator[Numbered]) -> Iterator[Entries]:
    """Names of those without a birth date, and those of all the others beside them."""
    for numbers, lines in names:
        is_undated = named.birth[lines] == 0
        for is_other, some in ((False, is_undated), (True, ~is_undated)):
            here = np.flatnonzero(some)
            yield Entries(numbers.take(here), named.forms.rows.take(lines.take(here)), is_other)


def _birthday(month: NDArray[np.integer], day: NDArray[np.integer]) -> U64:
    """One number for a day and a month, whichever of them was written first."""
    low, high = np.minimum(month, day).astype(np.uint64), np.maximum(month, day).astype(np.uint64)
    found: U64 = low * np.uint64(64) + high
    return found


def _near(dates: Dates, whole_date: U64) -> tuple[U64, ...]:
    """Each date, the day after it and the day a year later: what its neighbours are."""
    months = (dates.year.astype(np.int64) - 1970) * 12 + np.maximum(dates.month, 1) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]")
    after = days + np.maximum(dates.day, 1)
    month = after.astype("datetime64[M]")
    day = (after - month).astype(np.int64) + 1
    number = month.astype(np.int64)
    year = (number // 12 + 1970).astype(np.uint64)
    next_day = (year * 4096 + _birthday(number % 12 + 1, day)) * (dates.day > 0)
    return whole_date, next_day, (whole_date + np.uint64(4096)) * (whole_date > 0)


def _starts(named: Named, numbers: U64) -> Iterator[Entries]:
    for starts, lines in named.each("start"):
        there = lines[numbers[lines] > 0]
        start = starts[numbers[lines] > 0].astype(np.uint64)
        yield Entries(mixed(numbers[there], start), named.forms.rows[there])
