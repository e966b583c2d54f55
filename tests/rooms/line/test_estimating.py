"""What the worker does about waits: windows with their truth, and what they teach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from panah.engines.waiting import Calibration
from panah.line import actions, estimating, honesty, queries, tasks
from panah.line.estimating import estimate, estimate_if_due
from panah.line.models import FastTrack, SiteEstimate, Ticket, Window, WindowsOfDay
from panah.sites.models import Desk, Site
from tests.builders import MORNING, a_site
from tests.rooms.line.tickets import TOMORROW, a_ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def _after(minutes: float):
    return MORNING + minutes * MINUTE


def _estimate(minutes: float = 0, *, site: Site | None = None) -> None:
    estimate(site or a_site(), at=_after(minutes), method="simple")


def _the_window_of(ticket: Ticket) -> Window:
    return Window.objects.get(ticket=ticket)


def _call(minutes: float) -> Ticket:
    called = actions.call_next(a_site(), desk="1", at=_after(minutes))
    assert called is not None
    return called


def test_every_waiting_ticket_gets_a_window_and_nobody_else() -> None:
    tickets = [a_ticket() for _ in range(4)]
    actions.hold(tickets[3], at=MORNING)
    _call(0)
    _estimate(1)

    assert sorted(Window.objects.values_list("ticket__number", flat=True)) == [2, 3]


def test_a_window_is_kept_with_the_moment_of_the_call() -> None:
    ticket = a_ticket()
    _estimate()
    _call(7)
    _estimate(8)

    row = _the_window_of(ticket)
    assert (row.outcome, row.truth_at, row.is_current) == ("called", _after(7), False)


def test_all_windows_of_a_ticket_get_the_same_truth() -> None:
    tickets = [a_ticket() for _ in range(30)]
    _estimate()
    for minute in range(29):
        actions.serve(_call(minute), desk="1", at=_after(minute + 1))
    _estimate(30)
    _call(31)
    _estimate(32)

    told = Window.objects.filter(ticket=tickets[-1])
    assert told.count() > 1
    assert set(told.values_list("outcome", "truth_at")) == {("called", _after(31))}


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (lambda t: actions.give_up(t, at=_after(3)), "left"),
        (lambda t: actions.hold(t, at=_after(3)), "away"),
        (lambda t: actions.undo_issue(t, at=_after(3)), "left"),
        (lambda t: actions.fast_track(t, FastTrack.ILLNESS, at=_after(3)), "sooner"),
        (lambda t: actions.close_day(t.site, t.day, at=TOMORROW), "closed"),
    ],
)
def test_who_was_not_called_is_kept_with_what_they_did_instead(
    act: Callable[[Ticket], object], outcome: str
) -> None:
    ticket = a_ticket()
    _estimate()
    act(ticket)
    _estimate(4)

    assert Window.objects.filter(ticket=ticket).earliest("made_at").outcome == outcome


def test_a_call_and_a_return_between_two_looks_are_noticed() -> None:
    ticket = a_ticket()
    _estimate()
    called = _call(5)
    actions.no_show(called, at=_after(6))
    actions.come_back(called, at=_after(7))
    _estimate(8)

    rows = Window.objects.filter(ticket=ticket).order_by("made_at")
    assert [(row.outcome, row.is_current) for row in rows] == [("called", False), ("open", True)]


def test_what_happened_teaches_the_next_windows() -> None:
    for _ in range(3):
        a_ticket()
    _estimate()
    for minute in range(3):
        _call(100 + minute)
    _estimate(110)

    held, judged = Calibration.from_plain(SiteEstimate.objects.get().calibration).held()
    assert (held, judged) == (0, 3)


def test_a_truth_teaches_once() -> None:
    a_ticket()
    _estimate()
    _call(5)
    for minute in (6, 7, 8):
        _estimate(minute)

    assert Calibration.from_plain(SiteEstimate.objects.get().calibration).held()[1] == 1


def test_a_window_that_still_fits_is_not_written_again() -> None:
    for _ in range(20):
        a_ticket()
    _estimate()
    before = Window.objects.count()
    _estimate(0.01)

    assert Window.objects.count() == before


def test_a_ticket_has_one_current_window() -> None:
    ticket = a_ticket()
    _estimate()
    row = _the_window_of(ticket)
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_no_window_begins_in_the_past() -> None:
    tickets = [a_ticket() for _ in range(3)]
    for minute in range(40):
        _estimate(minute)
        for ticket in tickets:
            place = queries.place_of(ticket, _after(minute + 0.4))
            assert place.expected is not None
            assert place.expected[0] >= _after(minute + 0.4)
            assert place.expected[1] >= place.expected[0]


def test_a_window_that_moved_shows_the_old_one_and_the_reason() -> None:
    tickets = [a_ticket() for _ in range(40)]
    _estimate()
    before = _the_window_of(tickets[-1])
    Desk.objects.filter(number__gt=1).update(is_open=False)
    _estimate(1)

    told = queries.place_of(tickets[-1], _after(2)).told
    assert told is not None
    assert told.moved_from == (before.shown_low_at, before.shown_high_at)
    assert told.reasons == ("desks_closed",)


def test_however_many_moved_what_they_rested_on_is_asked_for_once() -> None:
    tickets = [a_ticket() for _ in range(40)]
    _estimate()
    Desk.objects.filter(number__gt=1).update(is_open=False)

    with CaptureQueriesContext(connection) as asked:
        _estimate(1)

    moved = [row for row in Window.objects.filter(ticket__in=tickets) if row.reasons]
    assert len(moved) > 10
    assert sum('"made_of" FROM' in one["sql"] for one in asked) == 1


def test_small_steps_that_add_up_are_told_too() -> None:
    site = a_site()
    ticket = [a_ticket(site) for _ in range(30)][-1]
    _estimate()
    for minute in range(1, 60):
        _estimate(minute)  # nobody is called: the window creeps away

    moved = [row for row in Window.objects.filter(ticket=ticket) if row.reasons]
    assert moved
    assert all(row.before is not None for row in moved)


def test_being_seen_sooner_is_the_reason_for_an_earlier_window() -> None:
    ticket = [a_ticket() for _ in range(40)][-1]
    _estimate()
    actions.fast_track(ticket, FastTrack.PREGNANCY, at=_after(1))
    _estimate(2)

    place = queries.place_of(ticket, _after(2))
    assert place.told is not None
    assert place.told.is_any_moment


def test_an_estimate_is_made_again_when_something_happened_or_it_grew_old() -> None:
    site = a_site()
    a_ticket(site)

    def is_made(seconds: int) -> bool:
        return estimate_if_due(site, at=MORNING + timedelta(seconds=seconds))

    assert is_made(0)
    assert not is_made(20)
    a_ticket(site)
    assert not is_made(5)
    assert is_made(21)
    assert not is_made(40)
    assert is_made(70)


def test_the_worker_that_fell_silent_leaves_the_last_window_with_its_age() -> None:
    ticket = [a_ticket() for _ in range(60)][-1]
    _estimate()

    told = queries.place_of(ticket, _after(12)).told
    assert told is not None
    assert told.made_at == MORNING
    fresh = queries.place_of(ticket, _after(2)).told
    assert fresh is not None
    assert fresh.made_at is None


def test_a_window_that_ran_out_while_the_worker_was_silent_says_nothing() -> None:
    ticket = a_ticket()
    _estimate()

    assert queries.place_of(ticket, _after(120)).told is None


def test_who_takes_a_number_is_told_at_once_and_it_is_kept() -> None:
    for _ in range(5):
        a_ticket()
    _estimate()
    ticket = a_ticket(at=_after(1))

    told = queries.place_of(ticket, _after(1)).told
    assert told is not None
    assert _the_window_of(ticket).made_at == _after(1)


def test_many_who_come_at_once_are_not_all_told_the_first_ones_time() -> None:
    _estimate()
    tickets = [a_ticket(at=_after(1)) for _ in range(8)]

    assert Window.objects.filter(ticket__in=tickets).count() == 4


def test_an_empty_line_tells_the_next_comer_something() -> None:
    _estimate()

    assert queries.expected_call_of_new(a_site(), _after(1)) is not None


def test_after_closing_nobody_is_promised_a_call_today() -> None:
    site = a_site()
    late = MORNING + timedelta(hours=10)  # 19:00; it closes at 18:00
    ticket = a_ticket(site, at=late)
    estimate(site, at=late, method="simple")

    told = queries.place_of(ticket, late).told
    assert told is not None
    assert told.is_not_today
    assert queries.is_full_today(site, late)
    assert queries.expected_call_of_new(site, late) is None


def test_a_closed_centre_without_desks_is_no_error() -> None:
    a_ticket()
    Desk.objects.update(is_open=False)
    _estimate()

    assert Window.objects.get().says == "not_today"


def test_five_thousand_waiting_tickets_get_their_windows() -> None:
    site = a_site(desks=60)
    day = queries.day_of(site, MORNING)
    tickets = (
        Ticket(
            site=site,
            day=day,
            number=number,
            party_size=1,
            secret_hash=number.to_bytes(32, "big"),
            taken_at=MORNING,
        )
        for number in range(1, 5001)
    )
    Ticket.objects.bulk_create(tickets, batch_size=1000)
    _estimate(1)

    assert Window.objects.filter(is_current=True).count() == 5000


def test_between_some_tickets_of_a_long_line_and_the_next_the_worker_rests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(estimating, "AT_A_TIME", 2)
    monkeypatch.setattr(estimating, "MOST_REST_SECONDS", 0.002)
    rests: list[float] = []
    monkeypatch.setattr(tasks, "sleep", rests.append)
    for _ in range(5):
        a_ticket()
    tasks.estimate_waits(MORNING)

    assert Window.objects.filter(is_current=True).count() == 5
    assert len(rests) == 2
    assert all(rest > 0 for rest in rests)
    assert sum(rests) <= 0.002


def test_the_days_windows_are_counted_by_the_length_of_the_line() -> None:
    a_ticket()
    _estimate()
    _call(2)
    _estimate(3)
    late = a_ticket(at=_after(10))
    _estimate(10)
    actions.serve(Ticket.objects.get(number=1), desk="1", at=_after(11))
    _call(100)
    _estimate(101)

    row = WindowsOfDay.objects.get(band="0")
    assert (row.told, row.held_rounded, row.late) == (2, 1, 1)
    assert Window.objects.filter(ticket=late, outcome="called").exists()


def test_a_window_is_counted_once_however_often_the_worker_looks() -> None:
    for _ in range(3):
        a_ticket()
    _estimate()
    for minute in range(3):
        _call(minute + 1)
        _estimate(minute + 1.5)
        _estimate(minute + 1.7)

    told = Window.objects.filter(outcome="called").count()
    assert sum(WindowsOfDay.objects.values_list("told", flat=True)) == told


def test_a_line_of_hundreds_that_ends_at_midnight_is_settled_bit_by_bit() -> None:
    site = a_site()
    tickets = [a_ticket(site) for _ in range(230)]
    _estimate()
    actions.close_day(site, tickets[0].day, at=TOMORROW)
    for minute in (1440, 1441):
        _estimate(minute)

    assert not Window.objects.filter(outcome="open").exists()
    counted = WindowsOfDay.objects.values_list("told", "told_perhaps", "told_not_today")
    assert sum(map(sum, counted)) == 230


def test_old_windows_go_and_their_counts_stay() -> None:
    ticket = a_ticket()
    _estimate()
    _call(2)
    _estimate(3)
    honesty.forget_old_windows(ticket.site, before=ticket.day + timedelta(days=1))

    assert not Window.objects.exists()
    assert honesty.record_of(ticket.site, until=ticket.day).total.told == 1


def test_a_ticket_that_the_day_reaches_after_all_is_told_what_stood_there_before() -> None:
    ticket = [a_ticket() for _ in range(300)][-1]
    Desk.objects.filter(number__gt=1).update(is_open=False)
    _estimate()
    Desk.objects.bulk_create(Desk(site=a_site(), number=number) for number in range(4, 40))
    _estimate(1)

    told = queries.place_of(ticket, _after(1)).told
    assert told is not None
    assert not told.is_not_today
    assert told.was_not_today
    assert told.reasons == ("desks_opened",)


def test_the_worker_simulates_where_it_can() -> None:
    tickets = [a_ticket() for _ in range(80)]
    actions.fast_track(tickets[50], FastTrack.OLDER_AGE, at=MORNING)
    for minute in (1, 2):
        estimate(a_site(), at=_after(minute))

    rows = {row.ticket.number: row for row in Window.objects.filter(is_current=True)}
    assert {row.method for row in rows.values()} == {"simulated"}
    assert rows[51].middle_at < rows[10].middle_at < rows[40].middle_at < rows[80].middle_at
    assert rows[40].low_at < rows[40].middle_at < rows[40].high_at


def test_windows_made_at_one_moment_err_together_and_three_of_a_length_teach() -> None:
    for _ in range(30):
        a_ticket(at=MORNING - 5 * MINUTE)
    _estimate()
    for minute in range(30):
        _call(60 + minute)
    _estimate(100)

    calibration = Calibration.from_plain(SiteEstimate.objects.get().calibration)
    assert calibration.held("10-19")[1] == 2  # 12 and 16 numbers before
    assert calibration.held("20-49")[1] == 1  # 20
