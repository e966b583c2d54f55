"""Which runs of a PostgreSQL table have changed since the last backup: counted by the server.

A row never changes in place: whoever updates it writes another one, and each says in its `xmin`
which transaction wrote it. So a run of blocks is what it was when no row in it is younger than the
horizon of the last backup, and when as many older ones are left as there were then. Only other
runs are read; nothing but two numbers leaves the server for the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from panah.backups.heaps import Heap, spans

RUN_BLOCKS, SLICE_RUNS = 8, 512
"""64 kB are read and written at once, and 32 MB are counted with one question."""

_RUN = f"((ctid::text::point)[0]::bigint / {RUN_BLOCKS})"
_WITHIN = "FROM {table} WHERE ctid >= {first}::tid AND ctid < {last}::tid"
_YOUNG = "age(xmin) <= age({horizon}::xid)"
_LOOKED = sql.SQL(f"SELECT count(*), array_agg({_RUN}) FILTER (WHERE {_YOUNG}) {_WITHIN}")
_COUNTED = sql.SQL(f"SELECT {_RUN}, count(*) {_WITHIN} AND NOT {_YOUNG} GROUP BY 1")
_READ = sql.SQL(f"COPY (SELECT {_RUN}, ({_YOUNG})::int, {{columns}} {_WITHIN}) TO STDOUT")

Connection = psycopg.Connection[Any]


@dataclass(slots=True)
class Run:
    """The rows of some blocks, as they are written down, and how many are young."""

    number: int
    content: bytearray = field(default_factory=bytearray)
    rows: int = 0
    young: int = 0


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at one table.

    Attributes:
        connection: in a transaction that sees one state throughout.
        heap: what the backup holds of the table.
        blocks: how many it has now.
        horizon: the first transaction that may not be over in this state.
    """

    connection: Connection
    heap: Heap
    blocks: int
    horizon: int

    def changed_runs(self) -> Iterator[Run]:
        """Every run that may be another than before; from now on it counts as seen."""
        known = len(self.heap.hashes)
        runs = max(-(-self.blocks // RUN_BLOCKS), known)
        self.heap.reach(runs)
        for first in range(0, runs, SLICE_RUNS):
            changed = self._changed(first, min(first + SLICE_RUNS, runs), known=known)
            for begin, end in spans(changed):
                yield from self._read(begin, end)
        self.heap.horizon = self.horizon

    def _changed(self, first: int, last: int, *, known: int) -> Iterable[int]:
        heap = self.heap
        changed = set(range(max(first, known), last))
        if first >= known:
            return changed
        asked = self._asking(first, last, horizon=heap.horizon)
        rows, young = self.connection.execute(_LOOKED.format(**asked)).fetchone() or (0, None)
        of_young = young or []  # the age of each row is looked at once: it costs the most
        changed |= {*of_young, *(run for run in heap.unsettled if first <= run < last)}
        if rows - len(of_young) != sum(heap.settled[first:last]):
            left = dict(self.connection.execute(_COUNTED.format(**asked)).fetchall())
            changed |= {r for r in range(first, last) if left.get(r, 0) != heap.settled[r]}
        return changed

    def _read(self, first: int, last: int) -> Iterator[Run]:
        found: dict[int, Run] = defaultdict(lambda: Run(0))
        with self.connection.cursor().copy(self._question(first, last)) as copied:
            for row in copied:
                place, age, content = bytes(row).split(b"\t", 2)
                run = found[int(place)]
                run.content += content
                run.rows += 1
                run.young += age == b"1"
        for number in range(first, last):
            run = found[number]
            run.number = number
            self.heap.note(number, rows=run.rows, young=run.young)
            yield run

    def _question(self, first: int, last: int) -> sql.Composed:
        columns = sql.SQL(", ").join(map(sql.Identifier, self.heap.columns))
        return _READ.format(columns=columns, **self._asking(first, last, horizon=self.horizon))

    def _asking(self, first: int, last: int, *, horizon: int) -> dict[str, sql.Composable]:
        return {
            "table": sql.Identifier(self.heap.name),
            "first": sql.Literal(f"({first * RUN_BLOCKS},0)"),
            "last": sql.Literal(f"({last * RUN_BLOCKS},0)"),
            "horizon": sql.Literal(str(horizon % (1 << 32))),
        }
