"""The same person a second time, as another clerk writes them down from another document."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from panah.demo.naming import Custom, Named
from panah.demo.people import Invented, draw_document, drawn
from panah.desk.actions import Person
from panah.engines.identity import DocumentKind, PartialDate, Relation, WrittenName

LAST_MONTH = 12


def once_more(dice: Random, first: Invented) -> Invented:
    """Write somebody down once more: in other letters, perhaps with day and month exchanged."""
    told = first.identity
    name = _otherwise(dice, told.name, first.named)
    kind = DocumentKind.PASSPORT if name.family_latin else DocumentKind.INTERNAL_PASSPORT
    again = replace(
        told,
        name=name,
        birth_date=_retold(dice, told.birth_date),
        document=draw_document(dice, kind),
        phone="",
        relation=Relation.FIRST,
        needs=frozenset(),
    )
    return replace(first, person=Person(again))


def exchanged(born: PartialDate) -> PartialDate:
    """Day and month the other way round, where that is a date too; else as it was."""
    if not 1 <= born.day <= LAST_MONTH:
        return born
    return PartialDate(born.year, born.day, born.month)


def _otherwise(dice: Random, written: WrittenName, named: Named) -> WrittenName:
    if written.family_latin:
        return named.in_russian() if named.custom is Custom.KAZAKH else named.in_cyrillic()
    if named.custom is Custom.KAZAKH and written != named.in_russian() and dice.random() < 0.5:
        return named.in_russian()
    return named.in_latin(dice.choice(named.tables()))


def _retold(dice: Random, born: PartialDate | None) -> PartialDate | None:
    if born is None:
        return None
    ways = {"same": 60, "exchanged": 25, "year": 15}
    way = drawn(dice, ways)
    if way == "exchanged":
        return exchanged(born)
    return PartialDate(born.year) if way == "year" else born
