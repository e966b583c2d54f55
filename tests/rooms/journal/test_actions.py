"""Recording in the act's own transaction, and giving places."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from panah.journal import actions, queries
from panah.journal.encoding import decode, encode
from panah.journal.events import LineAct
from panah.journal.models import Entry, Log, PendingEvent, Tile
from tests.builders import MORNING
from tests.rooms.journal.told import a_line_event, a_log_of, a_register_event, bodies, tell
from tests.rooms.line.threads import at_once

pytestmark = pytest.mark.django_db
in_earnest = pytest.mark.django_db(transaction=True)


class _Undone(Exception):
    pass


@in_earnest
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(actions.NotInATransaction):
        actions.record(a_line_event(), at=MORNING)

    assert not PendingEvent.objects.exists()


@in_earnest
def test_an_act_that_is_undone_leaves_no_event() -> None:
    with suppress(_Undone), transaction.atomic():
        actions.record(a_line_event(), at=MORNING)
        raise _Undone

    assert not PendingEvent.objects.exists()


def test_every_event_gets_one_place_and_no_place_is_empty() -> None:
    tell(*(a_line_event(n) for n in range(1, 8)))

    assert actions.sequence_pending(Log.LINE, at=MORNING) == 7
    tell(a_line_event(8))
    assert actions.sequence_pending(Log.LINE, at=MORNING) == 1

    assert list(Entry.objects.values_list("position", flat=True)) == list(range(8))
    assert sorted(decode(body)["number"] for body in bodies()) == list(range(1, 9))
    assert not PendingEvent.objects.exists()


def test_the_two_logs_are_counted_apart() -> None:
    tell(a_line_event(1), a_register_event(), a_register_event())

    assert actions.sequence_pending(at=MORNING) == 3
    assert (queries.size_of(Log.LINE), queries.size_of(Log.REGISTER)) == (1, 2)


def test_an_entry_says_what_was_recorded_byte_for_byte() -> None:
    event = a_register_event(needs=("older_person", "disability"))
    tell(event)
    actions.sequence_pending(at=MORNING)

    assert bodies(Log.REGISTER) == [encode(event)]


def test_the_line_s_log_tells_events_as_they_happened() -> None:
    later = MORNING + timedelta(minutes=5)
    tell(
        a_line_event(2, at=later, act=LineAct.CALLED),
        a_line_event(2, at=MORNING),
        a_line_event(1, at=later, act=LineAct.SERVED),
        a_line_event(1, at=later, act=LineAct.CALLED),
        a_line_event(1, at=MORNING),
    )
    actions.sequence_pending(at=MORNING)

    said = [(decode(body)["number"], decode(body)["act"]) for body in bodies()]
    assert said == [(1, "taken"), (2, "taken"), (1, "called"), (1, "served"), (2, "called")]


def test_the_register_s_log_is_shuffled_so_that_no_order_joins_it_to_the_line() -> None:
    events = [a_register_event(needs=(f"need-{n}",)) for n in range(40)]
    tell(*events)

    def backwards(batch: list[actions.Waiting]) -> None:
        batch.sort(key=lambda event: decode(event[1])["needs"], reverse=True)

    actions.sequence_pending(at=MORNING, shuffle=backwards)

    said = [decode(body)["needs"][0] for body in bodies(Log.REGISTER)]
    assert said == sorted(said, reverse=True)


def test_unless_told_otherwise_nobody_can_foresee_the_order() -> None:
    orders = set()
    for batch in range(3):
        tell(*(a_register_event(needs=(f"{batch}-{n}",)) for n in range(30)))
        actions.sequence_pending(at=MORNING)
        last = bodies(Log.REGISTER)[-30:]
        orders.add(tuple(int(decode(body)["needs"][0].split("-")[1]) for body in last))

    assert len(orders) == 3
    assert tuple(range(30)) not in orders


def test_a_backlog_larger_than_a_batch_is_placed_whole() -> None:
    a_log_of(1234)

    assert queries.size_of(Log.LINE) == 1234
    assert queries.head_of(Log.LINE).root == queries.verify(Log.LINE).root


@in_earnest
def test_two_sequencers_at_once_place_every_event_once() -> None:
    for round_ in range(5):
        tell(*(a_line_event(100 * round_ + n) for n in range(100)))

        placed = at_once(4, lambda _: actions.sequence_pending(at=MORNING))

        assert sum(placed) == 100
    numbers = [decode(body).get("number", 0) for body in bodies()]
    assert sorted(numbers) == list(range(500))
    assert queries.verify(Log.LINE).is_whole


@in_earnest
def test_acts_go_on_while_a_sequencer_works() -> None:
    source = random.Random(4)

    def act(index: int) -> int:
        if index == 0:
            return sum(actions.sequence_pending(at=MORNING) for _ in range(30))
        for n in range(15):
            tell(a_line_event(index * 100 + n), *([a_register_event()] * source.randrange(3)))
        return 0

    at_once(4, act)
    actions.sequence_pending(at=MORNING)

    assert queries.size_of(Log.LINE) == 45
    assert all(queries.verify(log).is_whole for log in Log)


def test_a_batch_that_cannot_be_placed_stays_pending_as_a_whole() -> None:
    a_log_of(300)
    Tile.objects.filter(level=0, index=1).delete()
    tell(a_line_event(301), a_line_event(302))

    with pytest.raises(queries.NoTile):
        actions.sequence_pending(at=MORNING)

    assert PendingEvent.objects.count() == 2
    assert queries.size_of(Log.LINE) == 300


# The database's own guard


def _guard(editor_does: str) -> None:
    from importlib import import_module

    guard = import_module("panah.journal.migrations.0002_entries_cannot_change")
    with connection.schema_editor(atomic=False) as editor:
        getattr(guard, editor_does)(None, editor)


@pytest.fixture
def guarded() -> object:
    """On SQLite tests run without the guard against deleting (tests/conftest.py): set it again."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("DROP TRIGGER IF EXISTS journal_entry_never_updates")
        _guard("forbid")
        yield
        connection.cursor().execute("DROP TRIGGER journal_entry_never_deletes")
    else:
        yield


@in_earnest
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(guarded: object, verb: str) -> None:
    a_log_of(3)
    told = Entry.objects.filter(position=1)

    with pytest.raises(DatabaseError, match="never change"):
        told.update(body=b"{}") if verb == "update" else told.delete()

    assert queries.size_of(Log.LINE) == 3


@in_earnest
def test_the_guard_stands_after_all_migrations() -> None:
    a_log_of(1)

    with pytest.raises(DatabaseError, match="never change"):
        Entry.objects.update(act="x")
