"""Lists of pairs of names: CSV by comma, semicolon or tab, or JSON lines; plain or gzip."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.utils.translation import gettext as _

from panah.cli.lists.files import DELIMITERS, LONGEST_FIELD, UnusableList

NEEDED = ("name_a", "name_b")
_GZIP = b"\x1f\x8b"

Pair = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PairList:
    """A file that can be read to its end and has two names in every row."""

    path: Path
    columns: tuple[str, ...]
    row_count: int

    def rows(self) -> Iterator[Pair]:
        """Every row as it was written, in order; JSON values keep their types."""
        for _number, row in _rows(self.path):
            yield row


def open_pairs(path: Path) -> PairList:
    """Read a list of pairs through once.

    Raises:
        UnusableList: not there, empty, not text, a row that cannot be read, or without its names.
    """
    columns: dict[str, None] = {}
    count = 0
    try:
        for number, row in _rows(path):
            count += 1
            columns |= dict.fromkeys(row)
            _check(row, number)
    except UnicodeError:
        message = _("The file is not in UTF-8 or UTF-16. In a spreadsheet: Save as, CSV UTF-8.")
        raise UnusableList(message) from None
    except (OSError, EOFError, zlib.error) as error:
        message = _("The file cannot be read: %(reason)s.")
        reason = getattr(error, "strerror", None) or str(error)
        raise UnusableList(message % {"reason": reason}) from None
    if not count:
        raise UnusableList(_("The file is empty."))
    return PairList(path, tuple(columns), count)


def _check(row: Pair, number: int) -> None:
    for column in NEEDED:
        if column not in row:
            message = _("Row %(line)s has no %(column)s. Each row needs name_a and name_b.")
            raise UnusableList(message % {"line": number, "column": column})
        if isinstance(row[column], dict | list):
            message = _("Row %(line)s: %(column)s is not a text.")
            raise UnusableList(message % {"line": number, "column": column})


def _rows(path: Path) -> Iterator[tuple[int, Pair]]:
    """The rows with the number of the line on which each ends."""
    with _opened(path) as text:
        first = text.readline(LONGEST_FIELD)
    with _opened(path) as text:
        yield from _json_rows(text) if first.lstrip().startswith("{") else _csv_rows(text, first)


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as source:
        is_gzip = source.read(2) == _GZIP
    binary = cast(IO[bytes], gzip.GzipFile(path) if is_gzip else path.open("rb"))
    head = binary.read(3)
    binary.seek(0)
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return io.TextIOWrapper(binary, encoding="utf-16" if utf16 else "utf-8-sig", newline="")


def _csv_rows(text: IO[str], first: str) -> Iterator[tuple[int, Pair]]:
    csv.field_size_limit(LONGEST_FIELD)
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        columns = next(reader, [])
        for values in filter(None, reader):
            if len(values) > len(columns):
                message = _("Row %(line)s has more fields than columns.")
                raise UnusableList(message % {"line": reader.line_num})
            lacking = [""] * (len(columns) - len(values))
            yield reader.line_num, dict(zip(map(str.strip, columns), values + lacking, strict=True))
    except csv.Error as error:
        message = _("Row %(line)s cannot be read (%(reason)s). Check the quotation marks in it.")
        raise UnusableList(message % {"line": reader.line_num, "reason": error}) from None


def _json_rows(text: IO[str]) -> Iterator[tuple[int, Pair]]:
    number = 0
    while line := text.readline(LONGEST_FIELD):
        number += 1
        if line.strip():
            yield number, _json_row(line, number)


def _json_row(line: str, number: int) -> Pair:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        message = _("Row %(line)s is not a JSON object. Write one object on each line.")
        raise UnusableList(message % {"line": number})
    return found
