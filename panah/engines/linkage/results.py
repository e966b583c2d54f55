"""Pairs as they are found, kept by DuckDB and written as CSV or Parquet."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import numpy as np

from panah.engines.linkage.sources import Ids
from panah.engines.linkage.weighing import Weighed
from panah.engines.matching import LOOK_BITS, SAME_BITS, Outcome

_OUTCOME = (
    f"case when match_weight >= {SAME_BITS!r} then '{Outcome.SAME}' "
    f"when match_weight >= {LOOK_BITS!r} then '{Outcome.LOOK}' else '{Outcome.NEW}' end"
)


class Results:
    """The pairs that weigh enough."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(
            "create table found (earlier integer, later integer, match_weight double, "
            "reason integer)"
        )
        connection.execute("create table said (reason integer, reasons varchar)")
        self._said: dict[str, int] = {}

    def add(self, pairs: Weighed) -> None:
        """Keep these pairs."""
        chunk = {
            "earlier": pairs.left,
            "later": pairs.right,
            "match_weight": pairs.weight,
            "reason": self._numbers(pairs.texts)[pairs.reasons],
        }
        self._connection.register("chunk", chunk)
        self._connection.execute("insert into found select * from chunk")
        self._connection.unregister("chunk")

    def _numbers(self, texts: list[str]) -> Ids:
        new = [text for text in dict.fromkeys(texts) if text not in self._said]
        for text in new:
            self._said[text] = len(self._said)
            self._connection.execute("insert into said values (?, ?)", [self._said[text], text])
        return np.array([self._said[text] for text in texts], dtype=np.int32)

    def linked(self, weight: float) -> tuple[Ids, Ids]:
        """The rows of pairs that weigh at least so much."""
        found = self._connection.execute(
            "select earlier, later from found where match_weight >= ?", [weight]
        ).fetchnumpy()
        return found["earlier"], found["later"]

    def write_pairs(self, path: Path, suffix: str) -> Counter[str]:
        """Write the pairs in the order of their rows, and count the outcomes."""
        self._copy(
            "select one.client_id as client_id_left, other.client_id as client_id_right, "  # noqa: S608
            f"match_weight, {_OUTCOME} as outcome, reasons from found "
            "join said using (reason) join listed one on one.rowid = earlier "
            "join listed other on other.rowid = later "
            "order by earlier, later",
            path,
            suffix,
        )
        counts = self._connection.execute(
            f"select {_OUTCOME} as outcome, count(*) from found group by 1"  # noqa: S608
        ).fetchall()
        return Counter({str(outcome): int(count) for outcome, count in counts})

    def write_clusters(self, belongs: Ids, path: Path, suffix: str) -> None:
        """Write every row with the number of its cluster."""
        numbers = np.cumsum(belongs == np.arange(len(belongs)))  # the first of each is its own
        self._connection.register("belonging", {"cluster": numbers[belongs]})
        self._copy("select client_id, cluster from listed positional join belonging", path, suffix)

    def _copy(self, query: str, path: Path, suffix: str) -> None:
        form = "parquet" if suffix.lower() == ".parquet" else "csv, header true"
        target = str(path).replace("'", "''")
        self._connection.execute(f"copy ({query}) to '{target}' (format {form})")
