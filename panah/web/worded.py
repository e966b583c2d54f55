"""A SELECT that every press of a key asks, put into words once.

Composing the same SQL anew costs several times what the database takes to answer it. Only for
what is asked at every request of a desk; everything else is asked as Django asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection, models

from panah.web.cursors import cursor_at_hand

Converter = Callable[[Any], Any]
Rows = Sequence[tuple[type[models.Model], str]]


class Worded:
    """A query for whole rows of one or more tables.

    Args:
        rows: the models wanted, each with the alias of its table.
        after_select: everything from FROM on; `{alias}` stands for the name of an alias's table.
        beside: models whose tables are asked, and of which no row is wanted.
        passes_over_claimed: lock the row, and pass over those that somebody else has locked,
            where the database can do that.
    """

    def __init__(
        self,
        rows: Rows,
        after_select: str,
        *,
        beside: Rows = (),
        passes_over_claimed: bool = False,
    ) -> None:
        self._rows = rows
        self._beside = beside
        self._after_select = after_select
        self._passes_over_claimed = passes_over_claimed

    def first(self, values: Sequence[Any]) -> list[Any]:
        """The first row as one object for each model, None where a join found none; or nothing.

        Args:
            values: for the marks, as the database takes them.
        """
        with cursor_at_hand() as cursor:
            cursor.execute(self._sql, values)
            found = cursor.fetchone()
        return self._objects(found) if found else []

    def _objects(self, found: Sequence[Any]) -> list[Any]:
        objects, start = [], 0
        for model, names, converters in self._read_as:
            part = list(found[start : start + len(names)])
            start += len(names)
            for place, convert in converters:
                part[place] = convert(part[place])
            key = part[names.index(model._meta.pk.attname)]
            objects.append(None if key is None else model.from_db("default", names, part))
        return objects

    @cached_property
    def _sql(self) -> str:
        quote = connection.ops.quote_name
        every = chain(self._rows, self._beside)
        tables = {alias: quote(model._meta.db_table) for model, alias in every}
        columns = chain.from_iterable(
            (f"{alias}.{quote(str(field.column))}" for field in model._meta.concrete_fields)
            for model, alias in self._rows
        )
        lock = ""
        if self._passes_over_claimed and connection.features.has_select_for_update_skip_locked:
            lock = f" {connection.ops.for_update_sql(skip_locked=True)}"
        return f"SELECT {', '.join(columns)} {self._after_select.format(**tables)}{lock}"

    @cached_property
    def _read_as(self) -> list[tuple[Any, list[str], list[tuple[int, Converter]]]]:
        return [
            (
                model,
                [field.attname for field in model._meta.concrete_fields],
                list(_converters(model)),
            )
            for model, _ in self._rows
        ]


class Asked:
    """A question whether there is a row.

    Args:
        tables: the models asked, each with the alias of its table.
        from_on: everything from FROM on; `{alias}` stands for the name of an alias's table.
    """

    def __init__(self, tables: Rows, from_on: str) -> None:
        self._tables = tables
        self._from_on = from_on

    def is_there(self, values: Sequence[Any]) -> bool:
        """Whether there is one.

        Args:
            values: for the marks; moments and UUIDs as they are.
        """
        with cursor_at_hand() as cursor:
            cursor.execute(self._sql, [_as_taken(value) for value in values])
            return cursor.fetchone() is not None

    @cached_property
    def _sql(self) -> str:
        quote = connection.ops.quote_name
        tables = {alias: quote(model._meta.db_table) for model, alias in self._tables}
        return f"SELECT 1 {self._from_on.format(**tables)} LIMIT 1"


def _as_taken(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _converters(model: type[models.Model]) -> Any:
    for place, field in enumerate(model._meta.concrete_fields):
        column = field.get_col(model._meta.db_table)
        of_database = connection.ops.get_db_converters(column)
        for convert in (*of_database, *column.get_db_converters(connection)):
            yield place, _bound(convert, column)


def _bound(convert: Any, column: Any) -> Converter:
    return lambda value: convert(value, column, connection)
