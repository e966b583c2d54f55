"""Lists that are not plain, in DuckDB: read once, kept on disk, handed out as numbers."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from panah.engines.linkage.faults import NO_MEMORY, NO_ROOM, TOO_LONG, UnusableRows
from panah.engines.linkage.hashes import U64, mixed
from panah.engines.linkage.plain import LONGEST_LINE
from panah.engines.linkage.sources import COLUMNS, NAMES, Ids, Source

_TOGETHER = 10_000


def connected(folder: Path, *, memory: str) -> duckdb.DuckDBPyConnection:
    """A database in memory, and in the folder beyond its limit."""
    connection = duckdb.connect()
    connection.execute(f"set memory_limit='{memory}'")
    connection.execute("set temp_directory = ?", [str(folder / "spilled")])
    connection.execute("set threads=2")
    return connection


class Listed:
    """The rows of one or two lists, one below the other."""

    def __init__(self, folder: Path, *, memory: str) -> None:
        self._connection = connected(folder, memory=memory)
        columns = ", ".join(f'"{name}" varchar' for name in COLUMNS)
        self._connection.execute(f"create table listed ({columns})")

    def close(self) -> None:
        """Let go of the files."""
        self._connection.close()

    def load(self, source: Source) -> set[str]:
        """Append a list; the names of the columns that it has.

        Raises:
            UnusableRows: it breaks off, is not UTF-8, or lacks a needed column.
        """
        try:
            reader, there = self._reader(source)
            _check_columns(there)
            if source.delimiter:
                _check_lines(source.path)
            wanted = ", ".join(_wanted(name, there) for name in COLUMNS)
            self._connection.execute(f"insert into listed select {wanted} from {reader}")  # noqa: S608
        except duckdb.Error as error:
            raise unreadable(error) from None
        return set(there)

    def count(self) -> int:
        """How many rows there are by now."""
        found = self._connection.execute("select count(*) from listed").fetchone()
        return int(found[0]) if found else 0

    def client_ids(self) -> Iterator[str]:
        """The id of every row."""
        found = self._connection.execute("select client_id from listed order by rowid")
        while rows := found.fetchmany(_TOGETHER):
            yield from (row[0] for row in rows)

    def first_without_id(self, first: int, end: int) -> int | None:
        """Of the rows between two places the first one without an id."""
        return self._place(f"select min(rowid) {_between(first, end)} and client_id is null")

    def first_repeated_id(self, first: int, end: int) -> int | None:
        """Of the rows between two places the first one that stands twice."""
        return self._place(
            "select min(later) from (select max(rowid) as later "  # noqa: S608
            f"{_between(first, end)} group by client_id having count(*) > 1)"
        )

    def _place(self, query: str) -> int | None:
        found = self._connection.execute(query).fetchone()
        return None if found is None or found[0] is None else int(found[0])

    def _reader(self, source: Source) -> tuple[str, dict[str, str]]:
        """SQL that reads the file, and its own name for each column that we know."""
        file = itself(source.path)
        if source.delimiter:
            names = [name or f"# {at}" for at, name in enumerate(source.columns)]
            types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
            reader = (
                f"read_csv({file}, auto_detect=false, header=true, columns={{{types}}}, "
                f"delim={literal(source.delimiter)}, quote='\"', escape='\"', "
                f"max_line_size={LONGEST_LINE}, strict_mode=true)"
            )
            return reader, {name: name for name in names}
        reader = f"read_parquet({file})"
        described = self._connection.execute(f"describe select * from {reader}").fetchall()  # noqa: S608
        return reader, {str(row[0]).strip().lower(): str(row[0]) for row in described}

    def numbered(self, name: str) -> tuple[list[str], Ids]:
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
        found = self._connection.execute(
            f"select {one} as one, {two} as two, {three} as three from listed"  # noqa: S608
        ).fetchnumpy()
        return mixed(found["one"], found["two"]), found["three"]

    def _texts(self, name: str, rows: NDArray[np.int64]) -> list[str | None]:
        """The texts of these rows, which stand in order."""
        self._connection.register("picked", {"place": rows})
        found = self._connection.execute(
            f'select "{name}" from picked join listed on listed.rowid = place order by place'  # noqa: S608
        ).fetchall()
        self._connection.unregister("picked")
        return [row[0] for row in found]

    def _numbered_by_text(self, name: str) -> tuple[list[str], Ids]:
        run, kind = self._connection.execute, f"distinct_{name}"
        run(
            f'create type {kind} as enum (select distinct "{name}" from listed '  # noqa: S608
            f'where "{name}" is not null)'
        )
        texts = run(f"select unnest(enum_range(null::{kind})) as text").fetchnumpy()["text"]
        code = f'coalesce(enum_code("{name}"::{kind}) + 1, 0)::integer'
        ids = run(f"select {code} as id from listed").fetchnumpy()["id"]  # noqa: S608
        run(f"drop type {kind}")
        return [str(text) for text in texts], ids


def _between(first: int, end: int) -> str:
    return f"from listed where rowid >= {first} and rowid < {end}"


def _wanted(name: str, there: dict[str, str]) -> str:
    if name not in there:
        return "null"
    quoted = there[name].replace('"', '""')
    text = f'"{quoted}"::varchar'
    if name == "client_id":
        return f"nullif(trim(nfc_normalize({text}), ' \t\r\n'), '')"
    return text  # cleaned once for each distinct text


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def itself(path: Path) -> str:
    """One file to read: no `*` in its name stands for others, no folder `sex=f` for a column."""
    return f"{literal(glob.escape(str(path)))}, hive_partitioning=false"


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


def unreadable(error: Exception) -> UnusableRows:
    """What went wrong, without the line itself that DuckDB would show."""
    text = str(error)
    line = _LINE.search(text)
    known = (rule for sign, rule in _SAID if sign in text.lower().split("possible")[0])
    row = max(int(line.group(1)) - 1, 0) if line else 0
    return UnusableRows(next(known, "the file cannot be read"), row=row)
