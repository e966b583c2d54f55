"""An opened record as the sheet that would have been typed, and as facts to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from panah.desk import places
from panah.desk.forms import DOCUMENTS, NEEDS, RELATIONS, SEXES, PersonForm
from panah.desk.interview import Person
from panah.desk.typed import Sheet, Typed
from panah.desk.typed_dates import written
from panah.engines.identity import DocumentKind, Identity, Relation

UNKNOWN_DATE = "?"


@dataclass(frozen=True, slots=True, repr=False)
class Reader:
    """How places are called on the page: by which profile, in which language."""

    profile: str
    language: str


def typed_again(person: Person, request_id: UUID, *, reader: Reader) -> Typed:
    """One open sheet with everything that is known of a person."""
    return Typed(request_id, "family", 0, (sheet_of(person, reader=reader),))


def sheet_of(person: Person, *, reader: Reader) -> Sheet:
    """The fields of a person's sheet, as a clerk would have typed them."""
    identity = person.identity
    fields = {name: [value] for name, value in _texts(identity, reader) if value}
    if identity.needs:
        fields["needs"] = sorted(need.value for need in identity.needs)
    if person.withheld:
        fields["withheld"] = ["on"]
    return fields


def to_bytes(person: Person) -> bytes:
    """A person for sealing into a page; `from_bytes` gives the same back."""
    plain = [person.identity.to_plain(), person.withheld]
    return json.dumps(plain, ensure_ascii=False).encode()


def from_bytes(plain: bytes) -> Person:
    """What `to_bytes` wrote."""
    identity, withheld = json.loads(plain)
    return Person(Identity.from_plain(identity), withheld)


def facts_of(person: Person, *, reader: Reader) -> list[tuple[str, str]]:
    """What is known of a person, with the label of each field, to be read aloud or compared."""
    words = _words(person)
    told = [
        (str(PersonForm.base_fields[name].label), words.get(name, value))
        for name, value in _texts(person.identity, reader)
        if value and name not in ("issuer", "expires_on")
    ]
    needs = ", ".join(str(NEEDS[need]) for need in NEEDS if need in person.identity.needs)
    return [*told, *([(str(PersonForm.base_fields["needs"].label), needs)] if needs else [])]


def _words(person: Person) -> dict[str, str]:
    """What stands for codes."""
    identity = person.identity
    return {
        "sex": str(dict(SEXES).get(identity.sex, "")),
        "document_kind": str(DOCUMENTS[identity.document.kind]),
        "relation": str(dict(RELATIONS).get(identity.relation, "")),
        "language": dict(settings.LANGUAGES).get(identity.language, identity.language),
    }


def _texts(identity: Identity, reader: Reader) -> Iterator[tuple[str, str]]:
    name, document = identity.name, identity.document
    yield "family", name.family or ("" if name.family_latin else name.full)
    for part in ("given", "patronymic", "family_latin", "given_latin"):
        yield part, getattr(name, part)
    yield "birth_date", written(identity.birth_date) if identity.birth_date else UNKNOWN_DATE
    yield "sex", identity.sex.value
    yield "nationality", _country(identity.nationality, reader)
    yield "origin_region", _region(identity.origin_region, reader)
    yield "document_kind", "" if document.kind is DocumentKind.NONE else document.kind.value
    yield "document_number", document.number
    yield "issuer", document.issuer
    yield "expires_on", document.expires_on.isoformat() if document.expires_on else ""
    yield "iin", identity.iin
    yield "phone", identity.phone
    yield "language", identity.language
    yield "arrived_on", written(identity.arrived_on) if identity.arrived_on else ""
    yield "relation", "" if identity.relation is Relation.FIRST else identity.relation.value


def _country(code: str, reader: Reader) -> str:
    name = places.country_name(code, reader.language) if code else ""
    return name if places.find_country(name) == code else code


def _region(code: str, reader: Reader) -> str:
    name = places.region_name(reader.profile, code, reader.language) if code else ""
    return name if places.find_region(reader.profile, name) == code else code
