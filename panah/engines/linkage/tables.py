"""Lists as numbers: which distinct text each row has in a column."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from panah.engines.linkage.beside import CopyEnded
from panah.engines.linkage.client_ids import ClientIds
from panah.engines.linkage.faults import NO_MEMORY, NO_ROOM, UnusableRows
from panah.engines.linkage.numbered import NamedList, Numbers, numbered
from panah.engines.linkage.plain import plain
from panah.engines.linkage.sources import COLUMNS, NAMES, Column, Ids, Source

if TYPE_CHECKING:
    from panah.engines.linkage.database import Listed


class Tables:
    """The rows of one or two lists, one below the other.

    Plain lists stay where they are. The others go to a database of their own; it is made when
    there is such a list, for it takes its time.
    """

    def __init__(self, folder: Path, *, memory: str) -> None:
        self.folder = folder
        self.counts: list[int] = []
        self._memory = memory
        self._there: set[str] = set()
        self._plain: dict[str, Numbers] = {}
        self._database: Listed | None = None

    def close(self) -> None:
        """Let go of the files."""
        if self._database:
            self._database.close()

    def load_plain(self, sources: Sequence[Source], *, processes: int) -> bool:
        """Take the lists as arrays of bytes; nothing happens if one of them is not plain."""
        lists = [_plain_list(source) for source in sources]
        named = [each for each in lists if each]
        there = [name for name in COLUMNS if any(name in each.fields for each in named)]
        if len(named) < len(lists):
            return False
        found = numbered(named, there, self._ids, processes=processes)
        if found is None:
            return False
        self._plain, self._there = found, set(there)
        self.counts = [each.list.row_count for each in named]
        return True

    def client_ids(self) -> ClientIds:
        """The ids of all rows, as they are written."""
        if self._database:
            return ClientIds.written(self._ids, self._database.client_ids())
        return ClientIds.of_lines(self._ids)

    @property
    def _ids(self) -> Path:
        return self.folder / "ids"

    def load(self, source: Source) -> None:
        """Append a list.

        Raises:
            UnusableRows: it breaks off, is not UTF-8, or lacks a needed column.
        """
        listed = self._listed()
        try:
            self._there |= listed.load(source)
        except UnusableRows as fault:
            fault.list_number = len(self.counts) + 1
            raise
        self.counts.append(listed.count() - self.row_count)

    def _listed(self) -> Listed:
        if self._database is None:
            from panah.engines.linkage.database import Listed

            self._database = Listed(self.folder, memory=self._memory)
        return self._database

    @property
    def row_count(self) -> int:
        """Rows of all lists so far."""
        return sum(self.counts)

    def column(self, name: str, understood: Callable[[list[str]], list[str]]) -> Column:
        """A column's distinct texts as they are understood, and which of them each row has.

        Args:
            understood: gives the text that stands for each distinct one; may raise
                `UnusableRows` with the place in its argument as `row`.
        """
        if name not in self._there:
            return Column([""], np.zeros(self.row_count, dtype=np.int32))
        texts, ids = self._numbered(name)
        try:
            found = understood(texts)
            is_as_it_was = found == texts and "" not in texts
            return Column(["", *texts], ids) if is_as_it_was else _without_repeats(found, ids)
        except UnusableRows as fault:
            raise self.placed(fault, int(np.flatnonzero(ids == fault.row + 1)[0])) from None

    def _numbered(self, name: str) -> Numbers:
        return self._plain.pop(name) if name in self._plain else self._listed().numbered(name)

    def check_ids(self) -> None:
        """Every row has an id of its own in its list.

        Raises:
            UnusableRows: the first row without one, or the second row with the same.
        """
        listed = self._listed()
        for at, count in enumerate(self.counts):
            first = sum(self.counts[:at])
            for find, rule in (
                (listed.first_without_id, "is needed"),
                (listed.first_repeated_id, "stands twice"),
            ):
                place = find(first, first + count)
                if place is not None:
                    raise self.placed(UnusableRows(rule, column="client_id"), place)

    def placed(self, fault: UnusableRows, place: int) -> UnusableRows:
        """The fault with its row, counted from 1 in its own list."""
        is_second = len(self.counts) == 2 and place >= self.counts[0]
        fault.row = place + 1 - (self.counts[0] if is_second else 0)
        fault.list_number = 2 if is_second else 1
        return fault


def _plain_list(source: Source) -> NamedList | None:
    fields = {name: at for at, name in enumerate(source.columns)}
    is_usual = len(fields) == len(source.columns) and "client_id" in fields
    if not source.delimiter or not is_usual or not set(NAMES) & set(fields):
        return None
    has_others = not set(fields) <= set(COLUMNS)  # of which letters nobody else would look at
    found = plain(source.path, source.delimiter, len(fields), read_all=has_others)
    return NamedList(found, fields) if found else None


def _without_repeats(texts: list[str], ids: Ids) -> Column:
    first: dict[str, int] = {"": 0}
    renumbered = np.zeros(len(texts) + 1, dtype=np.int32)
    for at, text in enumerate(texts, 1):
        renumbered[at] = first.setdefault(text, len(first))
    return Column(list(first), renumbered[ids])


@contextmanager
def room_for_work() -> Iterator[None]:
    """Say in one sentence that memory or disk ran out.

    Raises:
        UnusableRows: of no list in particular.
    """
    try:
        yield
    except _out_of_room() as error:
        from panah.engines.linkage.database import unreadable

        rule = unreadable(error).rule
    except (MemoryError, CopyEnded):
        rule = NO_MEMORY
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        rule = NO_ROOM
    else:
        return
    fault = UnusableRows(rule)
    fault.list_number = 0
    raise fault


def _out_of_room() -> tuple[type[Exception], ...]:
    """What DuckDB raises then, if it is there at all."""
    duckdb = sys.modules.get("duckdb")
    return (duckdb.OutOfMemoryException, duckdb.IOException) if duckdb else ()
