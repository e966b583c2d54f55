"""Plain lists as numbers: which distinct text each row has in a column, worked out in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.beside import in_two
from panah.engines.linkage.hashes import U64, distinct, first_places
from panah.engines.linkage.plain import Plain

Ids = NDArray[np.int32]
Numbers = tuple[list[str], Ids]
"""Distinct texts, and the number of each row's among them, from 1 on; 0 for none."""


ID = "client_id"


@dataclass(frozen=True, slots=True)
class NamedList:
    """A plain list, and which field is which."""

    list: Plain
    fields: dict[str, int]

    def hashes(self, name: str) -> tuple[U64, U64]:
        """Two numbers for the text of each row; both are 0 where there is none."""
        if name in self.fields:
            return self.list.hashes(self.fields[name])
        return np.zeros(self.list.row_count, np.uint64), np.zeros(self.list.row_count, np.uint64)

    def written(self, name: str, wanted: NDArray[np.bool_]) -> bytes:
        """The texts of some rows that have one."""
        return self.list.written(self.fields[name], wanted) if wanted.any() else b""


def numbered(
    lists: Sequence[NamedList], names: Sequence[str], ids: Path, *, processes: int
) -> dict[str, Numbers] | None:
    """Each column of the lists, one list below the other; None if there is something amiss.

    Args:
        ids: a file to write the ids of all rows to, a line for each.
    """

    def number(name: str) -> tuple[bytes, Ids] | None:
        return _write_ids(lists, ids) if name == ID else _numbered(lists, name)

    columns = dict(zip(names, in_two(number, names, processes=processes), strict=True))
    found: dict[str, Numbers] = {}
    for name, column in columns.items():
        text = _decoded(column[0]) if column else None
        if column is None or text is None:
            return None
        found[name] = text.split("\n")[:-1], column[1]
    return found


def _decoded(text: bytes) -> str | None:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return None


def _numbered(lists: Sequence[NamedList], name: str) -> tuple[bytes, Ids]:
    hashes = zip(*(each.hashes(name) for each in lists), strict=True)
    one, other = (np.concatenate(side) for side in hashes)
    first = first_places(one, other)
    is_there = one > 0
    is_new = is_there & (first == np.arange(len(first), dtype=np.int32))
    numbers = np.cumsum(is_new, dtype=np.int32)
    parts = np.split(is_new, np.cumsum([each.list.row_count for each in lists])[:-1])
    text = b"".join(each.written(name, part) for each, part in zip(lists, parts, strict=True))
    return text, np.where(is_there, numbers[first], 0).astype(np.int32)


def _write_ids(lists: Sequence[NamedList], ids: Path) -> tuple[bytes, Ids] | None:
    """Write the ids of all rows; None if there is something amiss with them."""
    with ids.open("wb") as target:
        for each in lists:
            text = _plain_ids(each)
            if text is None:
                return None
            target.write(text)
    return b"", np.zeros(0, dtype=np.int32)


def _plain_ids(each: NamedList) -> bytes | None:
    """The ids of a list, a line for each; None unless each row has one of its own, as it should."""
    one, other = each.hashes(ID)
    everyone = one > 0
    if not everyone.all() or not _differ(one, other):
        return None
    text = each.written(ID, everyone)
    letters = np.frombuffer(text, dtype=np.uint8)
    is_plain = ((letters > _SPACE) & (letters < _DELETE)) | (letters == _NEWLINE)
    is_plain &= letters != _COMMA  # which in a CSV file needs quotation marks
    return text if is_plain.all() else None


def _differ(one: U64, other: U64) -> bool:
    """Whether no two numbers stand there twice."""
    if len(distinct(one.copy())) == len(one):
        return True
    return bool((first_places(one, other) == np.arange(len(one), dtype=np.int32)).all())


_NEWLINE, _SPACE, _COMMA, _DELETE = ord("\n"), ord(" "), ord(","), 127
