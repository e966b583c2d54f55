"""What pages and boards read of the line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from panah.line import actions, queries
from panah.line.models import FastTrack, Ticket
from panah.sites.models import Desk, Site
from tests.builders import MORNING, a_site
from tests.rooms.line.tickets import LATER, TOMORROW, a_ticket, a_ticket_that_is

pytestmark = pytest.mark.django_db
TODAY = date(2022, 10, 5)


def test_ahead_of_a_ticket_are_lower_numbers_and_everyone_on_the_fast_track() -> None:
    first, mine, later = a_ticket(party_size=2), a_ticket(), a_ticket(party_size=4)
    actions.fast_track(later, FastTrack.SMALL_CHILD, at=LATER)

    assert queries.ahead_of(mine) == queries.Ahead(tickets=2, people=6)
    assert queries.ahead_of(later) == queries.Ahead(tickets=0, people=0)
    assert queries.ahead_of(first) == queries.Ahead(tickets=1, people=4)


def test_who_is_held_or_gone_is_not_ahead() -> None:
    held, gone, mine = a_ticket(), a_ticket(), a_ticket()
    actions.hold(held, at=LATER)
    actions.give_up(gone, at=LATER)

    assert queries.ahead_of(mine).tickets == 0


def test_the_last_four_calls_stay_newest_first_when_they_have_been_served() -> None:
    site = a_site()
    for minute in range(6):
        a_ticket(site)
        called = actions.call_next(site, desk="1", at=MORNING + timedelta(minutes=minute))
        assert called is not None
        actions.serve(called, desk="1", at=MORNING + timedelta(minutes=minute))

    assert [ticket.number for ticket in queries.latest_calls(site, TODAY)] == [6, 5, 4, 3]


def test_the_next_numbers_are_those_that_call_next_will_call() -> None:
    site = a_site()
    tickets = [a_ticket(site) for _ in range(4)]
    actions.fast_track(tickets[2], FastTrack.OTHER, at=LATER)
    announced = queries.next_numbers(site, TODAY, count=3)

    called = [actions.call_next(site, desk="1", at=LATER) for _ in range(3)]

    assert [ticket.number for ticket in called if ticket] == announced == [3, 1, 2]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (lambda site: queries.first_unclaimed(site, TODAY, desk="1"), "who_waits"),
        (lambda site: queries.called_to(site, "1", TODAY, TODAY), "who_is_at_a_desk"),
    ],
)
def test_what_each_press_asks_stands_in_an_index_of_its_own_in_the_order_asked(
    asked: Callable[[Site], Ticket | None], index: str
) -> None:
    assert index in plan_of(*_question(asked))


@pytest.mark.parametrize("index", ["who_waits", "who_is_at_a_desk"])
def test_what_calling_asks_stands_in_both_and_no_more_than_two_are_put_in_order(index: str) -> None:
    question = _question(lambda site: queries.here_or_next(site, "2", TODAY))

    assert index in plan_of(*question, sorts=True)


def _question(asked: Callable[[Site], Ticket | None]) -> tuple[str, Any]:
    site = a_site()
    for _ in range(20):
        a_ticket(site)
    actions.call_next(site, desk="1", at=LATER)
    said: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert asked(site)
    return said[0]


def plan_of(sql: str, params: Any, *, sorts: bool = False) -> str:
    """How the database would answer from indexes; the others of a ticket are put out of the way."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX who_is_next")  # SQLite takes it, too, and it is as good
        explain = "EXPLAIN QUERY PLAN"
        if connection.vendor == "postgresql":
            explain = "EXPLAIN"
            for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"{explain} {sql}", params)
        plan = "\n".join(str(row) for row in cursor.fetchall())
        transaction.set_rollback(True)
    assert sorts or "TEMP B-TREE" not in plan
    assert plan.count("Sort Key") == sorts * (connection.vendor == "postgresql")
    return plan


