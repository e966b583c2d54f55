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
Entries = tuple[U64, Ids]
"""Keys, and the row of each."""
Numbered = tuple[U64, NDArray[np.int64]]
"""Numbers of names, and the line that each stands in."""

NAMES = 3
_LETTERS = ("three", "six", "kin")


class RuleName(StrEnum):
    """Which facts a rule puts together."""

    NAME_AND_BIRTH_DATE = "a name and the birth date"
    NAMES_AND_BIRTH_YEAR = "two names and the birth year"
    NAMES_AND_BIRTHDAY = "two names and the birthday"
    NAME_AND_NEAR_BIRTH_DATE = "a name and nearly the birth date"
    NAMES_AND_NEAR_BIRTH_DATE = "two names and nearly the birth date"
    RARE_NAME_AND_BIRTH_YEAR = "a rare name and the birth year"
    NAMES_OF_THE_UNDATED = "two names, one birth date unknown"
    DOCUMENT = "a document number and a name's first letter"
    IIN = "an IIN and a name's first letter"
    PHONE = "a telephone number and a name's first letter"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in its forms, from the loosest to the strictest."""

    name: RuleName
    forms: tuple[Callable[[], Iterator[Entries]], ...]
    only_undated: bool = False
    """Pairs of which one has no birth date."""
    pairs_a_row: int = 100
    """What it may give for each row of the lists before it is made stricter."""


@dataclass(frozen=True, slots=True)
class Named:
    """The parts that blocking uses: at most three of each form, 0 where there are fewer."""

    forms: Forms
    parts: Ids
    birth: Ids

    @classmethod
    def of(cls, forms: Forms, birth: Ids) -> Named:
        """The last three parts, without patronymics and initials where there are others."""
        table = forms.table
        there = forms.parts > 0
        whole = (
            there
            & (table["role"][forms.parts] != Role.PATRONYMIC)
            & ~table["is_initial"][forms.parts]
        )
        used = np.where(whole.any(axis=1, keepdims=True), whole, there)
        from_right = np.cumsum(used[:, ::-1], axis=1)[:, ::-1]
        parts = np.zeros((len(forms.parts), NAMES), dtype=np.int32)
        for at in range(NAMES):
            line, column = np.nonzero(used & (from_right == at + 1))
            parts[line, at] = forms.parts[line, column]
        return cls(forms, parts, birth[forms.rows])

    def each(self, letters: str) -> Iterator[Numbered]:
        """Every name by itself: its number, and the line it stands in."""
        for at in range(NAMES):
            lines = np.flatnonzero(self.parts[:, at])
            yield self.forms.table[letters][self.parts[lines, at]], lines

    def telling(self) -> Iterator[Numbered]:
        """Every name that is not too common to stand by itself, and the line it stands in."""
        enough = self.forms.table["bits"].min(axis=1) >= TELLING_FROM
        for at in range(NAMES):
            lines = np.flatnonzero((self.parts[:, at] > 0) & enough[self.parts[:, at]])
            yield self.forms.table["kin"][self.parts[lines, at]], lines

    def pairs(self, letters: str) -> Iterator[Numbered]:
        """Every two names whatever their order, or the one name there is."""
        numbers = self.forms.table[letters]
        alone = np.flatnonzero((self.parts > 0).sum(axis=1) == 1)
        yield numbers[self.parts[alone].max(axis=1)], alone
        for one, other in combinations(range(NAMES), 2):
            lines = np.flatnonzero((self.parts[:, one] > 0) & (self.parts[:, other] > 0))
            a, b = numbers[self.parts[lines, one]], numbers[self.parts[lines, other]]
            yield mixed(np.minimum(a, b), np.maximum(a, b)), lines


def rules(forms: Forms, facts: Facts) -> Iterator[Rule]:
    """The rules for which the lists have columns."""
    named = Named.of(forms, facts.birth)
    dates = facts.dates
    year, is_whole = dates.year.astype(np.uint64), dates.day > 0
    birthday = _birthday(dates.month, dates.day) * is_whole
    whole_date = (year * 4096 + birthday) * is_whole
    if (facts.birth > 0).any():
        yield Rule(
            RuleName.NAME_AND_BIRTH_DATE,
            (lambda: _with(named, named.each("kin"), whole_date),),
        )
        yield Rule(RuleName.NAMES_AND_BIRTH_YEAR, _by_pairs(named, _LETTERS, year))
        yield Rule(RuleName.NAMES_AND_BIRTHDAY, _by_pairs(named, _LETTERS, birthday))
        near = _near(dates, whole_date)
        yield Rule(
            RuleName.NAME_AND_NEAR_BIRTH_DATE,
            (lambda: _with_each(named, named.telling, near),),
        )
        yield Rule(
            RuleName.NAMES_AND_NEAR_BIRTH_DATE,
            (lambda: _with_each(named, lambda: named.pairs("two"), near),),
        )
        yield Rule(
            RuleName.RARE_NAME_AND_BIRTH_YEAR,
            (lambda: _with(named, _rare(named), year),),
            pairs_a_row=1,  # a name that many bear in this list is not rare in it
        )
    if (facts.birth == 0).any():
        forms_of_rule = _by_pairs(
            named, ("undated", *_LETTERS), np.ones(len(year), dtype=np.uint64)
        )
        yield Rule(RuleName.NAMES_OF_THE_UNDATED, forms_of_rule, only_undated=True)
    yield from _by_number(named, facts)


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
    for numbers, lines in names:
        of_line = dates[named.birth[lines]]
        there = np.flatnonzero(of_line)
        yield mixed(numbers[there], of_line[there]), named.forms.rows[lines[there]]


def _birthday(month: NDArray[np.integer], day: NDArray[np.integer]) -> U64:
    """One number for a day and a month, whichever of them was written first."""
    low, high = np.minimum(month, day).astype(np.uint64), np.maximum(month, day).astype(np.uint64)
    found: U64 = low * np.uint64(64) + high
    return found


def _near(dates: Dates, whole_date: U64) -> tuple[U64, ...]:
    """Each date, the day after and the day a year later: neighbours have one in common."""
    months = (dates.year.astype(np.int64) - 1970) * 12 + np.maximum(dates.month, 1) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]")
    after = days + np.maximum(dates.day, 1)
    month = after.astype("datetime64[M]")
    day = (after - month).astype(np.int64) + 1
    number = month.astype(np.int64)
    year = (number // 12 + 1970).astype(np.uint64)
    next_day = (year * 4096 + _birthday(number % 12 + 1, day)) * (dates.day > 0)
    return whole_date, next_day, (whole_date + np.uint64(4096)) * (whole_date > 0)


def _with_each(
    named: Named, names: Callable[[], Iterator[Numbered]], dates: tuple[U64, ...]
) -> Iterator[Entries]:
    for each in dates:
        yield from _with(named, names(), each)


def _rare(named: Named) -> Iterator[Numbered]:
    table = named.forms.table
    rare = table["bits"].min(axis=1) >= RARE_FROM
    for at in range(NAMES):
        lines = np.flatnonzero(rare[named.parts[:, at]] & (named.parts[:, at] > 0))
        yield table["coarse"][named.parts[lines, at]], lines


def _starts(named: Named, numbers: U64) -> Iterator[Entries]:
    for starts, lines in named.each("start"):
        there = lines[numbers[lines] > 0]
        start = starts[numbers[lines] > 0].astype(np.uint64)
        yield mixed(numbers[there], start), named.forms.rows[there]
