"""Blocking keys: two records are compared when they share one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from zlib import crc32

from panah.engines.identity import Identity
from panah.engines.matching.parts import Form, Part
from panah.engines.matching.prepared import Prepared, prepare
from panah.engines.matching.weighing import ReasonCode, reason
from panah.engines.names import Role

KEYS_VERSION = 1
"""Changes when an identity may get other keys than before; stored beside the blind keys."""

NAME_BUCKETS = 1024
"""Into how many buckets names without a date are put: 20 people share one from 20,480 people on."""

RARE_FROM = 11
"""From this class on one name and a birth year are few enough people to look at them all."""

_COARSE = str.maketrans("hzqdbf", "ksstpv")


class KeyKind(IntEnum):
    """Which facts a key puts together."""

    NAME_AND_BIRTH_DATE = 1
    NAMES_AND_BIRTH_YEAR = 2
    NAMES_AND_BIRTHDAY = 3
    NAMES_OF_THE_DATED = 4
    NAMES_OF_THE_UNDATED = 5
    DOCUMENT_AND_BIRTH_YEAR = 6
    DOCUMENT_AND_NAME = 7
    PHONE_AND_NAME = 8


_SHARED = {
    KeyKind.NAME_AND_BIRTH_DATE: ReasonCode.SHARED_NAME_AND_BIRTH_DATE,
    KeyKind.NAMES_AND_BIRTH_YEAR: ReasonCode.SHARED_NAMES_AND_BIRTH_YEAR,
    KeyKind.NAMES_AND_BIRTHDAY: ReasonCode.SHARED_NAMES_AND_BIRTHDAY,
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

    `stored` and `asked` say on which side of a look-up it is needed: a person without a birth
    date looks among everyone's names, while others look among the names of the undated only.
    A register that stores and asks every key finds the same pairs and some more.
    """

    kind: KeyKind
    text: str
    stored: bool = True
    asked: bool = True


def blocking_keys(identity: Identity) -> tuple[BlockingKey, ...]:
    """The keys of one person, about ten; none twice."""
    return keys_of(prepare(identity))


def keys_of(person: Prepared) -> tuple[BlockingKey, ...]:
    """The same, of a person who is ready to compare."""
    found: dict[tuple[KeyKind, str], BlockingKey] = {}
    for form in person.forms or ((),):
        for key in _keys(person, form):
            found.setdefault((key.kind, key.text), key)
    return tuple(found.values())


def _keys(person: Prepared, form: Form) -> Iterator[BlockingKey]:
    names = _names(form)
    yield from _dated(person, names)
    yield from _undated(person, names)
    yield from _numbered(person, names)


def _names(form: Form) -> list[Part]:
    """At most three parts, without patronymics and initials unless there is nothing else."""
    whole = [part for part in form if part.role is not Role.PATRONYMIC and not part.is_initial]
    return list({part.kin: part for part in reversed(whole or form)}.values())[-3:]


def _coarse(name: Part) -> str:
    return name.kin.translate(_COARSE)


def _pairs(names: list[Part], letters: int) -> list[str]:
    """Every two of the names in alphabetical order, so that order of writing does not matter."""
    short = sorted(_coarse(name)[:letters] for name in names)
    return list(dict.fromkeys("+".join(pair) for pair in combinations(short, 2))) or short


def _dated(person: Prepared, names: list[Part]) -> Iterator[BlockingKey]:
    born = person.birth_date
    if born is None:
        return
    rare = [_coarse(name) for name in names if min(name.bits) >= RARE_FROM]
    for text in (*_pairs(names, 3), *rare):
        yield BlockingKey(KeyKind.NAMES_AND_BIRTH_YEAR, f"{text}|{born.year}")
    if not born.is_complete:
        return
    low, high = sorted((born.day, born.month))  # the same when day and month are exchanged
    for name in names:
        yield BlockingKey(KeyKind.NAME_AND_BIRTH_DATE, f"{name.kin}|{born.year}-{low}-{high}")
    for text in (*_pairs(names, 6), *rare):
        yield BlockingKey(KeyKind.NAMES_AND_BIRTHDAY, f"{text}|{low}-{high}")


def _undated(person: Prepared, names: list[Part]) -> Iterator[BlockingKey]:
    dated = person.birth_date is not None
    for pair in _pairs(names, 3):
        bucket = str(crc32(pair.encode()) % NAME_BUCKETS)
        yield BlockingKey(KeyKind.NAMES_OF_THE_DATED, bucket, stored=dated, asked=not dated)
        yield BlockingKey(KeyKind.NAMES_OF_THE_UNDATED, bucket, stored=not dated)


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
