"""How a ticket moves: one conditional UPDATE and one event, both or neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import Combinable

from panah.journal import actions as journal
from panah.journal.events import LineAct, LineEvent
from panah.line import moves
from panah.line.models import Ticket
from panah.line.moves import Move
from panah.line.turns import my_turn
from panah.web.rows import change_row, together

_MOVABLE = [field.name for field in Ticket._meta.concrete_fields if field.name != "site"]
_Values = Mapping[str, Any]
_WHATEVER_ELSE: _Values = {}
AT_A_DESK = frozenset({Move.CALL_AGAIN, Move.NO_SHOW, Move.SERVE})


class MoveRefused(Exception):
    """The ticket stands somewhere from which this move does not start."""

    def __init__(self, ticket: Ticket, move: Move) -> None:
        super().__init__(f"{move} of number {ticket.number}: it is {ticket.status}")
        self.move = move
        self.status = ticket.status


class TicketNotCalled(MoveRefused):
    """The ticket is not called to this desk: it still waits, or another desk has served it."""


def move_ticket(
    ticket: Ticket,
    move: Move,
    *,
    at: datetime,
    changes: Mapping[str, Any],
    only: Q | Mapping[str, Any] = _WHATEVER_ELSE,
    said: Mapping[str, Any] | None = None,
) -> Ticket:
    """Move a ticket as the table of moves allows, and return it as it is now.

    Args:
        ticket: its row; brought up to date.
        move: what happens to it.
        at: now.
        changes: columns that change besides the status.
        only: what must hold for the row besides the status; values by field, or a condition.
        said: what the public event says besides number, minute and category.

    Raises:
        TicketNotCalled, MoveRefused: the row does not allow it; nothing was written.
    """
    # Another desk may have moved the row since we read it: the WHERE clause decides, and
    # exactly one UPDATE changes a row.
    target = moves.target_of(move)
    changed = {**changes, **({"status": target} if target else {})}
    with my_turn(), together() if _is_plain(changed, only) else transaction.atomic():
        _move_row(ticket, move, changed, only=only)
        _bring_up_to_date(ticket, changed)
        journal.record(line_event(ticket, moves.act_of(move), at=at, **(said or {})), at=at)
    return ticket


def _is_plain(changed: Mapping[str, Any], only: Q | Mapping[str, Any]) -> bool:
    """Whether values alone say what changes, and where."""
    return not (isinstance(only, Q) or any(isinstance(v, Combinable) for v in changed.values()))


def _move_row(
    ticket: Ticket, move: Move, changed: Mapping[str, Any], *, only: Q | Mapping[str, Any]
) -> None:
    sources, refused = moves.sources_of(move), partial(_refused, ticket, move)
    if _is_plain(changed, only):
        # At every press of a desk: in words at once, without composing them.
        where = {"id": ticket.pk, "status": frozenset(sources), **cast(_Values, only)}
        change_row(Ticket, changed, where, otherwise=refused)
        return
    more = only if isinstance(only, Q) else Q(**only)
    if not Ticket.objects.filter(more, pk=ticket.pk, status__in=sources).update(**changed):
        raise refused()


def _refused(ticket: Ticket, move: Move) -> MoveRefused:
    ticket.refresh_from_db(fields=_MOVABLE)  # its centre stays at hand
    return (TicketNotCalled if move in AT_A_DESK else MoveRefused)(ticket, move)


def _bring_up_to_date(ticket: Ticket, changed: Mapping[str, Any]) -> None:
    """Let a row in memory say what the table says; it is read only where we cannot know."""
    if any(isinstance(value, Combinable) for value in changed.values()):
        ticket.refresh_from_db(fields=_MOVABLE)
        return
    for name, value in changed.items():
        setattr(ticket, name, value)


def line_event(ticket: Ticket, act: LineAct, *, at: datetime, **said: Any) -> LineEvent:
    """What the public log says of a ticket: number, minute, category."""
    return LineEvent(
        site=ticket.site_id,
        act=act,
        day=ticket.day,
        number=ticket.number,
        at=ticket.site.local(at),  # anyone may read it: the minute on the wall's clock
        **said,
    )
