"""A cursor at hand, for what every press of a key asks: its answer is fetched at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.utils import CursorWrapper

_NAME = "_panah_at_hand"


@contextmanager
def cursor_at_hand() -> Iterator[CursorWrapper]:
    """A cursor for one statement, whose answer is fetched before anybody asks anything else.

    To make one takes half as long as to ask by it: a connection to PostgreSQL keeps it.
    """
    connection = transaction.get_connection()
    if connection.vendor != "postgresql" or connection.queries_logged:
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.close_if_health_check_failed()  # as whoever makes a new one would be
    kept: CursorWrapper | None = vars(connection).get(_NAME)
    if kept is None or kept.closed or kept.connection is not connection.connection:
        kept = connection.cursor()
        setattr(connection, _NAME, kept)
    yield kept
