"""One side of a comparison, made ready once so that comparing it with many costs little."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from panah.engines.identity import DocumentKind, Identity, PartialDate, Sex, WrittenName
from panah.engines.matching.parts import Form, forms_of
from panah.engines.names import CanonicalName, canonical

_NOT_IN_A_NUMBER = re.compile(r"[\W_]+")
# Letters of series and numbers that look alike and are typed in either script.
_NUMBER_TWINS = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")

_UNREAD = CanonicalName(())
_SEXES = {sex.value: sex for sex in Sex}  # asking the class takes longer
_DOCUMENT_KINDS = {kind.value: kind for kind in DocumentKind}
# There are few days on which people were born; a day alone is nobody's.
_date = lru_cache(maxsize=65_536)(PartialDate.parse)


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """An identity in the form in which it is compared. Empty text means not given."""

    name: CanonicalName
    forms: tuple[Form, ...]
    birth_date: PartialDate | None
    sex: Sex
    nationality: str
    origin_region: str
    document_kind: DocumentKind
    document_number: str
    iin: str
    phone: str


def prepare(identity: Identity) -> Prepared:
    """Make ready for `compare`."""
    name, forms = _read(identity.name)
    return Prepared(
        name=name,
        forms=forms,
        birth_date=identity.birth_date,
        sex=identity.sex,
        nationality=identity.nationality,
        origin_region=identity.origin_region,
        document_kind=identity.document.kind,
        document_number=bare_number(identity.document.number),
        iin=bare_number(identity.iin),
        phone=bare_number(identity.phone),
    )


def prepare_plain(plain: dict[str, Any]) -> Prepared:
    """The same from the plain values of `Identity.to_plain`, without what is not compared."""
    return with_name(facts_of_plain(plain), plain)


def facts_of_plain(plain: dict[str, Any]) -> Prepared:
    """Everything but the name, which is read later, or not at all."""
    kind, number, *_ = plain["document"]
    return Prepared(
        name=_UNREAD,
        forms=(),
        birth_date=_date(plain["birth_date"]) if plain["birth_date"] else None,
        sex=_SEXES[plain["sex"]],
        nationality=plain["nationality"],
        origin_region=plain["origin_region"],
        document_kind=_DOCUMENT_KINDS[kind],
        document_number=bare_number(number),
        iin=bare_number(plain["iin"]),
        phone=bare_number(plain["phone"]),
    )


def with_name(facts: Prepared, plain: dict[str, Any]) -> Prepared:
    """The same person with the name read."""
    name, forms = _read(WrittenName(**plain["name"]))
    return Prepared(
        name,
        forms,
        facts.birth_date,
        facts.sex,
        facts.nationality,
        facts.origin_region,
        facts.document_kind,
        facts.document_number,
        facts.iin,
        facts.phone,
    )


def _read(written: WrittenName) -> tuple[CanonicalName, tuple[Form, ...]]:
    if written.family_latin or written.given_latin or written.full:
        return _whole(written)
    if not written.given.isalpha():  # of two words the second may be the father's name
        return _whole(written)
    read = [_whole(WrittenName(family=written.family)), _given(written.given)]
    if written.patronymic:
        read.append(_patronymic(written.patronymic))
    tokens = tuple([token for name, _ in read for form in name.forms for token in form])
    parts = tuple([part for _, forms in read for form in forms for part in form])
    return (CanonicalName((tokens,)), (parts,)) if tokens else (_UNREAD, ())


def _whole(written: WrittenName) -> tuple[CanonicalName, tuple[Form, ...]]:
    name = canonical(written)
    return name, forms_of(name)


# A few hundred given names are those of most people; one read takes a kilobyte. Without a surname
# it is nobody's.
@lru_cache(maxsize=1024)
def _given(given: str) -> tuple[CanonicalName, tuple[Form, ...]]:
    return _whole(WrittenName(given=given))


@lru_cache(maxsize=1024)
def _patronymic(patronymic: str) -> tuple[CanonicalName, tuple[Form, ...]]:
    return _whole(WrittenName(patronymic=patronymic))


def bare_number(text: str) -> str:
    """A number without spaces and signs, upper case, letters of one script."""
    if not text:
        return ""
    return _NOT_IN_A_NUMBER.sub("", text).upper().translate(_NUMBER_TWINS)
