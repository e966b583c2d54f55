"""What the machine-readable zone in a row fills, and where a column contradicts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from panah.cli.lists.files import Row
from panah.cli.lists.values import Reader
from panah.engines.documents import Zone, ZoneIdentity, identity_fields, read_zone, split_lines
from panah.engines.identity import Document, DocumentKind, Identity, WrittenName

NAME_COLUMNS = {
    "family": "family_name",
    "given": "given_names",
    "patronymic": "patronymic",
    "family_latin": "family_name_latin",
    "given_latin": "given_names_latin",
}


def fill_from_zone(identity: Identity, clean: Row, reader: Reader) -> Identity:
    """Fill what a row left empty from its zone; where both speak, the column wins.

    A wrong check digit fills nothing; each such field and each contradiction gets a remark.
    """
    if not clean["mrz"]:
        return identity
    zone = read_zone(split_lines(clean["mrz"]), today=reader.today)
    if zone.format is None:
        reader.remark("mrz", _("not a machine-readable zone, not used"))
        return identity
    _remark_wrong_digits(zone, reader)
    said = identity_fields(zone)
    for column, stated, read in _both(identity, said):
        if stated and read and not _agree(stated, read):
            reader.remark(column, _("the zone says otherwise, the column is kept"))
    return replace(
        identity,
        name=_name(identity.name, said.name),
        sex=identity.sex or said.sex,
        birth_date=identity.birth_date or said.birth_date,
        nationality=identity.nationality or said.nationality,
        document=_document(identity.document, said.document, clean),
        iin=identity.iin or said.iin,
    )


def _remark_wrong_digits(zone: Zone, reader: Reader) -> None:
    for check in zone.checks:
        if not check.ok:
            rule = _("the check digit of %(field)s is wrong, not used") % {"field": check.field}
            reader.remark("mrz", rule)


def _both(identity: Identity, said: ZoneIdentity) -> Iterator[tuple[str, str, str]]:
    for part, column in NAME_COLUMNS.items():
        yield column, getattr(identity.name, part), getattr(said.name, part)
    yield "sex", identity.sex.value, said.sex.value
    yield "birth_date", str(identity.birth_date or ""), str(said.birth_date or "")
    yield "nationality", identity.nationality, said.nationality
    yield "document_number", identity.document.number, said.document.number
    if identity.document.kind not in (DocumentKind.NONE, DocumentKind.OTHER):
        yield "document_kind", identity.document.kind.value, _stated(said.document.kind)
    yield "iin", identity.iin, said.iin


def _stated(kind: DocumentKind) -> str:
    return "" if kind is DocumentKind.NONE else kind.value


def _agree(stated: str, read: str) -> bool:
    return _plain(stated) == _plain(read)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _name(name: WrittenName, said: WrittenName) -> WrittenName:
    parts = {part: getattr(name, part) or getattr(said, part) for part in NAME_COLUMNS}
    return replace(name, **parts)


def _document(stated: Document, read: Document, clean: Row) -> Document:
    kind = stated.kind if clean["document_kind"] else read.kind
    if kind is DocumentKind.NONE and not clean["document_kind"]:
        kind = stated.kind
    return Document(
        kind=kind,
        number=stated.number or read.number,
        issuer=read.issuer,
        expires_on=read.expires_on,
    )
