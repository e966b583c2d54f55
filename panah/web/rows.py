"""Rows written, changed and deleted in one statement, for the rooms that do it hundreds of times.

An object for each row costs more than the row: a listed person has a dozen and more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial
from typing import Any, cast

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_Field = models.Field[Any, Any]

# What every database takes as it is; a day or a UUID each writes in its own way.
_PLAIN = {str, int, bool, bytes, type(None)}
_FEW = 40


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows, all or none, in the caller's transaction if there is one.

    Args:
        names: the fields in the order of each row's values. One that is not named must be filled
            by the database: no default of the model is asked.

    Raises:
        IntegrityError: a constraint refuses a row.
    """
    fields = [cast(_Field, model._meta.get_field(name)) for name in names]
    columns = list(zip(*rows, strict=True))
    if not columns:
        return
    connection = transaction.get_connection()
    ready = [_ready(*each, connection) for each in zip(fields, columns, strict=True)]
    with transaction.atomic(savepoint=False):
        _insert(connection, _place(connection, model, fields), list(zip(*ready, strict=True)))


def delete_rows(model: type[models.Model], name: str, value: Any) -> int:
    """Delete the rows in which one field has a value, and return how many those were.

    For tables that nothing refers to: no other row is looked for.
    """
    connection = transaction.get_connection()
    field = cast(_Field, model._meta.get_field(name))
    quote = connection.ops.quote_name
    where = f"{quote(model._meta.db_table)} WHERE {quote(str(field.column))} = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {where}",  # noqa: S608 - our own table
            [field.get_db_prep_save(value, connection=connection)],
        )
        return int(cursor.rowcount)


def update_rows(
    model: type[models.Model], changed: Mapping[str, Any], where: Mapping[str, Any]
) -> int:
    """Change fields of the rows that are as described, and return how many those were.

    Args:
        changed: the new values by the names of fields.
        where: what the row has; a set means any of these.
    """
    connection = transaction.get_connection()
    values: list[Any] = []

    def mark(name: str, value: Any) -> str:
        field = cast(_Field, model._meta.get_field(name))
        each = value if isinstance(value, Set) else [value]
        values.extend(field.get_db_prep_save(one, connection=connection) for one in each)
        column = connection.ops.quote_name(str(field.column))
        marks = ", ".join(["%s"] * len(each))
        return f"{column} IN ({marks})" if isinstance(value, Set) else f"{column} = {marks}"

    to = ", ".join([mark(name, value) for name, value in changed.items()])
    which = " AND ".join([mark(name, value) for name, value in where.items()])
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {to} WHERE {which}", values)  # noqa: S608 - our own
        return int(cursor.rowcount)


def _ready(field: _Field, column: Sequence[Any], connection: BaseDatabaseWrapper) -> Iterable[Any]:
    if set(map(type, column)) <= _PLAIN:
        return column
    return map(partial(field.get_db_prep_save, connection=connection), column)


def _place(
    connection: BaseDatabaseWrapper, model: type[models.Model], fields: Sequence[_Field]
) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return f"{quote(model._meta.db_table)} ({columns})"


def _insert(connection: BaseDatabaseWrapper, place: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        marks = f"({', '.join(['%s'] * len(rows[0]))})"
        if connection.vendor != "postgresql":
            cursor.executemany(f"INSERT INTO {place} VALUES {marks}", rows)  # noqa: S608 - marks
            return
        if len(rows) <= _FEW:  # to copy takes three trips
            values = ", ".join([marks] * len(rows))
            cursor.execute(
                f"INSERT INTO {place} VALUES {values}",  # noqa: S608 - marks
                [value for row in rows for value in row],
            )
            return
        # A statement for each row would be a trip for each. Copying asks every constraint, too.
        # own rule: the names are the model's, and quoted
        with connection.wrap_database_errors, cursor.copy(f"COPY {place} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
