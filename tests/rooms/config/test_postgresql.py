"""A connection that was kept is used again without asking, and never when the server ended it."""

from __future__ import annotations

import pytest
from django.db import connection, connections

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
