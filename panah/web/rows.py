"""Rows written, changed and deleted in one statement, for the rooms that do it hundreds of times.

An object for each row costs more than the row: a listed person has a dozen and more. And a trip to
a server costs more than what is asked: `together` makes one of several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain
from typing import Any, cast

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from panah.web.cursors import cursor_at_hand

_Field = models.Field[Any, Any]
_Row = tuple[Any, ...]
_Statement = tuple[str, Sequence[Any]]

# What every database takes as it is; a day or a UUID each writes in its own way.
_PLAIN = {str, int, bool, bytes, type(None)}
_FEW = 40
_WRITES = ("INSERT", "UPDATE", "DELETE")
_HAS_CHANGED = "EXISTS (SELECT 1 FROM changed)"


class WrittenApart(Exception):
    """Something is written on its own in the midst of what is to be written as one."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A row that has to change, or else nothing is written."""

    statement: _Statement
    otherwise: Callable[[], Exception]


@dataclass(slots=True)
class _Gathered:
    """What is to be written in one statement."""

    rows: dict[_Table, list[_Row]] = field(default_factory=dict)
    deletions: list[_Statement] = field(default_factory=list)
    change: _Change | None = None

    @property
    def takes_one_statement(self) -> bool:
        """Whether nothing has to be copied."""
        return all(len(rows) <= _FEW for rows in self.rows.values())


