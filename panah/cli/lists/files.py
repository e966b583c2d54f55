"""Lists as they are sent: CSV by comma, semicolon or tab, or JSON lines; UTF-8 or UTF-16.

A list is read twice: once to see that the whole of it can be read, so that nothing is written of
a list that breaks off in the middle, and once row by row.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

DELIMITERS = (",", ";", "\t")
SAMPLE_BYTES = 65536
LONGEST_FIELD = 1_000_000
REST = "\0rest"

Row = dict[str, str]


class UnusableList(Exception):
    """The file cannot be read as a list; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that was recognised as a list and can be read to its end."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    row_count: int

    def rows(self) -> Iterator[Row]:
        """Every row, in order. Fields beyond the columns stand under `REST`."""
        with _opened(self.path, self.encoding) as text:
            yield from _rows(text, self.delimiter)


def open_list(path: Path) -> ListFile:
    """Recognise a list and read it through once.

    Raises:
        UnusableList: not there, empty, not text, or it breaks off.
    """
    sample = _sample(path)
    encoding = _encoding_of(sample)
    with _opened(path, encoding) as text:
        try:
            delimiter = _delimiter_of(text.readline(LONGEST_FIELD))
        except UnicodeError:
            raise _not_text() from None
    columns, count = _read_through(path, encoding, delimiter)
    return ListFile(path, encoding, delimiter, columns, count)


def recognise(path: Path) -> ListFile:
    """Recognise a list by its first line, reading no further; its rows are not counted.

    Raises:
        UnusableList: not there, empty, not text, or its first line has no end.
    """
    encoding = _encoding_of(_sample(path))
    with _opened(path, encoding) as text:
        try:
            first_line = text.readline(LONGEST_FIELD)
        except UnicodeError:
            raise _not_text() from None
    if len(first_line) == LONGEST_FIELD:
        raise UnusableList(_("The first line is too long."))
    delimiter = _delimiter_of(first_line)
    columns = tuple(_header(path, encoding, delimiter)) if delimiter else ()
    return ListFile(path, encoding, delimiter, columns, 0)


def _sample(path: Path) -> bytes:
    try:
        with path.open("rb") as source:
            sample = source.read(SAMPLE_BYTES)
    except OSError as error:
        message = _("The file cannot be read: %(reason)s.")
        raise UnusableList(message % {"reason": error.strerror}) from None
    if not sample.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise UnusableList(_("The file is empty."))
    return sample


def _encoding_of(sample: bytes) -> str:
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark, the column names give UTF-16 away: every other byte of them is 0.
    head = sample[:200]
    if head[1::2].count(0) > len(head) / 3:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) / 3:
        return "utf-16-be"
    return "utf-8"


def _opened(path: Path, encoding: str) -> IO[str]:
    return io.TextIOWrapper(path.open("rb"), encoding=encoding, errors="strict", newline="")


def _delimiter_of(first_line: str) -> str:
    if first_line.lstrip().startswith("{"):
        return ""
    counts = {delimiter: first_line.count(delimiter) for delimiter in DELIMITERS}
    return max(counts, key=lambda delimiter: counts[delimiter])


def _read_through(path: Path, encoding: str, delimiter: str) -> tuple[tuple[str, ...], int]:
    columns: dict[str, None] = {}
    count = 0
    with _opened(path, encoding) as text:
        try:
            if delimiter:
                columns = dict.fromkeys(_header(path, encoding, delimiter))
            for row in _rows(text, delimiter):
                count += 1
                columns |= dict.fromkeys(row)
        except UnicodeError:
            raise _not_text() from None
    columns.pop(REST, None)
    return tuple(columns), count


def _header(path: Path, encoding: str, delimiter: str) -> list[str]:
    with _opened(path, encoding) as text:
        columns = next(csv.reader(_lines(text), delimiter=delimiter), [])
    names = [_column(name) for name in columns]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        message = _("The column %(column)s stands twice in the first line.")
        raise UnusableList(message % {"column": twice[0]})
    return [name for name in names if name]


def _rows(text: IO[str], delimiter: str) -> Iterator[Row]:
    yield from _csv_rows(text, delimiter) if delimiter else _json_rows(text)


def _lines(text: IO[str]) -> Iterator[str]:
    """The lines of a text, of which none may fill the memory."""
    while line := text.readline(LONGEST_FIELD):
        if len(line) == LONGEST_FIELD and line[-1] not in "\r\n":
            raise csv.Error(f"line longer than {LONGEST_FIELD:,} letters")
        yield line


def _csv_rows(text: IO[str], delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    try:
        columns = [_column(name) for name in next(reader, [])]
        for values in reader:
            if values:
                yield _named(columns, values)
    except csv.Error as error:
        message = _("Row %(line)s cannot be read (%(reason)s). Check the quotation marks in it.")
        raise UnusableList(message % {"line": reader.line_num, "reason": error}) from None


def _named(columns: list[str], values: list[str]) -> Row:
    row = {name: value for name, value in zip(columns, values, strict=False) if name}
    if any(values[len(columns) :]):
        row[REST] = "yes"
    return row


def _json_rows(text: IO[str]) -> Iterator[Row]:
    number = 0
    while line := text.readline(LONGEST_FIELD):
        number += 1
        if line.strip():
            yield _json_row(line, number)


def _json_row(line: str, number: int) -> Row:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        message = _("Row %(line)s is not a JSON object. Write one object on each line.")
        raise UnusableList(message % {"line": number})
    return {_column(name): _as_text(value) for name, value in found.items()}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(_as_text(each) for each in value)
    return "" if value is None else str(value)


def _column(name: str) -> str:
    return name.strip().lower()


def _not_text() -> UnusableList:
    return UnusableList(
        _("The file is not in UTF-8 or UTF-16. In a spreadsheet: Save as, CSV UTF-8.")
    )
