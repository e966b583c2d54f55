"""What happens at the gate and at the desks, and what the journal says of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle

import pytest
from django.db import IntegrityError, connection

from panah.line import actions, queries
from panah.line.models import FastTrack, Pause, Ticket
from panah.line.secret import hash_of, new_secret
from panah.sites.models import Desk, Site
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.line.threads import at_once
from tests.rooms.line.tickets import (
    LATER,
    TOMORROW,
    a_ticket,
    a_ticket_that_is,
    acts_of,
    events,
)

pytestmark = pytest.mark.django_db
in_earnest = pytest.mark.django_db(transaction=True)

_PLACES = count(1000)


def _desk(site: Site) -> Desk:
    return Desk.objects.get(site=site, number=1)


def _numbers(site: Site) -> list[int]:
    return sorted(Ticket.objects.filter(site=site).values_list("number", flat=True))


# Taking a number


def test_numbers_of_a_day_begin_at_one_and_follow_each_other() -> None:
    site = a_site()

    numbers = [a_ticket(site).number for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_each_centre_counts_for_itself() -> None:
    a_ticket(a_site("ALA"))

    assert a_ticket(a_site("NUR")).number == 1


def test_a_new_day_begins_at_the_centres_own_midnight() -> None:
    # Almaty was six hours ahead of UTC in 2022: 18:00 UTC is its midnight.
    before = a_ticket(at=datetime(2022, 10, 5, 17, 59, tzinfo=UTC))
    after = a_ticket(at=datetime(2022, 10, 5, 18, 0, tzinfo=UTC))

    assert (before.day, before.number) == (date(2022, 10, 5), 1)
    assert (after.day, after.number) == (date(2022, 10, 6), 1)


def test_the_secret_is_given_once_and_only_its_hash_is_stored() -> None:
    issued = actions.issue_ticket(a_site(), party_size=2, at=MORNING)
    row = Ticket.objects.filter(pk=issued.ticket.pk).values().get()

    assert len(issued.secret) == 22
    assert bytes(row["secret_hash"]) == hash_of(issued.secret)
    assert issued.secret not in str(row)
    assert all(issued.secret not in str(event) for event in events())


def test_the_same_secret_gives_the_same_ticket_again() -> None:
    secret = new_secret()
    first = actions.issue_ticket(a_site(), party_size=2, secret=secret, at=MORNING)

    again = actions.issue_ticket(a_site(), party_size=2, secret=secret, at=LATER)

    assert again.ticket.pk == first.ticket.pk
    assert acts_of(1) == ["taken"]


@pytest.mark.parametrize("party_size", [0, 11])
def test_a_party_is_one_to_ten_people(party_size: int) -> None:
    site = a_site()

    with pytest.raises(IntegrityError):
        actions.issue_ticket(site, party_size=party_size, at=MORNING)

    assert events() == []


@in_earnest
def test_numbers_have_no_gaps_when_fifty_people_take_one_at_the_same_moment() -> None:
    site = a_site()

    at_once(50, lambda _: [a_ticket(site) for _ in range(4)])

    assert _numbers(site) == list(range(1, 201))
    assert len(events()) == 200


@in_earnest
def test_one_form_sent_twenty_times_at_once_gives_one_ticket() -> None:
    site, secret = a_site(), new_secret()

    got = at_once(20, lambda _: actions.issue_ticket(site, party_size=1, secret=secret, at=MORNING))

    assert len({issued.ticket.pk for issued in got}) == 1
    assert _numbers(site) == [1]
    assert len(events()) == 1


def test_an_undone_number_is_not_given_to_anybody_else() -> None:
    site = a_site()
    actions.undo_issue(a_ticket(site), at=LATER)

    assert a_ticket(site).number == 2


def test_a_number_cannot_be_taken_back_after_a_few_minutes() -> None:
    ticket = a_ticket()

    with pytest.raises(actions.TooLateToUndo):
        actions.undo_issue(ticket, at=MORNING + timedelta(minutes=6))


# Calling


def test_fast_track_tickets_are_called_first_then_the_lowest_number() -> None:
    site = a_site()
    first, second, third = (a_ticket(site) for _ in range(3))
    actions.fast_track(third, FastTrack.PREGNANCY, at=MORNING)

    called = [actions.call_next(site, desk="1", at=LATER) for _ in range(4)]

    assert called == [third, first, second, None]


def test_a_ticket_that_came_back_keeps_its_place() -> None:
    site = a_site()
    first, _second = a_ticket(site), a_ticket(site)
    actions.hold(first, at=MORNING)
    actions.come_back(first, at=LATER)

    assert actions.call_next(site, desk="1", at=LATER) == first


def test_a_held_ticket_is_not_called() -> None:
    ticket = a_ticket()
    actions.hold(ticket, at=MORNING)

    assert actions.call_next(ticket.site, desk="1", at=LATER) is None


def test_people_who_missed_their_call_can_come_back_the_same_day() -> None:
    ticket = a_ticket_that_is("no_show")

    actions.come_back(ticket, at=LATER)

    assert actions.call_next(ticket.site, desk="3", at=LATER) == ticket


def test_nobody_comes_back_to_a_day_that_is_over() -> None:
    ticket = a_ticket_that_is("no_show")

    with pytest.raises(actions.DayIsOver):
        actions.come_back(ticket, at=TOMORROW)


def test_a_ticket_of_yesterday_is_not_called() -> None:
    ticket = a_ticket()

    assert actions.call_next(ticket.site, desk="1", at=TOMORROW) is None


def test_a_desk_keeps_its_number_until_it_is_finished_and_calls_the_next_one_then() -> None:
    site = a_site()
    first, second = a_ticket(site), a_ticket(site)

    called = actions.keep_or_call_next(site, desk="1", at=MORNING)
    once_more = actions.keep_or_call_next(site, desk="1", at=LATER)
    actions.serve(first, desk="1", at=LATER)
    after_it = actions.keep_or_call_next(site, desk="1", at=LATER)

    assert called == actions.Called(first, is_new=True)
    assert once_more == actions.Called(first, is_new=False)
    assert after_it == actions.Called(second, is_new=True)
    assert acts_of(1).count("called") == 1
    assert actions.keep_or_call_next(site, desk="2", at=LATER) is None


def test_a_desk_keeps_a_number_that_it_called_before_midnight() -> None:
    ticket = a_ticket(at=MORNING)
    actions.call_next(ticket.site, desk="1", at=MORNING)
    a_ticket(ticket.site, at=TOMORROW)

    kept = actions.keep_or_call_next(ticket.site, desk="1", at=TOMORROW)

    assert kept == actions.Called(ticket, is_new=False)


def test_a_paused_desk_keeps_its_number_and_calls_no_other() -> None:
    site = a_site(desks=1)
    a_ticket(site), a_ticket(site)
    first = actions.call_next(site, desk="1", at=MORNING)
    assert first is not None
    actions.pause_desk(_desk(site), Pause.Reason.BREAK, by=a_clerk(site=site), at=MORNING)

    assert actions.keep_or_call_next(site, desk="1", at=LATER) == actions.Called(
        first, is_new=False
    )
    actions.serve(first, desk="1", at=LATER)
    assert actions.keep_or_call_next(site, desk="1", at=LATER) is None


def test_where_another_desk_was_faster_the_one_after_it_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = a_site()
    first, second = a_ticket(site), a_ticket(site)
    read_a_moment_ago = queries.here_or_next(site, "1", queries.day_of(site, MORNING))
    actions.call_next(site, desk="2", at=MORNING)
    monkeypatch.setattr(queries, "here_or_next", lambda *_: read_a_moment_ago)

    called = actions.keep_or_call_next(site, desk="1", at=LATER)

    assert read_a_moment_ago == first
    assert called == actions.Called(second, is_new=True)


def test_a_desk_whose_clock_was_read_a_moment_too_early_still_calls() -> None:
    ticket = a_ticket(at=MORNING)

    called = actions.call_next(ticket.site, desk="1", at=MORNING - timedelta(seconds=1))

    assert called is not None
    assert called.called_at == MORNING


def test_calling_again_brings_a_number_to_the_top_of_the_wall() -> None:
    site = a_site()
    first, second = a_ticket(site), a_ticket(site)
    actions.call_next(site, desk="1", at=MORNING)
    actions.call_next(site, desk="2", at=LATER)
    first.refresh_from_db()

    actions.call_again(first, at=LATER + timedelta(minutes=1))

    assert queries.latest_calls(site, first.day) == [first, second]
    assert first.times_called == 2


def test_another_desk_cannot_serve_a_ticket() -> None:
    ticket = a_ticket_that_is("called")

    with pytest.raises(actions.TicketNotCalled):
        actions.serve(ticket, desk="3", at=LATER)


def test_a_refusal_does_not_say_more_than_number_and_state() -> None:
    ticket = a_ticket_that_is("served")

    with pytest.raises(actions.TicketNotCalled, match=r"^serve of number 1: it is served$"):
        actions.serve(ticket, desk="2", at=LATER)


@in_earnest
def test_two_desks_never_call_the_same_ticket() -> None:
    site = a_site()
    for _ in range(100):
        a_ticket(site)

    called = at_once(2, lambda desk: _call_everybody(site, str(desk + 1)))

    assert sorted(called[0] + called[1]) == list(range(1, 101))


@in_earnest
def test_a_thousand_calls_by_fifty_desks_call_no_ticket_twice() -> None:
    assert sorted(_called_by_fifty_desks(1_000)) == list(range(1, 1_001))


@pytest.mark.long
@in_earnest
def test_a_hundred_thousand_calls_by_fifty_desks_call_no_ticket_twice() -> None:
    assert sorted(_called_by_fifty_desks(100_000)) == list(range(1, 100_001))


def _called_by_fifty_desks(count: int) -> list[int]:
    """Every number that a desk called, while the journal and the tickets say the same."""
    site = a_site(desks=50)
    day = queries.day_of(site, MORNING)
    Ticket.objects.bulk_create(
        [
            Ticket(
                site=site,
                day=day,
                number=number,
                party_size=1,
                secret_hash=hash_of(str(number)),
                taken_at=MORNING,
            )
            for number in range(1, count + 1)
        ],
        batch_size=1000,
    )

    called = at_once(50, lambda desk: _call_everybody(site, str(desk + 1)))

    assert len(events()) == count
    assert Ticket.objects.filter(status="called", times_called=1).count() == count
    return [number for numbers in called for number in numbers]


def _call_everybody(site: Site, desk: str) -> list[int]:
    numbers = []
    calls = cycle([actions.call_next, _call_as_a_desk])
    while ticket := next(calls)(site, desk=desk, at=MORNING):
        numbers.append(ticket.number)
    return numbers


def _call_as_a_desk(site: Site, *, desk: str, at: datetime) -> Ticket | None:
    del desk
    """As a desk that has none: each of these is another one."""
    called = actions.keep_or_call_next(site, desk=str(next(_PLACES)), at=at)
    return called.ticket if called else None


@in_earnest
def test_a_ticket_given_up_while_it_is_called_ends_in_one_way_only() -> None:
    site = a_site()
    tickets = [a_ticket(site) for _ in range(20)]

    def give_up_or_call(index: int) -> object:
        if index % 2:
            return _call_everybody(site, "1")
        return [_given_up(ticket) for ticket in tickets]

    at_once(4, give_up_or_call)

    for ticket in tickets:
        ticket.refresh_from_db()
        assert ticket.status == "given_up"
        assert acts_of(ticket.number).count("given_up") == 1
        assert acts_of(ticket.number).count("called") == ticket.times_called


def _given_up(ticket: Ticket) -> bool:
    try:
        actions.give_up(Ticket.objects.get(pk=ticket.pk), at=LATER)
    except actions.MoveRefused:
        return False
    return True


# Seen sooner


def test_being_seen_sooner_does_not_change_the_number_and_does_not_tell_the_reason() -> None:
    ticket = a_ticket()

    actions.fast_track(ticket, FastTrack.ILLNESS, at=LATER)

    assert (ticket.number, ticket.lane) == (1, "fast_track")
    assert acts_of(1) == ["fast_tracked", "taken"]
    assert all("illness" not in str(event) for event in events())


def test_asking_twice_to_be_seen_sooner_is_one_event() -> None:
    ticket = a_ticket()
    stale = Ticket.objects.get(pk=ticket.pk)
    actions.fast_track(ticket, FastTrack.ILLNESS, at=LATER)

    actions.fast_track(stale, FastTrack.OTHER, at=LATER)

    assert stale.fast_track_reason == "illness"
    assert acts_of(1) == ["fast_tracked", "taken"]


def test_a_ticket_taken_on_the_fast_track_is_one_event() -> None:
    actions.issue_ticket(a_site(), party_size=1, fast_track=FastTrack.DISABILITY, at=MORNING)

    assert [event["lane"] for event in events()] == ["fast_track"]


def test_nobody_is_refused_because_the_keeper_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PANAH_KEEPER_SOCKET", "/nonexistent/keeper")
    ticket = a_ticket()

    actions.fast_track(ticket, FastTrack.ILLNESS, at=LATER)

    assert ticket.lane == "fast_track"
    assert all("commitment" not in event for event in events())


# The end of a day


def test_closing_a_day_ends_what_waits_and_leaves_what_ended() -> None:
    served = a_ticket_that_is("served")
    waiting, held = a_ticket(), a_ticket()
    actions.hold(held, at=LATER)

    closed = actions.close_day(served.site, served.day, at=TOMORROW)

    for ticket in (served, waiting, held):
        ticket.refresh_from_db()
    assert closed == 2
    assert [served.status, waiting.status, held.status] == ["served", "closed", "closed"]


def test_a_day_that_goes_on_is_not_closed() -> None:
    ticket = a_ticket()

    with pytest.raises(actions.DayIsNotOver):
        actions.close_day(ticket.site, ticket.day, at=LATER)


def test_an_interview_that_goes_on_past_midnight_is_left_to_its_desk() -> None:
    late = datetime(2022, 10, 5, 17, 30, tzinfo=UTC)  # 23:30 in Almaty
    ticket = a_ticket(at=late)
    actions.call_next(ticket.site, desk="1", at=late)

    assert actions.close_day(ticket.site, ticket.day, at=late + timedelta(hours=1)) == 0
    assert actions.close_day(ticket.site, ticket.day, at=late + timedelta(hours=4)) == 1


# What the journal may say


def test_an_event_holds_number_minute_and_category_and_nothing_else() -> None:
    ticket = a_ticket_that_is("called")
    actions.hold(ticket, at=LATER)

    allowed = {"site", "act", "day", "number", "at"}
    more = {"taken": {"lane", "party_size"}, "called": {"desk"}, "held": set()}
    assert {str(event["act"]): event.keys() - allowed for event in events()} == more


def test_an_act_that_fails_writes_no_event() -> None:
    ticket = a_ticket()
    with pytest.raises(IntegrityError):
        actions.call_next(ticket.site, desk="", at=LATER)  # a called ticket has a desk

    assert acts_of(1) == ["taken"]


def test_the_database_itself_refuses_a_number_twice() -> None:
    ticket = a_ticket()
    twin = Ticket.objects.get(pk=ticket.pk)
    twin.pk, twin.secret_hash, twin._state.adding = None, b"other", True

    with pytest.raises(IntegrityError):
        twin.save(force_insert=True)
    assert connection.vendor in ("sqlite", "postgresql")