_gathered: ContextVar[_Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Write all of what is changed, inserted and deleted within, or nothing of it.

    On PostgreSQL, where each statement is a trip, it is one statement, sent at the end; elsewhere a
    transaction. Nothing within may read what is written within, or write in any other way. Within
    another `together` it is a part of that.

    Raises:
        IntegrityError: a constraint refuses a row.
        WrittenApart: something within is written in another way.
    """
    connection = transaction.get_connection()
    if is_together():
        yield
    elif connection.vendor != "postgresql":
        with transaction.atomic():
            yield
    else:
        gathered = _Gathered()
        before = _gathered.set(gathered)
        try:
            with _nothing_else_written(connection):
                yield
        finally:
            _gathered.reset(before)
        _write(gathered)


def is_together() -> bool:
    """Whether what is written now is gathered, to be written as one."""
    return _gathered.get() is not None


def change_row(
    model: type[models.Model],
    changed: Mapping[str, Any],
    where: Mapping[str, Any],
    *,
    otherwise: Callable[[], Exception],
) -> None:
    """Change fields of the one row that is as described; see `update_rows`.

    Within `together` nothing at all is written where there is no such row.

    Args:
        otherwise: what is raised then; on PostgreSQL at the end of `together`.
    """
    gathered = _gathered.get()
    if gathered is None:
        if not update_rows(model, changed, where):
            raise otherwise()
        return
    if gathered.change:
        raise WrittenApart("one row decides whether everything is written")
    gathered.change = _Change(_update(model, changed, where), otherwise)


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
    columns = list(zip(*rows, strict=True))
    if not columns:
        return
    connection = transaction.get_connection()
    table = _table(model, tuple(names))
    ready = [_ready(*each, connection) for each in zip(table.fields, columns, strict=True)]
    new: list[_Row] = list(zip(*ready, strict=True))
    if gathered := _gathered.get():
        gathered.rows.setdefault(table, []).extend(new)
        return
    with transaction.atomic(savepoint=False):
        for statement in _inserting({table: new}):
            _send(statement)


def delete_rows(model: type[models.Model], name: str, value: Any) -> None:
    """Delete the rows in which one field has a value.

    For tables that nothing refers to: no other row is looked for.
    """
    column = _table(model, (name,)).fields[0]
    ready = column.get_db_prep_save(value, connection=transaction.get_connection())
    statement = (_deleting(model, column), [ready])
    if gathered := _gathered.get():
        gathered.deletions.append(statement)
    else:
        _send(statement)


def update_rows(
    model: type[models.Model], changed: Mapping[str, Any], where: Mapping[str, Any]
) -> int:
    """Change fields of the rows that are as described, and return how many those were.

    Args:
        changed: the new values by the names of fields.
        where: what the row has; a set means any of these.
    """
    with cursor_at_hand() as cursor:
        cursor.execute(*_update(model, changed, where))
        return int(cursor.rowcount)


def _nothing_else_written(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """Outside of a transaction it would be kept, whatever becomes of the rest."""
    if connection.in_atomic_block:
        return nullcontext()
    return connection.execute_wrapper(_only_read)


def _only_read(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    if sql.lstrip().upper().startswith(_WRITES):
        raise WrittenApart(sql)
    return execute(sql, *rest)


def _write(gathered: _Gathered) -> None:
    connection, change = transaction.get_connection(), gathered.change
    is_whole = gathered.takes_one_statement and not connection.in_atomic_block
    with nullcontext() if is_whole else transaction.atomic():
        statement = _as_one(list(_statements(gathered)), change)
        if statement is None:
            return
        with cursor_at_hand() as cursor:
            cursor.execute(*statement)
            has_changed = bool(cursor.rowcount)
        if change and not has_changed:
            raise change.otherwise()


def _statements(gathered: _Gathered) -> Iterator[_Statement]:
    yield from _inserting(gathered.rows, only_if=_HAS_CHANGED if gathered.change else "")
    for words, values in gathered.deletions:
        yield (f"{words} AND {_HAS_CHANGED}" if gathered.change else words), values


def _update(
    model: type[models.Model], changed: Mapping[str, Any], where: Mapping[str, Any]
) -> _Statement:
    which = tuple((name, len(one) if isinstance(one, Set) else None) for name, one in where.items())
    words, fields = _updating(model, tuple(changed), which)
    each = chain.from_iterable(one if isinstance(one, Set) else [one] for one in where.values())
    connection = transaction.get_connection()
    values = [
        field.get_db_prep_save(value, connection=connection)
        for field, value in zip(fields, chain(changed.values(), each), strict=True)
    ]
    return words, values


@cache
def _updating(
    model: type[models.Model], changed: tuple[str, ...], where: tuple[tuple[str, int | None], ...]
) -> tuple[str, Sequence[_Field]]:
    """An UPDATE put into words once, and the fields of its marks in their order.

    Args:
        where: names of fields, with how many values each may have; None where it has the one.
    """
    quote = transaction.get_connection().ops.quote_name
    fields: list[_Field] = []

    def mark(name: str, count: int | None) -> str:
        field = cast(_Field, model._meta.get_field(name))
        fields.extend([field] * (count or 1))
        column, marks = quote(str(field.column)), ", ".join(["%s"] * (count or 1))
        return f"{column} = {marks}" if count is None else f"{column} IN ({marks})"

    to = ", ".join([mark(name, None) for name in changed])
    which = " AND ".join([mark(name, count) for name, count in where])
    table = quote(model._meta.db_table)
    return f"UPDATE {table} SET {to} WHERE {which}", fields  # noqa: S608 - our own table


def _ready(field: _Field, column: Sequence[Any], connection: BaseDatabaseWrapper) -> Iterable[Any]:
    if set(map(type, column)) <= _PLAIN:
        return column
    return map(partial(field.get_db_prep_save, connection=connection), column)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Some columns of a table, and how to insert into them, put into words once.

    Args:
        place: the table and its columns.
        as_one: takes the values of one row, each of its column's kind.
        as_arrays: takes the values column by column, so that any number of rows are the same words.
    """

    fields: Sequence[_Field]
    place: str
    as_one: str
    as_arrays: str


@cache
def _table(model: type[models.Model], names: tuple[str, ...]) -> _Table:
    connection = transaction.get_connection()
    fields = [cast(_Field, model._meta.get_field(name)) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    place = f"{quote(model._meta.db_table)} ({columns})"
    kinds = [_kind(field, connection) for field in fields]
    one, arrays = (", ".join(f"%s::{kind}{many}" for kind in kinds) for many in ("", "[]"))
    into = f"INSERT INTO {place} SELECT"
    return _Table(fields, place, f"{into} {one}", f"{into} * FROM unnest({arrays})")


def _kind(field: _Field, connection: BaseDatabaseWrapper) -> str:
    # A cast to a text's own length cuts what is longer, without a word.
    kind = str(field.rel_db_type(connection))
    return "text" if kind.startswith("varchar") else kind


@cache
def _deleting(model: type[models.Model], field: _Field) -> str:
    quote = transaction.get_connection().ops.quote_name
    table, column = quote(model._meta.db_table), quote(str(field.column))
    return f"DELETE FROM {table} WHERE {column} = %s"  # noqa: S608 - our own table


def _inserting(tables: Mapping[_Table, list[_Row]], *, only_if: str = "") -> Iterator[_Statement]:
    """The statements that insert these rows; what takes several calls is done before.

    Args:
        only_if: a condition; what was done before is to be undone where it does not hold.
    """
    connection = transaction.get_connection()
    where = only_if and f" WHERE {only_if}"
    for table, rows in tables.items():
        marks = f"({', '.join(['%s'] * len(rows[0]))})"
        one_by_one = f"INSERT INTO {table.place} VALUES {marks}"  # noqa: S608 - marks
        if len(rows) == 1:
            yield (f"{table.as_one}{where}" if where else one_by_one), rows[0]
        elif connection.vendor != "postgresql":
            with connection.cursor() as cursor:
                cursor.executemany(one_by_one, rows)
        elif len(rows) <= _FEW:  # to copy takes three trips
            columns = [list(column) for column in zip(*rows, strict=True)]
            yield f"{table.as_arrays}{where}", columns
        else:
            _copy(connection, table, rows)


def _copy(connection: BaseDatabaseWrapper, table: _Table, rows: list[_Row]) -> None:
    # A statement for each row would be a trip for each. Copying asks every constraint, too.
    # own rule: the names are the model's, and quoted
    copying = f"COPY {table.place} FROM STDIN"
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(copying) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _send(statement: _Statement) -> None:
    with transaction.atomic(savepoint=False), cursor_at_hand() as cursor:
        cursor.execute(*statement)


def _as_one(statements: Sequence[_Statement], change: _Change | None) -> _Statement | None:
    parts = [(f"part{place}", *each) for place, each in enumerate(statements)]
    if change:
        words, values = change.statement
        parts = [("changed", f"{words} RETURNING 1", values), *parts, ("", "TABLE changed", ())]
    if not parts:
        return None
    *before, (_, last, _) = parts
    named = ", ".join(f"{name} AS ({words})" for name, words, _ in before)
    return (f"WITH {named} {last}" if named else last), [v for _, _, each in parts for v in each]
