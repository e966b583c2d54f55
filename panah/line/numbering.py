"""Numbers of a day: from 1, without gaps, the same for nobody else."""

from __future__ import annotations

import secrets
import time
from datetime import datetime

from django.db import IntegrityError, transaction

from panah.journal import actions as journal
from panah.journal.events import LineAct
from panah.line import queries
from panah.line.models import Ticket
from panah.line.moving import line_event
from panah.line.newcomers import keep_what_is_said_at_once
from panah.line.secret import hash_of
from panah.line.turns import my_turn
from panah.sites.models import Site

LONGEST_PAUSE_MS = 200


def blank_ticket(site: Site, *, party_size: int, secret: str, at: datetime) -> Ticket:
    """A ticket that has everything but its number."""
    return Ticket(
        site=site,
        day=queries.day_of(site, at),
        party_size=party_size,
        secret_hash=hash_of(secret),
        taken_at=at,
    )


def give_next_number(ticket: Ticket, *, commitment: str = "") -> Ticket:
    """Store a blank ticket under the next number of its day, or return the one with its secret.

    Raises:
        IntegrityError: the ticket itself is not as it must be, such as a party of eleven.
    """
    attempt = 0
    while True:
        if known := queries.ticket_by_hash(ticket.secret_hash):
            return known
        try:
            return _insert(ticket, commitment=commitment)
        except IntegrityError:
            if not _is_number_taken(ticket):
                raise
        attempt += 1  # somebody else got this number, so the line moves on whoever loses
        _pause(attempt)


def _insert(ticket: Ticket, *, commitment: str) -> Ticket:
    with my_turn(), transaction.atomic():
        ticket.number = queries.last_number(ticket.site, ticket.day) + 1
        ticket.save(force_insert=True)
        event = line_event(
            ticket,
            LineAct.TAKEN,
            at=ticket.taken_at,
            lane=ticket.lane,
            party_size=ticket.party_size,
            commitment=commitment,
        )
        journal.record(event, at=ticket.taken_at)
        keep_what_is_said_at_once(ticket)
    return ticket


def _is_number_taken(ticket: Ticket) -> bool:
    same = queries.ticket_by_number(ticket.site, ticket.day, ticket.number)
    return same is not None or queries.ticket_by_hash(ticket.secret_hash) is not None


def _pause(attempt: int) -> None:
    # Fifty desks that lost the same race do not all run the next one at the same moment.
    time.sleep(secrets.randbelow(min(8 * attempt, LONGEST_PAUSE_MS) + 1) / 1000)
