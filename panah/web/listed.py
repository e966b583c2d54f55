"""Many rows read as one value: what a process reads again and again, in one step of the database.

SQLite hands over a row at a time, and between two of them every other thread of the process takes
its turn: ten thousand rows would wait ten thousand times.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, JSONField, QuerySet
from django.db.models.functions import JSONArray


class Listed(Aggregate):
    """Every value of a query as one JSON array, in no order."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """What PostgreSQL calls the same."""
        return self.as_sql(compiler, connection, function="JSONB_AGG", **more)


def listed(rows: QuerySet[Any], *names: str) -> list[list[Any]]:
    """Some columns of every row. Times and JSON come as the database writes them in text."""
    found = rows.order_by().aggregate(rows=Listed(JSONArray(*names)))["rows"]
    return found or []
