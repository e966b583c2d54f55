"""A PostgreSQL database as a source of backups: its tables, in one snapshot, in runs of blocks.

The first backup reads all of it; each further one only the runs that `scans` says have changed.
"""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from panah.backups.heaps import Heap
from panah.backups.packs import PackWriter
from panah.backups.remembered import Remembered
from panah.backups.scans import Run, Scan
from panah.backups.shipping import Clock, Progress

KIND = "postgresql"
COMPRESSED = 1
"""Sealed bytes are written as hexadecimal digits: the fastest compression halves them."""

_TABLES = """
SELECT c.relname, pg_relation_filenode(c.oid),
       pg_relation_size(c.oid) / current_setting('block_size')::bigint,
       array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
  AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.oid, c.relname ORDER BY c.relname
"""
_SNAPSHOT = (
    "SELECT pg_current_wal_insert_lsn()::text, "
    "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
)


class Tables:
    """The tables of a database."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address)
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._connection.read_only = True
        self._seen, self._horizon = "", 0
        self.count_now = False

    def look(self, clock: Clock, *, whole: bool) -> datetime | None:
        """Begin a snapshot; its moment is taken before, so that nothing after it is promised."""
        at = clock()
        self._connection.rollback()
        seen, self._horizon = self._asked(_SNAPSHOT)[0]
        before, self._seen = self._seen, seen
        if seen == before and not whole and not self.count_now:
            self._connection.rollback()
            return None
        return at

    def ship(self, pack: PackWriter, known: Remembered, *, progress: Progress) -> dict[str, Any]:
        """Write the runs that are not in the backup yet, and which runs make up each table."""
        try:
            return self._shipped(pack, known, progress=progress)
        finally:
            self._connection.rollback()  # holds up nobody who changes tables until the next time

    def _shipped(
        self, pack: PackWriter, known: Remembered, *, progress: Progress
    ) -> dict[str, Any]:
        tables = self._asked(_TABLES)
        heaps, known.tables = known.tables, {}
        for done, (name, file, blocks, columns) in enumerate(tables, 1):
            heap = heaps.get(name)
            if heap is None or not heap.is_still(columns, file, horizon=self._horizon):
                heap = Heap(name, columns, file)
            known.tables[name] = heap
            for run in Scan(self._connection, heap, blocks, self._horizon).changed_runs():
                _add(pack, heap, run, known=known)
            progress(done, len(tables))
        counts = self._counted(known) if self.count_now or not heaps else _summed(known)
        return {"kind": KIND, "tables": list(map(_told, known.tables.values())), "counts": counts}

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _counted(self, known: Remembered) -> dict[str, int]:
        """How many rows the server says there are: not what was written down, but beside it."""
        count = sql.SQL("SELECT count(*) FROM {}")
        return {
            name: self._asked(count.format(sql.Identifier(name)))[0][0] for name in known.tables
        }

    def _asked(self, question: str | sql.Composed) -> list[tuple[Any, ...]]:
        return self._connection.execute(question).fetchall()


def _add(pack: PackWriter, heap: Heap, run: Run, *, known: Remembered) -> None:
    made = known.hash_of(bytes(run.content))
    if heap.hashes[run.number] != made:
        pack.add(["rows", heap.mark, run.number, zlib.compress(run.content, COMPRESSED)])
        heap.hashes[run.number] = made


def _told(heap: Heap) -> dict[str, Any]:
    return {
        "name": heap.name,
        "columns": heap.columns,
        "mark": heap.mark,
        "runs": len(heap.hashes),
    }


def _summed(known: Remembered) -> dict[str, int]:
    return {name: sum(heap.rows) for name, heap in known.tables.items()}
