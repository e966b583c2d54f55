"""Blocking keys: two records are compared when they share one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from zlib import crc32

from panah.engines.identity import Identity
from panah.engines.matching.prepared import Prepared, prepare
from panah.engines.matching.weighing import ReasonCode
from panah.engines.names import Role, Token, kin_of

KEYS_VERSION = 1
"""Changes when an identity may get other keys than before; stored beside the blind keys."""

NAME_BUCKETS = 1024
"""Into how many buckets names without a date are put: 20 people share one from 20,480 people on."""


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


KEY_EVIDENCE: dict[KeyKind, tuple[ReasonCode, float]] = {
    KeyKind.NAME_AND_BIRTH_DATE: (ReasonCode.BIRTH_DATE_EQUAL, 20.0),
    KeyKind.NAMES_AND_BIRTH_YEAR: (ReasonCode.BIRTH_DATE_YEAR_ONLY, 16.0),
    KeyKind.NAMES_AND_BIRTHDAY: (ReasonCode.BIRTH_DATE_ONE_DIGIT, 20.0),
    KeyKind.NAMES_OF_THE_DATED: (ReasonCode.BIRTH_DATE_UNKNOWN, 8.0),
    KeyKind.NAMES_OF_THE_UNDATED: (ReasonCode.BIRTH_DATE_UNKNOWN, 8.0),
    KeyKind.DOCUMENT_AND_BIRTH_YEAR: (ReasonCode.DOCUMENT_EQUAL, 22.0),
    KeyKind.DOCUMENT_AND_NAME: (ReasonCode.DOCUMENT_EQUAL, 22.0),
    KeyKind.PHONE_AND_NAME: (ReasonCode.PHONE_EQUAL, 13.0),
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
    """The keys of one person, about eight; none twice."""
    person = prepare(identity)
    found: dict[tuple[KeyKind, str], BlockingKey] = {}
    for form in person.name.forms or ((),):
        for key in _keys(person, form):
            found.setdefault((key.kind, key.text), key)
    return tuple(found.values())


def _keys(person: Prepared, form: tuple[Token, ...]) -> Iterator[BlockingKey]:
    names = _names(form)
    yield from _dated(person, names)
    yield from _undated(person, names)
    yield from _numbered(person, names)


def _names(form: tuple[Token, ...]) -> list[str]:
    """Skeletons of at most three parts, without patronymics and initials."""
    whole = [token for token in form if token.role is not Role.PATRONYMIC and not token.initial]
    return list(dict.fromkeys(_sound(token) for token in whole or form))[:3]


def _sound(token: Token) -> str:
    return token.skeleton if token.role is Role.SURNAME else kin_of(token.skeleton)


def _pairs(names: list[str], letters: int) -> list[str]:
    """Every two of the names in alphabetical order, so that order of writing does not matter."""
    short = sorted(name[:letters] for name in names)
    return list(dict.fromkeys("+".join(pair) for pair in combinations(short, 2))) or short


def _dated(person: Prepared, names: list[str]) -> Iterator[BlockingKey]:
    born = person.birth_date
    if born is None:
        return
    for pair in _pairs(names, 3):
        yield BlockingKey(KeyKind.NAMES_AND_BIRTH_YEAR, f"{pair}|{born.year}")
    if not born.is_complete:
        return
    low, high = sorted((born.day, born.month))  # the same when day and month are exchanged
    for name in names:
        yield BlockingKey(KeyKind.NAME_AND_BIRTH_DATE, f"{name}|{born.year}-{low}-{high}")
    for pair in _pairs(names, 6):
        yield BlockingKey(KeyKind.NAMES_AND_BIRTHDAY, f"{pair}|{low}-{high}")


def _undated(person: Prepared, names: list[str]) -> Iterator[BlockingKey]:
    dated = person.birth_date is not None
    for pair in _pairs(names, 3):
        bucket = str(crc32(pair.encode()) % NAME_BUCKETS)
        yield BlockingKey(KeyKind.NAMES_OF_THE_DATED, bucket, stored=dated, asked=not dated)
        yield BlockingKey(KeyKind.NAMES_OF_THE_UNDATED, bucket, stored=not dated)


def _numbered(person: Prepared, names: list[str]) -> Iterator[BlockingKey]:
    for number in filter(None, (person.document_number, person.iin)):
        if person.birth_date:
            text = f"{number}|{person.birth_date.year}"
            yield BlockingKey(KeyKind.DOCUMENT_AND_BIRTH_YEAR, text)
        for name in names[:2]:
            yield BlockingKey(KeyKind.DOCUMENT_AND_NAME, f"{number}|{name[:1]}")
    if person.phone:
        for name in names[:2]:
            yield BlockingKey(KeyKind.PHONE_AND_NAME, f"{person.phone}|{name[:1]}")
