"""Lists in DuckDB: read once, kept on disk, handed out as numbers for distinct texts."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.beside import CopyEnded
from panah.engines.linkage.faults import UnusableRows
from panah.engines.linkage.hashes import U64, mixed
from panah.engines.linkage.numbered import NamedList, Numbers, numbered
from panah.engines.linkage.plain import LONGEST_LINE, plain

NAMES = (
    "family_name",
    "given_names",
    "patronymic",
    "family_name_latin",
    "given_names_latin",
    "full_name",
)
FACTS = (
    "sex",
    "birth_date",
    "nationality",
    "origin_region",
    "document_kind",
    "document_number",
    "iin",
    "phone",
)
COLUMNS = ("client_id", "group", *NAMES, *FACTS)

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Source:
    """A list in UTF-8: CSV with these columns in this order, or Parquet."""

    path: Path
    delimiter: str = ""
    """Empty for Parquet."""
    columns: tuple[str, ...] = ()
    """Of a CSV; empty names stand for columns that nobody asks for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as numbers: `texts[ids[row]]` is what the row says, `texts[0]` is nothing."""

    texts: list[str]
    ids: Ids


class Tables:
    """The rows of one or two lists, one below the other, in a database of their own."""

    def __init__(self, folder: Path, *, memory: str) -> None:
        self.folder = folder
        self.connection = duckdb.connect()  # in memory, and in the folder beyond its limit
        self.connection.execute(f"set memory_limit='{memory}'")
        self.connection.execute("set temp_directory = ?", [str(folder / "spilled")])
        self.connection.execute("set threads=2")
        columns = ", ".join(f'"{name}" varchar' for name in COLUMNS)
        self.connection.execute(f"create table listed ({columns})")
        self.counts: list[int] = []
        self._there: set[str] = set()
        self._plain: dict[str, Numbers] = {}

    def close(self) -> None:
        """Let go of the files."""
        self.connection.close()

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

    def list_ids(self) -> None:
        """Have the ids of all rows in the database."""
        if self._plain:
            self.connection.execute(
                "insert into listed (client_id) select id from read_csv(?, auto_detect=false, "
                "header=false, columns={'id': 'VARCHAR'}, delim='\x01', quote='', escape='')",
                [str(self._ids)],
            )

    @property
    def _ids(self) -> Path:
        return self.folder / "ids"

    def load(self, source: Source) -> None:
        """Append a list.

        Raises:
            UnusableRows: it breaks off, is not UTF-8, or lacks a needed column.
        """
        try:
            reader, there = self._reader(source)
            _check_columns(there)
            if source.delimiter:
                _check_lines(source.path)
            self._there |= set(there)
            wanted = ", ".join(_wanted(name, there) for name in COLUMNS)
            self.connection.execute(f"insert into listed select {wanted} from {reader}")  # noqa: S608
        except UnusableRows as fault:
            fault.list_number = len(self.counts) + 1
            raise
        except duckdb.Error as error:
            said = unreadable(error)
            said.list_number = len(self.counts) + 1
            raise said from None
        self.counts.append(self._listed() - self.row_count)

    @property
    def row_count(self) -> int:
        """Rows of all lists so far."""
        return sum(self.counts)

    def _listed(self) -> int:
        found = self.connection.execute("select count(*) from listed").fetchone()
        return int(found[0]) if found else 0

    def _reader(self, source: Source) -> tuple[str, dict[str, str]]:
        """SQL that reads the file, and its own name for each column that we know."""
        path = str(source.path).replace("'", "''")
        if source.delimiter:
            names = [name or f"# {at}" for at, name in enumerate(source.columns)]
            types = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in names)
            reader = (
                f"read_csv('{path}', auto_detect=false, header=true, columns={{{types}}}, "
                f"delim={_literal(source.delimiter)}, quote='\"', escape='\"', "
                f"max_line_size={LONGEST_LINE}, strict_mode=true)"
            )
            return reader, {name: name for name in names}
        reader = f"read_parquet('{path}')"
        described = self.connection.execute(f"describe select * from {reader}").fetchall()  # noqa: S608
        return reader, {str(row[0]).strip().lower(): str(row[0]) for row in described}

    def column(self, name: str, understood: Callable[[list[str]], list[str]]) -> Column:
        """A column's distinct texts as they are understood, and which of them each row has.

        Args:
            understood: gives the text that stands for each distinct one; may raise
                `UnusableRows` with the place in its argument as `row`.
        """
        if name not in self._there:
            return Column([""], np.zeros(self.row_count, dtype=np.int32))
        texts, ids = self._plain.pop(name) if name in self._plain else self._numbered(name)
        try:
            found = understood(texts)
            is_as_it_was = found == texts and "" not in texts
            return Column(["", *texts], ids) if is_as_it_was else _without_repeats(found, ids)
        except UnusableRows as fault:
            raise self.placed(fault, int(np.flatnonzero(ids == fault.row + 1)[0])) from None

    def _numbered(self, name: str) -> tuple[list[str], Ids]:
        """The distinct texts, and the number of each row's among them, from 1 on; 0 for none."""
        hashes, again = self._hashes(name)
        _, first, which = np.unique(hashes, return_index=True, return_inverse=True)
        if (again[first][which] != again).any():  # two texts with one hash
            return self._numbered_by_text(name)
        order = np.argsort(first)
        texts = self._texts(name, first[order])
        numbers = np.zeros(len(first), dtype=np.int32)
        there = [at for at, text in enumerate(texts) if text is not None]
        numbers[order[there]] = np.arange(1, len(there) + 1)
        return [text for text in texts if text is not None], numbers[which]

    def _hashes(self, name: str) -> tuple[U64, U64]:
        """A number for the text of each row, and another one.

        DuckDB's hash is made for speed: of a hundred thousand surnames two or three share one. The
        first number is therefore of two hashes, with the letters at other places in each.
        """
        one, two, three = (f"""hash('{"-" * moved}' || "{name}")""" for moved in (0, 1, 13))
        found = self.connection.execute(
            f"select {one} as one, {two} as two, {three} as three from listed"  # noqa: S608
        ).fetchnumpy()
        return mixed(found["one"], found["two"]), found["three"]

    def _texts(self, name: str, rows: NDArray[np.int64]) -> list[str | None]:
        """The texts of these rows, which stand in order."""
        self.connection.register("picked", {"place": rows})
        found = self.connection.execute(
            f'select "{name}" from picked join listed on listed.rowid = place order by place'  # noqa: S608
        ).fetchall()
        self.connection.unregister("picked")
        return [row[0] for row in found]

    def _numbered_by_text(self, name: str) -> tuple[list[str], Ids]:
        run, kind = self.connection.execute, f"distinct_{name}"
        run(
            f'create type {kind} as enum (select distinct "{name}" from listed '  # noqa: S608
            f'where "{name}" is not null)'
        )
        texts = run(f"select unnest(enum_range(null::{kind})) as text").fetchnumpy()["text"]
        code = f'coalesce(enum_code("{name}"::{kind}) + 1, 0)::integer'
        ids = run(f"select {code} as id from listed").fetchnumpy()["id"]  # noqa: S608
        run(f"drop type {kind}")
        return [str(text) for text in texts], ids

    def check_ids(self) -> None:
        """Every row has an id of its own in its list.

        Raises:
            UnusableRows: the first row without one, or the second row with the same.
        """
        for at, count in enumerate(self.counts):
            first = sum(self.counts[:at])
            here = f"from listed where rowid >= {first} and rowid < {first + count}"
            empty = f"select min(rowid) {here} and client_id is null"
            twice = (
                "select min(later) from (select max(rowid) as later "  # noqa: S608
                f"{here} group by client_id having count(*) > 1)"
            )
            for query, rule in ((empty, "is needed"), (twice, "stands twice")):
                found = self.connection.execute(query).fetchone()
                if found and found[0] is not None:
                    raise self.placed(UnusableRows(rule, column="client_id"), int(found[0]))

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


