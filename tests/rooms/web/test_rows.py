"""Many rows in one statement: what the database keeps is what an object of each would have."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from panah.desk.models import RegistrationGroup
from panah.journal.models import PendingEvent
from panah.web.rows import insert_rows
from tests.builders import MORNING, a_site

pytestmark = pytest.mark.django_db(transaction=True)

EVENT = ("id", "log", "body")


def test_a_row_reads_back_as_it_was_given() -> None:
    day, request, site = MORNING.date(), uuid4(), a_site()
    names = ("number", "site", "kind", "request_id", "registered_on")
    insert_rows(RegistrationGroup, names, [("7Q4M2K9DX", site.pk, "alone", request, day)])
    group = RegistrationGroup.objects.get(request_id=request)

    assert (group.number, group.site, group.registered_on) == ("7Q4M2K9DX", site, day)
    assert group.ticket is None


@pytest.mark.parametrize("body", [b"", b"\x00\xff\\\n\t", "Әлия".encode()])
def test_bytes_stay_as_they_are(body: bytes) -> None:
    insert_rows(PendingEvent, EVENT, [(uuid4(), "line", body)])

    assert bytes(PendingEvent.objects.get().body) == body


def test_a_constraint_that_refuses_one_row_keeps_all_of_them_out() -> None:
    twice = uuid4()
    rows = [(uuid4(), "line", b"one"), (twice, "line", b"two"), (twice, "line", b"three")]

    with pytest.raises(IntegrityError):
        insert_rows(PendingEvent, EVENT, rows)
    assert not PendingEvent.objects.exists()


def test_rows_are_gone_when_the_act_they_belong_to_is_undone() -> None:
    with transaction.atomic():
        insert_rows(PendingEvent, EVENT, [(uuid4(), "line", b"{}")])
        transaction.set_rollback(True)

    assert not PendingEvent.objects.exists()


def test_no_rows_are_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        insert_rows(PendingEvent, EVENT, [])
