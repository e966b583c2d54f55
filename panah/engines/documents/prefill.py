"""What a zone may fill into a form or an import row. A wrong check digit fills nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pycountry

from panah.engines.documents.iin import ImpossibleIin, check_iin
from panah.engines.documents.layouts import Format
from panah.engines.documents.letters import read_table
from panah.engines.documents.zone import Fields, Zone
from panah.engines.identity import Document, DocumentKind, PartialDate, Sex, WrittenName

_IIN_DIGITS = 12
# The fields whose check digits cover a value.
_COVERED_BY: Mapping[Format, Mapping[str, tuple[str, ...]]] = {
    Format.TD1: {"iin": ("composite",)},
    Format.TD2: {"iin": ("composite",)},
    Format.TD3: {"iin": ("personal_number",)},
    Format.RUS_PN: {"document_number": ("optional_data", "series_end")},
}


@dataclass(frozen=True, slots=True, repr=False)
class ZoneIdentity:
    """Values for prefilling; empty where the zone is silent or not to be relied on.

    The name has no check digit: a person always confirms it.
    """

    name: WrittenName = field(default_factory=WrittenName)
    sex: Sex = Sex.UNKNOWN
    birth_date: PartialDate | None = None
    nationality: str = ""
    document: Document = field(default_factory=Document)
    iin: str = ""


def identity_fields(zone: Zone) -> ZoneIdentity:
    """Give what a zone says about a person in the words of `identity`.

    Country codes are ISO 3166-1 alpha-3 or ICAO's XXA, XXB, XXC, XXX; a nationality that is
    neither fills nothing. The IIN is read from Kazakhstan's documents only.
    """
    if zone.format is None:
        return ZoneIdentity()
    fields = zone.fields
    return ZoneIdentity(
        name=_name(zone),
        sex=fields.sex if _relied_on(zone, "sex") else Sex.UNKNOWN,
        birth_date=fields.birth_date if _relied_on(zone, "birth_date") else None,
        nationality=_nationality(fields) if _relied_on(zone, "nationality") else "",
        document=_document(zone),
        iin=_iin(zone),
    )


def country(code: str) -> str:
    """Translate a zone's country code to ISO 3166-1 alpha-3 where the two differ."""
    iso: str = read_table("countries")["iso"].get(code, code)
    return iso


def _relied_on(zone: Zone, field: str) -> bool:
    assert zone.format is not None
    covering = _COVERED_BY[zone.format].get(field, ())
    return zone.wrong_fields.isdisjoint({field, *covering})


def _name(zone: Zone) -> WrittenName:
    if not _relied_on(zone, "name"):
        return WrittenName()
    fields = zone.fields
    if zone.format is Format.RUS_PN:
        return WrittenName(fields.surname, fields.given_names, fields.patronymic)
    return WrittenName(family_latin=fields.surname, given_latin=fields.given_names)


def _nationality(fields: Fields) -> str:
    code = country(fields.nationality)
    return code if code in _nationalities() else ""


@cache
def _nationalities() -> frozenset[str]:
    iso = {each.alpha_3 for each in pycountry.countries}
    return frozenset(iso | set(read_table("countries")["nationalities"]))


def _document(zone: Zone) -> Document:
    fields = zone.fields
    expiry = fields.expiry_date if _relied_on(zone, "expiry_date") else None
    return Document(
        kind=_kind(zone) if _relied_on(zone, "document_code") else DocumentKind.NONE,
        number=fields.document_number if _relied_on(zone, "document_number") else "",
        issuer=country(fields.issuer) if _relied_on(zone, "issuer") else "",
        expires_on=_day(expiry),
    )


def _day(known: PartialDate | None) -> date | None:
    return date(known.year, known.month, known.day) if known and known.is_complete else None


def _kind(zone: Zone) -> DocumentKind:
    if zone.format is Format.RUS_PN:
        return DocumentKind.INTERNAL_PASSPORT
    table = read_table("document_kinds")
    code = zone.fields.document_code
    kind = table["kinds"].get(code) or table["kinds"][code[:1]]
    if kind == DocumentKind.PASSPORT and _relied_on(zone, "nationality"):
        kind = table["passports_of"].get(zone.fields.nationality, kind)
    return DocumentKind(kind)


def _iin(zone: Zone) -> str:
    if zone.fields.issuer != "KAZ" or not _relied_on(zone, "iin"):
        return ""
    written = zone.fields.personal_number or zone.fields.optional_data
    try:
        return check_iin(written[:_IIN_DIGITS]).number
    except ImpossibleIin:
        return ""
