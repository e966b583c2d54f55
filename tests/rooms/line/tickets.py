"""Tickets in every state, and what the journal says of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from panah.journal.models import Entry, PendingEvent
from panah.line import actions
from panah.line.models import FastTrack, Ticket
from panah.line.moves import Move
from panah.sites.models import Site
from tests.builders import MORNING, a_site

Status = Ticket.Status
LATER = MORNING + timedelta(minutes=2)
TOMORROW = MORNING + timedelta(days=1)


def a_ticket(site: Site | None = None, *, party_size: int = 1, at: datetime = MORNING) -> Ticket:
    """A ticket that waits."""
    return actions.issue_ticket(site or a_site(), party_size=party_size, at=at).ticket


def a_ticket_that_is(status: str) -> Ticket:
    """A ticket brought to a state by the acts themselves; it is the only one of its day."""
    ticket = a_ticket()
    if status in (Status.CALLED, Status.NO_SHOW, Status.SERVED):
        actions.call_next(ticket.site, desk="2", at=MORNING)
        ticket.refresh_from_db()
    reach: dict[str, Callable[[], object]] = {
        Status.HELD: lambda: actions.hold(ticket, at=MORNING),
        Status.NO_SHOW: lambda: actions.no_show(ticket, at=MORNING),
        Status.SERVED: lambda: actions.serve(ticket, desk="2", at=MORNING),
        Status.GIVEN_UP: lambda: actions.give_up(ticket, at=MORNING),
        Status.UNDONE: lambda: actions.undo_issue(ticket, at=MORNING),
        Status.CLOSED: lambda: actions.close_day(ticket.site, ticket.day, at=TOMORROW),
    }
    if status in reach:
        reach[status]()
    ticket.refresh_from_db()
    assert ticket.status == status
    return ticket


def attempt(move: Move, ticket: Ticket, *, at: datetime = LATER) -> object:
    """Try a move by the act that stands for it."""
    acts: dict[Move, Callable[[], object]] = {
        Move.CALL: lambda: actions.call_next(ticket.site, desk="2", at=at),
        Move.CALL_AGAIN: lambda: actions.call_again(ticket, at=at),
        Move.HOLD: lambda: actions.hold(ticket, at=at),
        Move.COME_BACK: lambda: actions.come_back(ticket, at=at),
        Move.NO_SHOW: lambda: actions.no_show(ticket, at=at),
        Move.SERVE: lambda: actions.serve(ticket, desk="2", at=at),
        Move.REOPEN: lambda: actions.reopen(ticket, at=at),
        Move.FAST_TRACK: lambda: actions.fast_track(ticket, FastTrack.ILLNESS, at=at),
        Move.GIVE_UP: lambda: actions.give_up(ticket, at=at),
        Move.UNDO: lambda: actions.undo_issue(ticket, at=at),
        Move.CLOSE: lambda: actions.close_day(ticket.site, ticket.day, at=TOMORROW),
    }
    return acts[move]()


def events() -> list[dict[str, object]]:
    """Every line event written so far, in no order, with or without a place in the log."""
    rows = [*PendingEvent.objects.filter(log="line"), *Entry.objects.filter(log="line")]
    return [json.loads(bytes(row.body)) for row in rows]


def acts_of(number: int) -> list[object]:
    """What the journal says happened to a number, sorted."""
    return sorted(str(event["act"]) for event in events() if event["number"] == number)
