"""Blocking keys: two records are compared when they share one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from itertools import combinations
from zlib import crc32

from panah.engines.identity import Identity, PartialDate
from panah.engines.matching.facts import is_year_only
from panah.engines.matching.parts import Form, Part
from panah.engines.matching.prepared import Prepared, prepare
from panah.engines.matching.weighing import ReasonCode, reason
from panah.engines.names import Role, kin_of

KEYS_VERSION = 3
"""Changes when an identity may get other keys than before; stored beside the blind keys."""

NAME_BUCKETS = 256
"""Into how many buckets names without a date are put: 20 people share one from 5,120 people on."""

RARE_FROM = 10
"""From this class on one name and a birth year are few enough people to look at them all."""

TELLING_FROM = 7
"""From this class on one name and a whole date are few enough; below it, names are put together."""

# Sounds that tables and clerks confuse are one: the more freely, the shorter the beginning is.
_COARSE = str.maketrans("hzqdbf", "ksktpv")
_COARSER = str.maketrans("hzqdbft", "kskkpvk")
_COARSEST = str.maketrans("hzqdbfts", "kkkkpvkk")


Name = tuple[str, int]
"""What a part of a name sounds like, and how rare it is in its commonest role."""


class KeyKind(IntEnum):
    """Which facts a key puts together."""

    NAME_AND_BIRTH_DATE = 1
    NAMES_AND_BIRTH_YEAR = 2
    NAMES_AND_BIRTH_MONTH = 3
    NAMES_OF_THE_DATED = 4
    NAMES_OF_THE_UNDATED = 5
    DOCUMENT_AND_BIRTH_YEAR = 6
    DOCUMENT_AND_NAME = 7
    PHONE_AND_NAME = 8
    NAMES_AND_YEAR_ALONE = 9
    NAMES_AND_BIRTH_DATE = 10


SIDES: dict[KeyKind, KeyKind] = {
    KeyKind.NAMES_OF_THE_DATED: KeyKind.NAMES_OF_THE_UNDATED,
    KeyKind.NAMES_AND_BIRTH_YEAR: KeyKind.NAMES_AND_YEAR_ALONE,
}
"""Who knows the date of birth stands under the first, who does not under the second.

