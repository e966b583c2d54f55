"""Filling an empty PostgreSQL database from a backup: rows first, what orders them afterwards.

Indexes and constraints are taken away before and made again from whole tables: that is several
times faster than row by row, and refuses just as much. Rows are written as old ones at once, which
spares the server from going through all of them again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from panah.backups.faults import CountsDiffer, DatabaseNotEmpty
from panah.backups.packs import PackReader
from panah.backups.places import Pack
from panah.backups.recovery import OpenKey
from panah.backups.shipping import Progress

Where = tuple[int, int, int]
"""Which pack of the chain, where in it, and as which part."""

Table = dict[str, Any]

_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND contype = ANY(%s) ORDER BY 1, 2
"""
_INDEXES = """
SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid) ORDER BY 1, 2
"""
FOREIGN, UNIQUE = ["f"], ["p", "u"]
SORT_MEMORY = "256MB"


class Held:
    """What the packs of a chain hold: the newest of each run, found again by where it lies."""

    def __init__(self, packs: Sequence[Pack], open_key: OpenKey) -> None:
        self._readers = [PackReader(pack.path, open_key) for pack in packs]
        self._places: dict[tuple[bytes, int], Where] = {}
        for which, reader in enumerate(self._readers):
            for number, (at, part) in enumerate(reader.parts()):
                self._places[part[1], part[2]] = which, at, number

    def contents(self, table: Table) -> Iterator[bytes]:
        """The rows of a table, run by run."""
        for run in range(table["runs"]):
            which, at, number = self._places[table["mark"], run]
            yield zlib.decompress(self._readers[which].part_at(at, number)[3])


def restore_tables(
    packs: Sequence[Pack], told: dict[str, Any], open_key: OpenKey, *, progress: Progress
) -> None:
    """Fill the tables of the database that Django works on, in one transaction.

    Raises:
        DatabaseNotEmpty: somebody is registered there.
        CountsDiffer: rows are missing, or too many.
    """
    from django.db import connection

    _refuse_people()
    held = Held(packs, open_key)
    _make_tables(told, held)
    connection.ensure_connection()
    raw = connection.connection
    with raw.transaction():
        raw.execute(sql.SQL("SET LOCAL maintenance_work_mem = {}").format(SORT_MEMORY))
        names = [sql.Identifier(table["name"]) for table in told["tables"]]
        raw.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(names)))
        with _bare(raw):
            for done, table in enumerate(told["tables"], 1):
                _fill(raw, table, held)
                progress(done, len(told["tables"]))
        for table in told["tables"]:
            _set_sequence(raw, table["name"], table["columns"][0])
        _check(raw, told["counts"])
    raw.execute("ANALYZE")


def _refuse_people() -> None:
    from django.db import connection

    if "desk_individual" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM desk_individual)")
            if cursor.fetchone()[0]:
                raise DatabaseNotEmpty


def _make_tables(told: dict[str, Any], held: Held) -> None:
    """The tables as they were: the changes that they had seen, and no later one."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    seen = set(_migrations(told, held))
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    last = [
        node
        for node in graph.nodes
        if node in seen and not any(child.key in seen for child in graph.node_map[node].children)
    ]
    executor.migrate(last)


def _migrations(told: dict[str, Any], held: Held) -> Iterator[tuple[str, str]]:
    (table,) = [table for table in told["tables"] if table["name"] == "django_migrations"]
    app, name = (table["columns"].index(column) for column in ("app", "name"))
    for line in b"".join(held.contents(table)).decode().splitlines():
        row = line.split("\t")
        yield row[app], row[name]


@contextmanager
def _bare(raw: psycopg.Connection[Any]) -> Iterator[None]:
    """Take indexes and constraints away, and make them again."""
    foreign = raw.execute(_CONSTRAINTS, [FOREIGN]).fetchall()
    unique = raw.execute(_CONSTRAINTS, [UNIQUE]).fetchall()
    indexes = raw.execute(_INDEXES).fetchall()
    for table, name, _ in [*foreign, *unique]:
        # own rule: PostgreSQL itself says these, quoted; so below
        raw.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for _, index, _ in indexes:
        raw.execute(f"DROP INDEX {index}")  # own rule: as above
    yield
    # own rule: as above. Table by table, as long as its rows are still in memory.
    makes = [(table, definition) for table, _, definition in indexes]
    makes += [(table, f"ALTER TABLE {table} ADD CONSTRAINT {n} {d}") for table, n, d in unique]
    for _, make in sorted(makes):
        raw.execute(make)
    for table, name, definition in foreign:
        # own rule: as above
        raw.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _fill(raw: psycopg.Connection[Any], table: Table, held: Held) -> None:
    name = sql.Identifier(table["name"])
    columns = sql.SQL(", ").join(map(sql.Identifier, table["columns"]))
    # Nobody else sees the tables before the transaction ends: no row is too young for anybody.
    copy = sql.SQL("COPY {} ({}) FROM STDIN (FREEZE)").format(name, columns)
    with raw.cursor().copy(copy) as copied:
        for content in held.contents(table):
            copied.write(content)


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
