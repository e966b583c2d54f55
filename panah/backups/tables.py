"""A PostgreSQL database as a source of backups: its tables, in one snapshot, in runs of rows.

Runs end after rows that are chosen by their own content, so that a new row changes one run and not
all that follow it; only runs that are not in the backup yet are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

import psycopg
from psycopg import sql

from panah.backups.faults import CountsDiffer, DatabaseNotEmpty
from panah.backups.packs import PackReader, PackWriter
from panah.backups.places import Pack
from panah.backups.recovery import OpenKey
from panah.backups.remembered import HASH_BYTES, Remembered
from panah.backups.shipping import Clock, Progress

RUN_ENDS_AT, RUN_BYTES = 512, 1 << 20
"""One row in so many ends a run, and so does this size."""

Where = tuple[int, int, int]
"""Which pack of the chain, where in it, and as which part."""


class Tables:
    """The tables of a database."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address)
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._connection.read_only = True
        self._seen = ""
        self.count_now = False

    def look(self, clock: Clock, *, whole: bool) -> datetime | None:
        """Begin a snapshot; its moment is taken before, so that nothing after it is promised."""
        at = clock()
        self._connection.rollback()
        row = self._connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        seen, self._seen = self._seen, str(row)
        return None if seen == self._seen and not whole and not self.count_now else at

    def ship(self, pack: PackWriter, known: Remembered, *, progress: Progress) -> dict[str, Any]:
        """Write the runs that are not in the backup yet, and which runs make up each table."""
        tables = [self._told(name) for name in self._names()]
        held = _hashes_in(known)
        for done, told in enumerate(tables, 1):
            told["runs"] = b"".join(self._ship_table(told, pack, (known, held)))
            progress(done, len(tables))
        return {
            "kind": "postgresql",
            "tables": tables,
            "counts": {told["name"]: told["rows"] for told in tables},
        }

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _names(self) -> list[str]:
        found = self._connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        )
        return [name for (name,) in found]

    def _told(self, name: str) -> dict[str, Any]:
        found = self._connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = "
            "current_schema() AND table_name = %s AND is_generated = 'NEVER' "
            "ORDER BY ordinal_position",
            [name],
        )
        return {"name": name, "columns": [column for (column,) in found], "rows": 0}

    def _ship_table(
        self, told: dict[str, Any], pack: PackWriter, memory: tuple[Remembered, set[bytes]]
    ) -> Iterator[bytes]:
        known, held = memory
        for run, rows in self._runs(told):
            made = known.hash_of(run)
            told["rows"] += rows
            if made not in held:
                pack.add(["rows", made, run])
                held.add(made)
                known.hashes += made
            yield made

    def _runs(self, told: dict[str, Any]) -> Iterator[tuple[bytes, int]]:
        run, rows = bytearray(), 0
        columns = sql.SQL(", ").join(map(sql.Identifier, told["columns"]))
        question = sql.SQL("COPY (SELECT {} FROM {} ORDER BY 1) TO STDOUT").format(
            columns, sql.Identifier(told["name"])
        )
        with self._connection.cursor().copy(question) as copied:
            for row in copied:
                run += row
                rows += 1
                if crc32(row) % RUN_ENDS_AT == 0 or len(run) > RUN_BYTES:
                    yield bytes(run), rows
                    run, rows = bytearray(), 0
        if run:
            yield bytes(run), rows


def restore_tables(
    packs: Sequence[Pack], told: dict[str, Any], open_key: OpenKey, *, progress: Progress
) -> None:
    """Fill the tables of the database that Django works on, in one transaction.

    Raises:
        DatabaseNotEmpty: somebody is registered there.
        CountsDiffer: rows are missing, or too many.
    """
    from django.db import connection

    _make_tables(told, packs, open_key)
    readers = [PackReader(pack.path, open_key) for pack in packs]
    held = dict(_runs_in(readers))
    connection.ensure_connection()
    raw = connection.connection
    with raw.transaction():
        names = [sql.Identifier(table["name"]) for table in told["tables"]]
        raw.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(names)))
        for done, table in enumerate(told["tables"], 1):
            _fill(raw, table, held=held, readers=readers)
            progress(done, len(told["tables"]))
        _check(raw, told["counts"])


def _make_tables(told: dict[str, Any], packs: Sequence[Pack], open_key: OpenKey) -> None:
    """The tables as they were: the changes that they had seen, and no later one."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if "desk_individual" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM desk_individual")
            if cursor.fetchone()[0]:
                raise DatabaseNotEmpty
    readers = [PackReader(pack.path, open_key) for pack in packs]
    (migrations,) = [table for table in told["tables"] if table["name"] == "django_migrations"]
    held = dict(_runs_in(readers))
    content = b"".join(_contents(migrations, held, readers)).decode()
    place = [migrations["columns"].index(name) for name in ("app", "name")]
    rows = [line.split("\t") for line in content.splitlines()]
    seen = {(row[place[0]], row[place[1]]) for row in rows}
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    last = [
        node
        for node in graph.nodes
        if node in seen and not any(child.key in seen for child in graph.node_map[node].children)
    ]
    executor.migrate(last)


def _runs_in(readers: Sequence[PackReader]) -> Iterator[tuple[bytes, Where]]:
    for which, reader in enumerate(readers):
        for number, (at, part) in enumerate(reader.parts()):
            yield part[1], (which, at, number)


def _contents(
    table: dict[str, Any], held: dict[bytes, Where], readers: Sequence[PackReader]
) -> Iterator[bytes]:
    runs = table["runs"]
    for start in range(0, len(runs), HASH_BYTES):
        which, at, number = held[runs[start : start + HASH_BYTES]]
        yield readers[which].part_at(at, number)[2]


def _fill(
    raw: psycopg.Connection[Any],
    table: dict[str, Any],
    *,
    held: dict[bytes, Where],
    readers: Sequence[PackReader],
) -> None:
    name = sql.Identifier(table["name"])
    columns = sql.SQL(", ").join(map(sql.Identifier, table["columns"]))
    with raw.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)) as copied:
        for content in _contents(table, held, readers):
            copied.write(content)
    _set_sequence(raw, table["name"], table["columns"][0])


def _set_sequence(raw: psycopg.Connection[Any], table: str, column: str) -> None:
    """Let the numbers that the database gives go on after the highest one."""
    row = raw.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column]).fetchone()
    if row and row[0]:
        highest = sql.SQL("SELECT setval({}, coalesce(max({}), 0) + 1, false) FROM {}")
        raw.execute(
            highest.format(sql.Literal(row[0]), sql.Identifier(column), sql.Identifier(table))
        )


def _check(raw: psycopg.Connection[Any], counts: dict[str, int]) -> None:
    for name, count in counts.items():
        row = raw.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        ).fetchone()
        if row is None or row[0] != count:
            raise CountsDiffer


def _hashes_in(known: Remembered) -> set[bytes]:
    hashes = bytes(known.hashes)
    return {hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)}
