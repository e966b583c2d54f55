"""Many rows in one statement: what the database keeps is what an object of each would have."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from panah.desk.models import RegistrationGroup
from panah.journal.models import PendingEvent
from panah.line.models import Ticket
from panah.web.rows import (
    WrittenApart,
    change_row,
    delete_rows,
    insert_rows,
    together,
    update_rows,
)
from panah.web.worded import Asked
from tests.builders import MORNING, a_site

pytestmark = pytest.mark.django_db(transaction=True)

EVENT = ("id", "log", "body")
GROUP = ("number", "site", "kind", "request_id", "registered_on", "ticket")


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


@pytest.mark.parametrize("count", [2, 3, 41])
def test_any_number_of_rows_reads_back_in_every_kind_of_column(count: int) -> None:
    day, site = MORNING.date(), a_site()
    rows = [(f"7Q4M2K{n:03}", site.pk, "alone", uuid4(), day, None) for n in range(count)]
    insert_rows(RegistrationGroup, GROUP, rows)

    kept = RegistrationGroup.objects.values_list(*GROUP).order_by("number")
    assert list(kept) == rows


@pytest.mark.parametrize("count", [1, 2, 41])
def test_a_text_that_is_too_long_is_never_cut(count: int) -> None:
    rows = [(uuid4(), "much longer than any log's name", b"{}") for _ in range(count)]
    refuses = connection.vendor == "postgresql"

    with pytest.raises(DataError) if refuses else nullcontext():
        insert_rows(PendingEvent, EVENT, rows)

    kept = PendingEvent.objects.values_list("log", flat=True).distinct()
    assert list(kept) == ([] if refuses else ["much longer than any log's name"])


def test_what_is_written_together_is_one_statement_where_a_statement_is_a_trip(
    django_assert_num_queries: Any,
) -> None:
    insert_rows(PendingEvent, EVENT, [(gone := uuid4(), "line", b"gone")])
    kept = [(uuid4(), "line", body) for body in (b"one", b"two", b"three")]
    is_a_trip = connection.vendor == "postgresql"

    with django_assert_num_queries(1 if is_a_trip else 5), together():  # or a beginning and an end
        insert_rows(PendingEvent, EVENT, kept[:1])
        delete_rows(PendingEvent, "id", gone)
        insert_rows(PendingEvent, EVENT, kept[1:])

    assert set(PendingEvent.objects.values_list(*EVENT)) == set(kept)


def test_a_row_refused_among_others_written_together_keeps_all_of_them_out() -> None:
    twice = uuid4()

    def write_twice() -> None:
        with together():
            insert_rows(PendingEvent, EVENT, [(twice, "line", b"one")])
            insert_rows(PendingEvent, EVENT, [(twice, "line", b"two")])

    with pytest.raises(IntegrityError):
        write_twice()
    assert not PendingEvent.objects.exists()

    insert_rows(PendingEvent, EVENT, [(twice, "line", b"at once")])
    assert PendingEvent.objects.count() == 1


def test_whoever_is_stopped_while_writing_together_has_written_nothing() -> None:
    def stop_halfway() -> None:
        with together():
            insert_rows(PendingEvent, EVENT, [(uuid4(), "line", b"one")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stop_halfway()

    insert_rows(PendingEvent, EVENT, [(uuid4(), "line", b"alone")])
    assert [bytes(each.body) for each in PendingEvent.objects.all()] == [b"alone"]


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


class _SomebodyWasFaster(Exception):
    pass


def _a_waiting_ticket() -> Ticket:
    return Ticket.objects.create(
        site=a_site(), day=MORNING.date(), number=1, taken_at=MORNING, party_size=1
    )


def _hold(ticket: Ticket, *, from_status: str) -> None:
    where = {"id": ticket.pk, "status": frozenset({from_status})}
    change_row(Ticket, {"status": "held"}, where, otherwise=_SomebodyWasFaster)


@pytest.mark.parametrize("count", [0, 1, 3, 41])
@pytest.mark.parametrize("within", [nullcontext, transaction.atomic])
def test_what_depends_on_a_row_is_written_where_the_row_changes(count: int, within: Any) -> None:
    ticket, rows = _a_waiting_ticket(), [(uuid4(), "line", b"{}") for _ in range(count)]
    insert_rows(PendingEvent, EVENT, [(gone := uuid4(), "line", b"gone")])

    with within(), together():
        _hold(ticket, from_status="waiting")
        insert_rows(PendingEvent, EVENT, rows)
        delete_rows(PendingEvent, "id", gone)

    ticket.refresh_from_db()
    assert ticket.status == "held"
    assert set(PendingEvent.objects.values_list(*EVENT)) == set(rows)


@pytest.mark.parametrize("count", [0, 1, 3, 41])
@pytest.mark.parametrize("within", [nullcontext, transaction.atomic])
def test_nothing_is_written_where_the_row_it_depends_on_is_another(count: int, within: Any) -> None:
    ticket, rows = _a_waiting_ticket(), [(uuid4(), "line", b"{}") for _ in range(count)]
    insert_rows(PendingEvent, EVENT, [(stays := uuid4(), "line", b"stays")])

    def write() -> None:
        with together():
            insert_rows(PendingEvent, EVENT, rows)
            _hold(ticket, from_status="called")
            delete_rows(PendingEvent, "id", stays)

    with within():
        with pytest.raises(_SomebodyWasFaster):
            write()
        Ticket.objects.filter(pk=ticket.pk).update(party_size=4)  # the act around it goes on

    ticket.refresh_from_db()
    assert (ticket.status, ticket.party_size) == ("waiting", 4)
    assert list(PendingEvent.objects.values_list("id", flat=True)) == [stays]


def test_what_is_written_together_within_another_is_a_part_of_that() -> None:
    def stop_after_the_inner_one() -> None:
        with together():
            with together():
                insert_rows(PendingEvent, EVENT, [(uuid4(), "line", b"inner")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stop_after_the_inner_one()
    assert not PendingEvent.objects.exists()


def test_nobody_writes_on_their_own_among_what_is_gathered() -> None:
    def write_on_ones_own() -> None:
        with together():
            insert_rows(PendingEvent, EVENT, [(uuid4(), "line", b"gathered")])
            assert not Ticket.objects.exists()  # whoever reads disturbs nobody
            PendingEvent.objects.create(log="line", body=b"alone")
            raise ZeroDivisionError

    is_gathered = connection.vendor == "postgresql"
    with pytest.raises(WrittenApart if is_gathered else ZeroDivisionError):
        write_on_ones_own()
    assert not PendingEvent.objects.exists()


def test_one_row_alone_decides_whether_everything_is_written() -> None:
    ticket = _a_waiting_ticket()
    is_gathered = connection.vendor == "postgresql"

    with pytest.raises(WrittenApart) if is_gathered else nullcontext(), together():
        _hold(ticket, from_status="waiting")
        change_row(Ticket, {"party_size": 2}, {"id": ticket.pk}, otherwise=_SomebodyWasFaster)

    ticket.refresh_from_db()
    assert ticket.status == ("waiting" if is_gathered else "held")


def test_a_question_whether_there_is_a_row_takes_moments_and_uuids_as_they_are() -> None:
    ticket = Ticket.objects.create(
        site=a_site(), day=MORNING.date(), number=1, taken_at=MORNING, party_size=1
    )
    asked = Asked([(Ticket, "ticket")], "FROM {ticket} WHERE id = %s AND taken_at > %s")
    minute = timedelta(minutes=1)

    assert asked.is_there([ticket.pk, MORNING - minute])
    assert not asked.is_there([ticket.pk, MORNING])
    assert not asked.is_there([uuid4(), MORNING - minute])
