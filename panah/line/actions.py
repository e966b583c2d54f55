"""Changes to the line. Every function here is one thing that happens at the gate or at a desk.

Each writes one event to the journal, in the same transaction. `moves.py` says what may follow what.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from panah.keeper.client import commitments
from panah.keeper.errors import KeeperError
from panah.line import numbering, queries
from panah.line.models import FastTrack, Ticket
from panah.line.moves import Move, sources_of
from panah.line.moving import MoveRefused, TicketNotCalled, move_ticket
from panah.line.pausing import (
    DeskIsNotPaused,
    DeskIsPaused,
    pause_desk,
    resume_desk,
    take_back_pause,
    take_back_resuming,
)
from panah.line.secret import new_secret
from panah.line.turns import my_turn
from panah.sites.models import Site

__all__ = [
    "Called",
    "DayIsNotOver",
    "DayIsOver",
    "DeskIsNotPaused",
    "DeskIsPaused",
    "Issued",
    "MoveRefused",
    "TicketNotCalled",
    "TooLateToUndo",
    "call_again",
    "call_next",
    "close_day",
    "come_back",
    "fast_track",
    "give_up",
    "hold",
    "issue_ticket",
    "keep_or_call_next",
    "no_show",
    "pause_desk",
    "reopen",
    "resume_desk",
    "serve",
    "take_back_pause",
    "take_back_resuming",
    "undo_issue",
]

LONGEST_INTERVIEW = timedelta(hours=3)


class TooLateToUndo(MoveRefused):
    """The number was given out longer ago than a slip of the finger explains."""


class DayIsOver(MoveRefused):
    """The ticket belongs to a day that has ended."""


class DayIsNotOver(Exception):
    """A day can be closed when it has ended at the centre."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A ticket, and the only copy of its secret."""

    ticket: Ticket
    secret: str


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket at a desk, and whether it was called just now."""

    ticket: Ticket
    is_new: bool


def issue_ticket(
    site: Site,
    *,
    party_size: int,
    fast_track: FastTrack | None = None,
    secret: str = "",
    at: datetime,
) -> Issued:
    """Give a party the next number of the day.

    Args:
        site: the centre; its own midnight begins a day.
        party_size: how many people came together, 1 to 10.
        fast_track: why they are called before the others, if they are.
        secret: of a form, from `secret.secret_from`; the same one gives the same ticket again.
        at: now.
    """
    ticket = numbering.blank_ticket(
        site, party_size=party_size, secret=(secret := secret or new_secret()), at=at
    )
    commitment = ""
    if fast_track:
        ticket.lane = Ticket.Lane.FAST_TRACK
        ticket.fast_track_reason = fast_track
        commitment = _commitment(ticket, fast_track)
    return Issued(numbering.give_next_number(ticket, commitment=commitment), secret)


def undo_issue(ticket: Ticket, *, at: datetime) -> Ticket:
    """Take back a number given out by mistake. It is not given to anybody else.

    Raises:
        TooLateToUndo: more than a few minutes ago.
        MoveRefused: it no longer waits.
    """
    if at - ticket.taken_at > queries.UNDO_WITHIN:
        raise TooLateToUndo(ticket, Move.UNDO)
    return move_ticket(ticket, Move.UNDO, at=at, changes={"ended_at": at})


def call_next(site: Site, *, desk: str, at: datetime) -> Ticket | None:
    """Call the next waiting ticket of the day to a desk.

    Fast-track tickets come first, then the lowest number. Safe when several desks call at the
    same moment, on SQLite as on PostgreSQL.

    Returns:
        The called ticket, or None when nobody is waiting, or the desk is paused.
    """
    day = queries.day_of(site, at)
    while True:
        try:
            with my_turn(), transaction.atomic():
                ticket = queries.first_unclaimed(site, day, desk=desk)
                if ticket is None:
                    return None
                return _call(ticket, desk=desk, at=at)
        except MoveRefused:
            continue  # another desk was faster: the next ticket is ours, or the one after it


def keep_or_call_next(site: Site, *, desk: str, at: datetime) -> Called | None:
    """The ticket that a desk has called and not finished; where there is none, call the next one.

    A query and a statement, as long as no other desk calls the same number at this moment.

    Returns:
        None when nobody is waiting, or the desk is paused.
    """
    today = queries.day_of(site, at)
    ticket = queries.here_or_next(site, desk, today, today - timedelta(days=1))
    if ticket is None:
        return None
    if ticket.status == Ticket.Status.CALLED:
        return Called(ticket, is_new=False)
    with suppress(MoveRefused):
        return Called(_call(ticket, desk=desk, at=at), is_new=True)
    called = call_next(site, desk=desk, at=at)  # another desk was faster: now by turns
    return Called(called, is_new=True) if called else None


def call_again(ticket: Ticket, *, at: datetime) -> Ticket:
    """Call a number once more: it moves to the top of the wall.

    Raises:
        TicketNotCalled: it is not at a desk.
    """
    changes = {"last_called_at": _not_before(ticket, at), "times_called": F("times_called") + 1}
    return move_ticket(ticket, Move.CALL_AGAIN, at=at, changes=changes)


def hold(ticket: Ticket, *, until: datetime | None = None, at: datetime) -> Ticket:
    """Let people step away. Nobody calls them, and their place is kept.

    Raises:
        MoveRefused: the ticket neither waits nor is called.
    """
    return move_ticket(ticket, Move.HOLD, at=at, changes={"held_until": until})


def come_back(ticket: Ticket, *, at: datetime) -> Ticket:
    """People are here again and wait at their old place, also when they missed their call.

    Raises:
        DayIsOver: the number was of another day.
        MoveRefused: it was neither held nor missed.
    """
    if ticket.day != queries.day_of(ticket.site, at):
        raise DayIsOver(ticket, Move.COME_BACK)
    return move_ticket(
        ticket, Move.COME_BACK, at=at, changes={"held_until": None, "ended_at": None}
    )


def no_show(ticket: Ticket, *, at: datetime) -> Ticket:
    """Nobody came to the desk. They can still come back today.

    Raises:
        TicketNotCalled: it is not at a desk.
    """
    return move_ticket(ticket, Move.NO_SHOW, at=at, changes={"ended_at": at})


def serve(ticket: Ticket, *, desk: str, at: datetime) -> Ticket:
    """The desk is done with the people of this ticket.

    Raises:
        TicketNotCalled: it still waits, or it is another desk's.
    """
    return move_ticket(ticket, Move.SERVE, at=at, changes={"ended_at": at}, only={"desk": desk})


def reopen(ticket: Ticket, *, at: datetime) -> Ticket:
    """What the desk did for these people was taken back: they wait again at their old place.

    Raises:
        DayIsOver: the number was of another day.
        MoveRefused: no desk was done with it.
    """
    if ticket.day != queries.day_of(ticket.site, at):
        raise DayIsOver(ticket, Move.REOPEN)
    return move_ticket(ticket, Move.REOPEN, at=at, changes={"ended_at": None})


def give_up(ticket: Ticket, *, at: datetime) -> Ticket:
    """The holder does not need the place any more.

    Raises:
        MoveRefused: the ticket has ended.
    """
    return move_ticket(ticket, Move.GIVE_UP, at=at, changes={"ended_at": at})


def fast_track(ticket: Ticket, reason: FastTrack, *, at: datetime) -> Ticket:
    """See somebody sooner. The number stays the same, so that nobody reads a reason from it.

    Asking twice changes nothing: the first reason stands.

    Raises:
        MoveRefused: the ticket neither waits nor is held.
    """
    # Before the transaction: while the keeper is asked, no desk waits for the database.
    said = {"commitment": _commitment(ticket, reason)}
    changes = {"lane": Ticket.Lane.FAST_TRACK, "fast_track_reason": reason}
    only = Q(lane=Ticket.Lane.STANDARD)
    try:
        return move_ticket(ticket, Move.FAST_TRACK, at=at, changes=changes, only=only, said=said)
    except MoveRefused:
        if ticket.lane == Ticket.Lane.FAST_TRACK and ticket.status in sources_of(Move.FAST_TRACK):
            return ticket
        raise


def close_day(site: Site, day: date, *, at: datetime) -> int:
    """End what is left of a finished day, and return how many tickets that were.

    A ticket called within the last three hours stays with its desk: an interview may go on past
    midnight.

    Raises:
        DayIsNotOver: at the centre it is still that day, or before.
    """
    if day >= queries.day_of(site, at):
        raise DayIsNotOver(f"{day} has not ended at {site.pk}")
    return sum(_close(ticket, at=at) for ticket in queries.open_tickets(site, day))


def _call(ticket: Ticket, *, desk: str, at: datetime) -> Ticket:
    called_at = _not_before(ticket, at)
    changes = {
        "desk": desk,
        "called_at": called_at,
        "last_called_at": called_at,
        "times_called": ticket.times_called + 1,  # only a call counts, and only one moves the row
    }
    return move_ticket(ticket, Move.CALL, at=at, changes=changes, said={"desk": desk})


def _close(ticket: Ticket, *, at: datetime) -> bool:
    may_be_at_a_desk = Q(status=Ticket.Status.CALLED, last_called_at__gt=at - LONGEST_INTERVIEW)
    try:
        move_ticket(ticket, Move.CLOSE, at=at, changes={"ended_at": at}, only=~may_be_at_a_desk)
    except MoveRefused:
        return False
    return True


def _not_before(ticket: Ticket, at: datetime) -> datetime:
    # A desk that read the clock just before somebody took this number may still call it.
    return max(at, ticket.taken_at)


def _commitment(ticket: Ticket, reason: FastTrack) -> str:
    # The ticket's random id keeps equal reasons from looking equal. Without the keeper the
    # person is seen sooner all the same: nobody who is ill is sent away for a signature.
    try:
        return commitments.commit(f"{ticket.pk}:{reason}".encode(), domain="fast-track").hex()
    except KeeperError:
        return ""
