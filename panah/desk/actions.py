"""Registering. A ticket becomes a group once, whole, or not at all."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError

from panah.desk import queries
from panah.desk.correcting import Correction, correct
from panah.desk.drafts import (
    delete_expired,
    forget_drafts_of,
    forget_drafts_of_ticket,
    save_draft,
)
from panah.desk.interview import Interview, Person
from panah.desk.joining import GroupChanged, Joining, Split, add_person, split
from panah.desk.listing import (
    Listed,
    SealedList,
    Taken,
    Taking,
    WrittenList,
    answer_list,
    seal_list,
    take_in,
    weigh_list,
    write_list,
)
from panah.desk.minors import look_after
from panah.desk.models import RegistrationGroup
from panah.desk.once import GroupWithdrawn
from panah.desk.papers import AnotherPaperHolds, paper_after_judgement, reprint_lost
from panah.desk.searching import TooManySearches, forget_old_searches, search
from panah.desk.withdrawing import TooLate, withdraw
from panah.desk.writing import PreparedGroup, Written, prepare, second_look, write
from panah.engines.identity import draw_number
from panah.line import actions as line
from panah.line.actions import TicketNotCalled
from panah.line.models import Ticket
from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.web.rows import together

__all__ = [
    "AnotherPaperHolds",
    "Correction",
    "GroupChanged",
    "GroupWithdrawn",
    "Interview",
    "Joining",
    "Listed",
    "Person",
    "SealedList",
    "Split",
    "Taken",
    "Taking",
    "TicketNotCalled",
    "TooLate",
    "TooManySearches",
    "WrittenList",
    "add_person",
    "answer_list",
    "correct",
    "cut_links",
    "delete_expired",
    "forget_drafts_of",
    "forget_drafts_of_ticket",
    "forget_old_searches",
    "look_after",
    "paper_after_judgement",
    "register",
    "reprint_lost",
    "save_draft",
    "seal_list",
    "search",
    "split",
    "take_in",
    "weigh_list",
    "withdraw",
    "write_list",
]

TRIES = 3


def register(
    ticket: Ticket, interview: Interview, *, by: StaffMember, at: datetime
) -> RegistrationGroup:
    """Register everyone who came on one ticket.

    Repeating it with the same `interview.request_id` returns the group that the first call made.

    Raises:
        TicketNotCalled: the ticket is still waiting, or another desk has served it.
        KeeperError: nothing was written.
    """
    desk = ticket.desk
    may_be_done = ticket.status != Ticket.Status.CALLED
    for tries_left in reversed(range(TRIES)):
        if may_be_done and (done := queries.group_of_request(interview.request_id, by.site)):
            return done
        prepared = prepare(interview, draw=draw_number)  # draw numbers, seal, screen
        try:
            written = _write(prepared, ticket, desk=desk, at=at)
        except TicketNotCalled:
            # Perhaps because the same request, sent twice, was answered in this very moment.
            if done := queries.group_of_request(interview.request_id, by.site):
                return done
            raise
        except IntegrityError:
            if not tries_left:
                raise
            may_be_done = True
            continue  # a number is in use and is drawn again, or the request was answered
        look_again(prepared, promised=written.promised, at=at)  # the worker does if we die here
        return written.group
    raise AssertionError("the last try returns or raises")


def cut_links(site: Site, *, before: date) -> int:
    """Cut the link from ticket to group for every day of the line before that one."""
    linked = RegistrationGroup.objects.filter(site=site, ticket__day__lt=before)
    return linked.update(ticket=None)


def _write(prepared: PreparedGroup, ticket: Ticket, *, desk: str, at: datetime) -> Written:
    with together():
        line.serve(ticket, desk=desk, at=at)
        written = write(prepared, site=ticket.site, ticket=ticket, at=at)
        forget_drafts_of_ticket(ticket)
    return written


def look_again(prepared: PreparedGroup, *, promised: str, at: datetime) -> None:
    """Look for the same people among those registered at the same moment."""
    others = [prepared.others(one) for one in prepared.people]
    second_look(prepared.people, apart=others, promised=promised, at=at)
