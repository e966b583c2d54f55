"""Many rows read as one value: what a process reads again and again, in one step of the database.

SQLite hands over a row at a time, and between two of them every other thread of the process takes
its turn: ten thousand rows would wait ten thousand times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Aggregate, JSONField, QuerySet
from django.db.models.functions import JSONArray


class Listed(Aggregate):
    """Every value of a query as one JSON array, in no order."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """What PostgreSQL calls the same: as text, which takes a third of what JSONB takes."""
        text = "%(function)s(%(distinct)s%(expressions)s)::text"
        return self.as_sql(compiler, connection, function="JSON_AGG", template=text, **more)


def listed(rows: QuerySet[Any], *names: str) -> list[list[Any]]:
    """Some columns of every row. Times and JSON come as the database writes them in text."""
    found = rows.order_by().aggregate(rows=Listed(JSONArray(*names)))["rows"]
    return found or []


def in_columns(rows: QuerySet[Any], *names: str, by: str) -> dict[Any, list[list[Any]]]:
    """Some columns, each as a list of its own, of the rows that share a value.

    Thousands of rows are a few lists then, where each would be an object of its own: to make
    those, and to look at them for garbage, takes most of the time.

    Args:
        rows: in any order.
        names: the columns; rows are in the order of the first, which is no value twice.
        by: the column whose values are told apart.

    Returns:
        The columns by this value; what is in the same place in two of them is of one row.
    """
    wanted: dict[str, Any] = {f"column_{place}": Listed(name) for place, name in enumerate(names)}
    grouped: Iterable[Any] = rows.order_by().values_list(by).annotate(**wanted)
    return {value: _in_order(columns) for value, *columns in grouped}


def _in_order(columns: Sequence[list[Any]]) -> list[list[Any]]:
    first = columns[0]
    order = sorted(range(len(first)), key=first.__getitem__)
    return [[column[place] for place in order] for column in columns]
