"""One side of a comparison, made ready once so that comparing it with many costs little."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from panah.engines.identity import DocumentKind, Identity, PartialDate, Sex, WrittenName
from panah.engines.matching.parts import Form, forms_of
from panah.engines.names import CanonicalName, canonical

_NOT_IN_A_NUMBER = re.compile(r"[\W_]+")
# Letters of series and numbers that look alike and are typed in either script.
_NUMBER_TWINS = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")


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
    name = canonical(identity.name)
    return Prepared(
        name=name,
        forms=forms_of(name),
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
    name = canonical(WrittenName(**plain["name"]))
    kind, number, *_ = plain["document"]
    return Prepared(
        name=name,
        forms=forms_of(name),
        birth_date=PartialDate.parse(plain["birth_date"]) if plain["birth_date"] else None,
        sex=Sex(plain["sex"]),
        nationality=plain["nationality"],
        origin_region=plain["origin_region"],
        document_kind=DocumentKind(kind),
        document_number=bare_number(number),
        iin=bare_number(plain["iin"]),
        phone=bare_number(plain["phone"]),
    )


def bare_number(text: str) -> str:
    """A number without spaces and signs, upper case, letters of one script."""
    if not text:
        return ""
    return _NOT_IN_A_NUMBER.sub("", text).upper().translate(_NUMBER_TWINS)