def _wanted(name: str, there: dict[str, str]) -> str:
    if name not in there:
        return "null"
    quoted = there[name].replace('"', '""')
    text = f'"{quoted}"::varchar'
    if name == "client_id":
        return f"nullif(trim(nfc_normalize({text}), ' \t\r\n'), '')"
    return text  # cleaned once for each distinct text


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _check_lines(path: Path) -> None:
    """No line is too long: of one that fills several buffers DuckDB would say nothing."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        begin = 0
        while begin + LONGEST_LINE < len(text):
            end = text.rfind(b"\n", begin, begin + LONGEST_LINE)
            if end < 0:
                raise UnusableRows(TOO_LONG)
            begin = end + 1


def _check_columns(there: dict[str, str]) -> None:
    if "client_id" not in there:
        raise UnusableRows("the column is needed", column="client_id")
    if not any(name in there for name in NAMES):
        raise UnusableRows("one of these columns is needed", column=", ".join(NAMES))


TOO_LONG = "a row is longer than 2,000,000 bytes"
NO_ROOM = "there is no room on the disk"
NO_MEMORY = "there is not enough memory; raise --memory"
_SAID: tuple[tuple[str, str], ...] = (
    ("maximum line size", TOO_LONG),
    ("expected number of columns", "a row has more or fewer fields than the first line"),
    ("unicode", "the file is not in UTF-8"),
    ("utf-8", "the file is not in UTF-8"),
    ("utf8", "the file is not in UTF-8"),
    ("quote", "a quotation mark is not closed, or stands in the middle of a field"),
    ("no space left", NO_ROOM),
    ("max_temp_directory_size", NO_ROOM),
    ("could not write", NO_ROOM),
    ("file too large", NO_ROOM),
    ("memory", NO_MEMORY),
    ("parquet", "the file is not a Parquet file"),
)
_LINE = re.compile(r"CSV Error on Line: (\d+)")


def unreadable(error: duckdb.Error) -> UnusableRows:
    """What went wrong, without the line itself that DuckDB would show."""
    text = str(error)
    line = _LINE.search(text)
    known = (rule for sign, rule in _SAID if sign in text.lower().split("possible")[0])
    row = max(int(line.group(1)) - 1, 0) if line else 0
    return UnusableRows(next(known, "the file cannot be read"), row=row)


@contextmanager
def room_for_work() -> Iterator[None]:
    """Say in one sentence that memory or disk ran out.

    Raises:
        UnusableRows: of no list in particular.
    """
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
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
