"""Many rows in one statement: what the database keeps is what an object of each would have."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from panah.desk.models import RegistrationGroup
from panah.journal.models import PendingEvent
from panah.line.models import Ticket
from panah.web.rows import insert_rows, update_rows
from panah.web.worded import Asked
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


def test_only_rows_that_are_as_described_change_and_they_are_counted() -> None:
    site, day = a_site(), MORNING.date()
    said = ("waiting", "held", "waiting", "held")
    tickets = [
        Ticket.objects.create(
            site=site,
            day=day,
            number=number,
            status=status,
            taken_at=MORNING,
            party_size=1,
            secret_hash=bytes([number]),
        )
        for number, status in enumerate(said, 1)
    ]
    first, second = {"id": tickets[0].pk}, {"status": frozenset({"called", "held"}), "site": site}

    none = update_rows(Ticket, {"party_size": 9}, first | {"status": frozenset({"called"})})
    two = update_rows(Ticket, {"party_size": 3, "held_until": MORNING}, second)

    assert (none, two) == (0, 2)
    found = Ticket.objects.order_by("number").values_list("status", "party_size", "held_until")
    held, waits = ("held", 3, MORNING), ("waiting", 1, None)
    assert list(found) == [waits, held, waits, held]


def test_a_question_whether_there_is_a_row_takes_moments_and_uuids_as_they_are() -> None:
    ticket = Ticket.objects.create(
        site=a_site(), day=MORNING.date(), number=1, taken_at=MORNING, party_size=1
    )
    asked = Asked([(Ticket, "ticket")], "FROM {ticket} WHERE id = %s AND taken_at > %s")
    minute = timedelta(minutes=1)

    assert asked.is_there([ticket.pk, MORNING - minute])
    assert not asked.is_there([ticket.pk, MORNING])
    assert not asked.is_there([uuid4(), MORNING - minute])