def test_only_its_own_secret_finds_a_ticket() -> None:
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)

    assert queries.ticket_by_secret(issued.secret) == issued.ticket
    assert queries.ticket_by_secret(issued.secret[:-1]) is None
    assert queries.ticket_by_secret(issued.ticket.secret_hash.hex()) is None


def test_the_day_is_counted_by_state() -> None:
    served = a_ticket_that_is("served")
    a_ticket(party_size=3)
    actions.hold(a_ticket(), at=LATER)
    for act in (lambda ticket: None, lambda ticket: actions.no_show(ticket, at=LATER)):
        ticket = a_ticket()
        actions.fast_track(ticket, FastTrack.OTHER, at=LATER)
        actions.call_next(served.site, desk="1", at=LATER)
        act(Ticket.objects.get(pk=ticket.pk))

    assert queries.day_counts(served.site, TODAY) == queries.DayCounts(
        waiting=1, waiting_people=3, held=1, called=1, served=1, no_show=1
    )


def test_a_day_without_anybody_is_all_zeros() -> None:
    assert queries.day_counts(a_site(), TODAY) == queries.DayCounts(0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("status", [*Ticket.Status.values])
def test_only_a_ticket_that_waits_is_told_a_time(status: str) -> None:
    is_told = queries.expected_call(a_ticket_that_is(status), LATER) is not None

    assert is_told == (status in ("waiting", "held"))


def test_with_every_desk_closed_no_time_is_told() -> None:
    ticket = a_ticket()
    Desk.objects.update(is_open=False)

    assert queries.expected_call(ticket, LATER) is None


def test_before_the_opening_the_range_begins_at_the_opening() -> None:
    at_dawn = datetime(2022, 10, 5, 0, 0, tzinfo=UTC)  # 06:00 in Almaty; it opens at 08:30
    found = queries.expected_call(a_ticket(at=at_dawn), at_dawn)

    assert found is not None
    assert found[0] == datetime(2022, 10, 5, 2, 30, tzinfo=UTC)


def test_no_time_after_the_closing_is_promised() -> None:
    in_the_evening = datetime(2022, 10, 5, 12, 30, tzinfo=UTC)  # 18:30; it closes at 18:00

    assert queries.expected_call(a_ticket(at=in_the_evening), in_the_evening) is None


def test_slower_desks_make_the_range_later() -> None:
    site = a_site()
    before = queries.expected_call_of_new(site, MORNING + timedelta(hours=3))
    for _ in range(10):
        a_ticket(site)
        called = actions.call_next(site, desk="1", at=MORNING)
        assert called is not None
        actions.serve(called, desk="1", at=MORNING + timedelta(hours=1))
    after = queries.expected_call_of_new(site, MORNING + timedelta(hours=3))

    assert before is not None
    assert after is not None
    assert after[1] > before[1]


def test_who_is_far_from_their_turn_is_told_until_when_to_stay_warm() -> None:
    tickets = [a_ticket() for _ in range(40)]

    assert queries.place_of(tickets[0], LATER).be_here_at is None
    far = queries.place_of(tickets[-1], LATER)
    assert far.expected is not None
    assert far.be_here_at == far.expected[0] - timedelta(minutes=10)


def test_a_ticket_of_yesterday_is_over() -> None:
    assert queries.place_of(a_ticket(), TOMORROW).is_over


def test_a_desk_finds_the_ticket_it_has_called() -> None:
    ticket = a_ticket_that_is("called")

    assert queries.called_to(ticket.site, "2", TODAY) == ticket
    assert queries.called_to(ticket.site, "3", TODAY) is None


@pytest.mark.parametrize("status", ["called", "served", "no_show"])
def test_whoever_was_called_has_nobody_before_them_any_more(status: str) -> None:
    ticket = a_ticket_that_is(status)
    others = [a_ticket(ticket.site) for _ in range(2)]
    actions.fast_track(others[1], FastTrack.ILLNESS, at=MORNING)

    place = queries.place_of(ticket, LATER)

    assert place.ahead == queries.Ahead(0, 0)
    assert queries.ahead_of(ticket).tickets == 1  # so it would be if it came back now
