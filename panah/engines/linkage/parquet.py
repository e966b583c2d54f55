"""Rows of a Parquet file as texts, for lists that have to be rewritten before they are compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from panah.engines.linkage.sources import unreadable

_TOGETHER = 10_000


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The names of the columns, as they are written.

    Raises:
        UnusableRows: it is no Parquet file.
    """
    with duckdb.connect() as connection:
        try:
            found = connection.execute("describe select * from read_parquet(?)", [str(path)])
            return tuple(str(row[0]) for row in found.fetchall())
        except duckdb.Error as error:
            raise unreadable(error) from None


def parquet_rows(path: Path) -> Iterator[dict[str, str]]:
    """Every row, by the names of columns in lower case; empty text for what is not there.

    Raises:
        UnusableRows: it breaks off.
    """
    names = [name.strip().lower() for name in parquet_columns(path)]
    with duckdb.connect() as connection:
        try:
            query = "select columns(*)::varchar from read_parquet(?)"
            found = connection.execute(query, [str(path)])
            while rows := found.fetchmany(_TOGETHER):
                for row in rows:
                    yield {name: text or "" for name, text in zip(names, row, strict=True)}
        except duckdb.Error as error:
            raise unreadable(error) from None
