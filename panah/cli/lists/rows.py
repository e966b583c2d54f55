"""What one row of a list says about a person, and what is wrong with it.

A message names the column and the rule, never the value: values may be names.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from panah.cli.lists.files import REST, Row
from panah.cli.lists.values import Reader, Refused
from panah.cli.lists.zones import fill_from_zone
from panah.engines.identity import (
    Document,
    Identity,
    Relation,
    Sex,
    WrittenName,
)

NAMES = {
    "family_name": "family",
    "given_names": "given",
    "patronymic": "patronymic",
    "family_name_latin": "family_latin",
    "given_names_latin": "given_latin",
    "full_name": "full",
}
COLUMNS = (
    "client_id",
    "group",
    *NAMES,
    "sex",
    "birth_date",
    "nationality",
    "origin_region",
    "document_kind",
    "document_number",
    "mrz",
    "iin",
    "phone",
    "language",
    "arrived_on",
    "relation",
    "specific_needs",
    "withhold",
)
LONGEST = 400


@dataclass(frozen=True, slots=True, repr=False)
class ReadRow:
    """One row, understood or refused.

    `faults` refuse it; `remarks` say what was left out or overruled.
    """

    client_id: str
    group: str = ""
    identity: Identity | None = None
    is_withheld: bool = False
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def message(self) -> str:
        """Everything there is to say about the row, on one line."""
        return "; ".join(self.faults or self.remarks)


def read_row(row: Row, *, today: date) -> ReadRow:
    """Understand a row.

    Args:
        row: values by column; unknown columns are not looked at.
        today: the site's day; no date may lie after it.
    """
    clean = {name: _clean(row.get(name, "")) for name in COLUMNS}
    reader = Reader(today)
    faults = _faults_of_form(row, clean)
    try:
        identity = fill_from_zone(_identity(clean, reader), clean, reader)
        is_withheld = reader.yes_or_no("withhold", clean["withhold"])
    except Refused as refused:
        faults.append(str(refused))
        return ReadRow(clean["client_id"], faults=tuple(faults))
    if identity.name.is_empty:
        faults.append(_("at least one column of the name is needed"))
    if faults:
        return ReadRow(clean["client_id"], faults=tuple(faults))
    return ReadRow(
        client_id=clean["client_id"],
        group=clean["group"],
        identity=identity,
        is_withheld=is_withheld,
        remarks=tuple(reader.remarks),
    )


def _faults_of_form(row: Row, clean: Row) -> list[str]:
    faults = []
    if not clean["client_id"]:
        faults.append(_("%(column)s: is needed") % {"column": "client_id"})
    if row.get(REST):
        faults.append(_("the row has more fields than the first line has columns"))
    too_long = [name for name, value in clean.items() if len(value) > LONGEST]
    faults += [_("%(column)s: is too long") % {"column": name} for name in too_long]
    return faults


def _identity(clean: Row, reader: Reader) -> Identity:
    number = clean["document_number"]
    kind = reader.document_kind("document_kind", clean["document_kind"], has_number=bool(number))
    return Identity(
        name=WrittenName(**{part: clean[column] for column, part in NAMES.items()}),
        sex=reader.choice("sex", clean["sex"].upper(), Sex),
        birth_date=reader.birth_date("birth_date", clean["birth_date"]),
        nationality=reader.nationality("nationality", clean["nationality"].upper()),
        origin_region=reader.region("origin_region", clean["origin_region"].upper()),
        document=Document(kind, number),
        iin=reader.iin("iin", clean["iin"]),
        phone=reader.phone("phone", clean["phone"]),
        language=reader.language("language", clean["language"].lower()),
        arrived_on=reader.day("arrived_on", clean["arrived_on"]),
        relation=reader.known("relation", clean["relation"].lower(), Relation) or Relation.UNKNOWN,
        needs=reader.needs("specific_needs", clean["specific_needs"].lower()),
    )


def _clean(value: str) -> str:
    composed = unicodedata.normalize("NFC", value)
    visible = composed if composed.isprintable() else "".join(map(_shown, composed))
    return " ".join(visible.split())


def _shown(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