Whoever knows it asks the second only, whoever does not asks both. Both hold the same text, and are
hashed alike: who stands under the one has the other at hand.
"""

_SHARED = {
    KeyKind.NAME_AND_BIRTH_DATE: ReasonCode.SHARED_NAME_AND_BIRTH_DATE,
    KeyKind.NAMES_AND_BIRTH_YEAR: ReasonCode.SHARED_NAMES_AND_BIRTH_YEAR,
    KeyKind.NAMES_AND_YEAR_ALONE: ReasonCode.SHARED_NAMES_AND_BIRTH_YEAR,
    KeyKind.NAMES_AND_BIRTH_DATE: ReasonCode.SHARED_NAMES_AND_BIRTH_YEAR,
    KeyKind.NAMES_AND_BIRTH_MONTH: ReasonCode.SHARED_NAMES_AND_BIRTH_MONTH,
    KeyKind.NAMES_OF_THE_DATED: ReasonCode.SHARED_NAMES,
    KeyKind.NAMES_OF_THE_UNDATED: ReasonCode.SHARED_NAMES,
    KeyKind.DOCUMENT_AND_BIRTH_YEAR: ReasonCode.SHARED_DOCUMENT,
    KeyKind.DOCUMENT_AND_NAME: ReasonCode.SHARED_DOCUMENT,
    KeyKind.PHONE_AND_NAME: ReasonCode.SHARED_PHONE,
}
KEY_EVIDENCE: dict[KeyKind, tuple[ReasonCode, float]] = {
    kind: (code, reason(code).bits) for kind, code in _SHARED.items()
}
"""What a shared key of each kind stands for, where an identity is withheld and not compared."""


@dataclass(frozen=True, slots=True, repr=False)
class BlockingKey:
    """Two facts about a person, together. The keeper hashes it under its key; it goes nowhere else.

    `stored` and `asked` say on which side of a look-up it is needed: see `SIDES`; the dates next to
    a birth date are asked and not stored.
    """

    kind: KeyKind
    text: str
    stored: bool = True
    asked: bool = True


def blocking_keys(identity: Identity) -> tuple[BlockingKey, ...]:
    """The keys of one person, about seven to store and twice as many to ask; none twice."""
    return keys_of(prepare(identity))


def stored_keys(identity: Identity) -> tuple[BlockingKey, ...]:
    """Those of them that are stored: all that is needed of whoever is not looked for."""
    return tuple([key for key in keys_of(prepare(identity), near=False) if key.stored])


def keys_of(person: Prepared, *, near: bool = True) -> tuple[BlockingKey, ...]:
    """The same, of a person who is ready to compare.

    Args:
        near: with the dates next to a birth date, which are asked alone.
    """
    found: dict[tuple[KeyKind, str], BlockingKey] = {}
    for form in person.forms or ((),):
        for key in _keys(person, form, near=near):
            place = (key.kind, key.text)
            if place not in found or key.stored > found[place].stored:
                found[place] = key
    return tuple(found.values())


def _keys(person: Prepared, form: Form, *, near: bool) -> Iterator[BlockingKey]:
    parts = _names(form)
    names = [(_kin(part), min(part.bits)) for part in parts]
    coarse = [kin.translate(_COARSE) for kin, _ in names]
    yield from _undated(person, names)
    yield from _numbered(person, parts)
    born = person.birth_date
    if born is None:
        return
    yield from _by_year(born, names, coarse)
    if born.is_complete:
        day = date(born.year, born.month, born.day)
        yield from _by_date(day, _near(day) if near else (), names)
    if born.month and (born.month, born.day) != (1, 1):
        for text in _pairs(coarse, 6):
            yield BlockingKey(KeyKind.NAMES_AND_BIRTH_MONTH, f"{text}|{born.month}")


def _names(form: Form) -> list[Part]:
    """At most three parts, without patronymics and initials unless there is nothing else."""
    whole = [part for part in form if part.role is not Role.PATRONYMIC and not part.is_initial]
    return list({part.kin: part for part in reversed(whole or form)}.values())[-3:]


def _kin(name: Part) -> str:
    # A surname may be written where nothing tells that it is one.
    return kin_of(name.kin) if name.role is Role.SURNAME else name.kin


def _pairs(names: list[str], letters: int) -> list[str]:
    """Beginnings of every two of the names, in whatever order the two were written."""
    short = sorted([name[:letters] for name in names])
    if len(short) == 2:
        return [f"{short[0]}+{short[1]}"]
    return list(dict.fromkeys("+".join(pair) for pair in combinations(short, 2))) or short


def _by_year(born: PartialDate, names: list[Name], coarse: list[str]) -> Iterator[BlockingKey]:
    rare = [text for text, (_, bits) in zip(coarse, names, strict=True) if bits >= RARE_FROM]
    known = not is_year_only(born)
    for text in (*_pairs(coarse, 3), *rare):
        yield from _sides(KeyKind.NAMES_AND_BIRTH_YEAR, f"{text}|{born.year}", known=known)


def _by_date(born: date, near: Iterable[date], names: list[Name]) -> Iterator[BlockingKey]:
    alone = [kin for kin, bits in names if bits >= TELLING_FROM or len(names) == 1]
    coarse = [kin.translate(_COARSER) for kin, _ in names]
    together = _pairs(coarse, 2) if len(names) > 1 else []
    for day in (born, *near):
        when, same = _either_order(day), day == born
        for text in alone:
            yield BlockingKey(KeyKind.NAME_AND_BIRTH_DATE, f"{text}|{when}", stored=same)
        for text in together:
            yield BlockingKey(KeyKind.NAMES_AND_BIRTH_DATE, f"{text}|{when}", stored=same)
    if len(names) > 1 and (born.month, born.day) != (1, 1):
        for text in _pairs(coarse, 1):
            yield BlockingKey(KeyKind.NAMES_AND_BIRTH_DATE, f"{text}|{_either_order(born)}")


def _near(born: date) -> Iterator[date]:
    """The day before and after, and the same day a year before and after."""
    for step in (-1, 1):
        try:
            yield born + timedelta(days=step)
            yield born.replace(year=born.year + step)
        except (ValueError, OverflowError):
            continue


def _either_order(day: date) -> str:
    """The same text when day and month are exchanged."""
    low, high = sorted((day.day, day.month))
    return f"{day.year}-{low}-{high}"


def _undated(person: Prepared, names: list[Name]) -> Iterator[BlockingKey]:
    known = person.birth_date is not None
    for pair in _pairs([kin.translate(_COARSEST) for kin, _ in names], 3):
        bucket = str(crc32(pair.encode()) % NAME_BUCKETS)
        yield from _sides(KeyKind.NAMES_OF_THE_DATED, bucket, known=known)


def _sides(kind: KeyKind, text: str, *, known: bool) -> Iterator[BlockingKey]:
    yield BlockingKey(kind, text, stored=known, asked=not known)
    yield BlockingKey(SIDES[kind], text, stored=not known)


def _numbered(person: Prepared, names: list[Part]) -> Iterator[BlockingKey]:
    starts = [name.kin[:1] for name in names[:2]]
    for number in filter(None, (person.document_number, person.iin)):
        if person.birth_date:
            text = f"{number}|{person.birth_date.year}"
            yield BlockingKey(KeyKind.DOCUMENT_AND_BIRTH_YEAR, text)
        for start in starts:
            yield BlockingKey(KeyKind.DOCUMENT_AND_NAME, f"{number}|{start}")
    if person.phone:
        for start in starts:
            yield BlockingKey(KeyKind.PHONE_AND_NAME, f"{person.phone}|{start}")
