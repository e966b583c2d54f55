"""A connection that was kept is used again without asking, and never when the server ended it."""

from __future__ import annotations

import pytest
from django.db import connection, connections

from panah.web.cursors import cursor_at_hand

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_quiet_connection_is_good_without_a_question() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    asked = []

    with connection.execute_wrapper(lambda run, *rest: (asked.append(rest), run(*rest))[1]):
        assert connection.is_usable()
    assert asked == []


def test_a_connection_that_the_server_has_ended_is_not_good() -> None:
    if connection.vendor == "sqlite":
        return  # it has no server
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    was_good = other.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

    assert (was_good, other.is_usable()) == (True, False)
    other.close()
    assert not other.is_usable()


def test_a_cursor_that_was_kept_asks_by_a_new_connection_where_the_server_ended_the_old() -> None:
    if connection.vendor == "sqlite":
        return  # it has no server
    with cursor_at_hand() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()
    connection.health_check_enabled, connection.health_check_done = True, False  # as a request has

    with cursor_at_hand() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (another,) = cursor.fetchone()

    assert another != number
