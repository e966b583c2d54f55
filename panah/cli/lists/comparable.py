"""Lists made ready for comparing: recognised, rewritten where needed, values understood."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from panah.cli.lists.files import REST, ListFile, Row, UnusableList, recognise
from panah.cli.lists.values import Reader, Refused
from panah.cli.lists.zones import NAME_COLUMNS, fill_from_zone
from panah.engines.identity import Document, DocumentKind, Identity, PartialDate, Sex, WrittenName
from panah.engines.linkage import COLUMNS, Source, UnusableRows, parquet_columns, parquet_rows

__all__ = ["Understanding", "UnusableList", "comparable"]

_WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FULL_NUMBER = re.compile(r"\+[1-9]\d{9,13}")


def comparable(path: Path, folder: Path) -> Source:
    """A list as `panah register` takes it, or Parquet, as a source for `engines.linkage`.

    Args:
        folder: where a copy in UTF-8 goes, when the list is something else or has zones to read.

    Raises:
        UnusableList: it cannot be recognised as a list.
    """
    if path.suffix.lower() == ".parquet":
        if not path.is_file():
            raise UnusableList(_("The file cannot be read: %(reason)s.") % {"reason": path.name})
        if "mrz" not in [name.strip().lower() for name in parquet_columns(path)]:
            return Source(path)
        return _copied(map(_with_zone, parquet_rows(path)), folder, frozenset(COLUMNS))
    listed = recognise(path)
    is_plain = listed.encoding.startswith("utf-8") and listed.delimiter
    if is_plain and "mrz" not in listed.columns:
        return Source(path, listed.delimiter, listed.columns)
    return _copied(_rows(listed), folder, _columns_of(listed))


def _copied(rows: Iterable[Row], folder: Path, there: frozenset[str]) -> Source:
    copy = folder / f"{len(list(folder.iterdir()))}.csv"
    with copy.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return Source(copy, ",", tuple(name if name in there else "" for name in COLUMNS))


def _columns_of(listed: ListFile) -> frozenset[str]:
    if not listed.delimiter or "mrz" in listed.columns:
        return frozenset(COLUMNS)
    return frozenset(listed.columns)


def _rows(listed: ListFile) -> Iterator[Row]:
    try:
        for number, row in enumerate(listed.rows(), 1):
            if row.get(REST):
                raise UnusableRows("a row has more or fewer fields than the first line", row=number)
            yield _with_zone(row)
    except UnicodeError:
        message = _("The file is not in UTF-8 or UTF-16. In a spreadsheet: Save as, CSV UTF-8.")
        raise UnusableList(message) from None


def _with_zone(row: Row) -> Row:
    """The row with what its machine-readable zone adds, where both speak the column wins."""
    if not row.get("mrz"):
        return row
    reader = Reader(date.max)
    document = Document(DocumentKind.NONE, row.get("document_number", ""))
    stated = Identity(WrittenName(), document=document)
    zone = {**dict.fromkeys(COLUMNS, ""), **row}
    read = fill_from_zone(stated, zone, reader)
    found = {column: getattr(read.name, part) for part, column in NAME_COLUMNS.items()}
    found |= {
        "sex": read.sex.value,
        "birth_date": str(read.birth_date or ""),
        "nationality": read.nationality,
        "document_kind": "" if read.document.kind is DocumentKind.NONE else read.document.kind,
        "document_number": read.document.number,
        "iin": read.iin,
    }
    return {**row, **{column: row.get(column) or value for column, value in found.items()}}


class Understanding:
    """What the values of a list mean, column by column; each distinct text is looked at once."""

    def __init__(self) -> None:
        self.remarks: Counter[str] = Counter()

    def of_column(self, column: str, texts: list[str]) -> list[str]:
        """The text that stands for each of these.

        Raises:
            UnusableRows: a value that the column cannot have; `row` is its place among the texts.
        """
        reader = Reader(date.max)
        read = _readers(reader).get(column)
        if not read and "\n".join(texts).split() == texts:  # nothing to clean in single words
            return texts
        found = []
        for place, text in enumerate(texts):
            clean = " ".join(text.split())
            try:
                found.append(read(clean) if read else clean)
            except Refused as refused:
                rule = str(refused).removeprefix(f"{column}: ")
                raise UnusableRows(rule, row=place, column=column) from None
        self.remarks.update(reader.remarks)
        return found


def _readers(reader: Reader) -> dict[str, Callable[[str], str]]:
    return {
        "sex": lambda text: reader.choice("sex", text.upper(), Sex).value,
        "birth_date": _birth_date,
        "nationality": lambda text: reader.nationality("nationality", text.upper()),
        "origin_region": lambda text: reader.region("origin_region", text.upper()),
        "document_kind": lambda text: (
            reader.document_kind("document_kind", text, has_number=False).value
        ),
        "iin": lambda text: reader.iin("iin", text),
        "phone": lambda text: text if _FULL_NUMBER.fullmatch(text) else reader.phone("phone", text),
    }


def _birth_date(text: str) -> str:
    """A date of any century: lists are older than registers."""
    try:
        if _WHOLE_DATE.fullmatch(text):
            return str(date.fromisoformat(text))
        return str(PartialDate.parse(text[:10] if text.endswith(" 00:00:00") else text))
    except ValueError:
        rule = _("no such date; write YYYY-MM-DD, YYYY-MM or YYYY")
        raise Refused(f"birth_date: {rule}") from None
