"""Parquet files: read as texts where they have to be rewritten, and written from lines.

DuckDB is loaded when there is such a file: that takes as long as reading a hundred thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_TOGETHER = 10_000


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The names of the columns, as they are written.

    Raises:
        UnusableRows: it is no Parquet file.
    """
    import duckdb

    from panah.engines.linkage.database import itself, unreadable

    with duckdb.connect() as connection:
        try:
            query = f"describe select * from read_parquet({itself(path)})"  # noqa: S608
            found = connection.execute(query)
            return tuple(str(row[0]) for row in found.fetchall())
        except duckdb.Error as error:
            raise unreadable(error) from None


def parquet_rows(path: Path) -> Iterator[dict[str, str]]:
    """Every row, by the names of columns in lower case; empty text for what is not there.

    Raises:
        UnusableRows: it breaks off.
    """
    names = [name.strip().lower() for name in parquet_columns(path)]
    import duckdb

    from panah.engines.linkage.database import itself, unreadable

    with duckdb.connect() as connection:
        try:
            query = f"select columns(*)::varchar from read_parquet({itself(path)})"  # noqa: S608
            found = connection.execute(query)
            while rows := found.fetchmany(_TOGETHER):
                for row in rows:
                    yield {name: text or "" for name, text in zip(names, row, strict=True)}
        except duckdb.Error as error:
            raise unreadable(error) from None


def to_parquet(lines: Path, target: Path, columns: dict[str, str]) -> None:
    """Write a CSV file with a head as Parquet; each column is of the type that is given."""
    import duckdb

    from panah.engines.linkage.database import itself, literal

    types = {name: kind.upper() for name, kind in columns.items()}
    with duckdb.connect() as connection:
        connection.execute("set threads=2")
        connection.execute(
            f"copy (from read_csv({itself(lines)}, auto_detect=false, header=true, delim=',', "
            "quote='\"', escape='\"', columns=?, force_not_null=?)) "
            f"to {literal(str(target))} (format parquet)",
            [types, [name for name, kind in types.items() if kind == "VARCHAR"]],
        )
