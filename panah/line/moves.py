"""Every way in which a ticket may move, in one table.

The actions read it to decide, the tests to try every move that is missing, and
`tools/draw_moves.py` to draw the picture in docs/reference/line-moves.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from panah.journal.events import LineAct
from panah.line.models import Ticket

Status = Ticket.Status


class Move(StrEnum):
    """What can happen to a ticket after it was taken."""

    CALL = "call"
    CALL_AGAIN = "call_again"
    HOLD = "hold"
    COME_BACK = "come_back"
    NO_SHOW = "no_show"
    SERVE = "serve"
    REOPEN = "reopen"
    FAST_TRACK = "fast_track"
    GIVE_UP = "give_up"
    UNDO = "undo"
    CLOSE = "close"


class Who(StrEnum):
    """Who may move a ticket."""

    HOLDER = "holder"
    MARSHAL = "marshal"
    DESK = "desk"
    DAY = "end of day"


@dataclass(frozen=True, slots=True)
class Row:
    """One move: from where, to where, what the journal says of it, and who may."""

    source: Status
    move: Move
    target: Status
    act: LineAct
    who: frozenset[Who]


HOLDER, MARSHAL, DESK = frozenset({Who.HOLDER}), frozenset({Who.MARSHAL}), frozenset({Who.DESK})
ANYBODY_HERE = HOLDER | MARSHAL | DESK
END_OF_DAY = frozenset({Who.DAY})

MOVES = (
    Row(Status.WAITING, Move.CALL, Status.CALLED, LineAct.CALLED, DESK),
    Row(Status.CALLED, Move.CALL_AGAIN, Status.CALLED, LineAct.CALLED_AGAIN, DESK),
    Row(Status.WAITING, Move.HOLD, Status.HELD, LineAct.HELD, ANYBODY_HERE),
    Row(Status.CALLED, Move.HOLD, Status.HELD, LineAct.HELD, HOLDER | DESK),
    Row(Status.HELD, Move.COME_BACK, Status.WAITING, LineAct.RETURNED, ANYBODY_HERE),
    Row(Status.NO_SHOW, Move.COME_BACK, Status.WAITING, LineAct.RETURNED, ANYBODY_HERE),
    Row(Status.CALLED, Move.NO_SHOW, Status.NO_SHOW, LineAct.NO_SHOW, DESK),
    Row(Status.CALLED, Move.SERVE, Status.SERVED, LineAct.SERVED, DESK),
    Row(Status.SERVED, Move.REOPEN, Status.WAITING, LineAct.RETURNED, DESK),
    Row(Status.WAITING, Move.FAST_TRACK, Status.WAITING, LineAct.FAST_TRACKED, ANYBODY_HERE),
    Row(Status.HELD, Move.FAST_TRACK, Status.HELD, LineAct.FAST_TRACKED, ANYBODY_HERE),
    Row(Status.WAITING, Move.GIVE_UP, Status.GIVEN_UP, LineAct.GIVEN_UP, HOLDER),
    Row(Status.HELD, Move.GIVE_UP, Status.GIVEN_UP, LineAct.GIVEN_UP, HOLDER),
    Row(Status.CALLED, Move.GIVE_UP, Status.GIVEN_UP, LineAct.GIVEN_UP, HOLDER),
    Row(Status.WAITING, Move.UNDO, Status.UNDONE, LineAct.UNDONE, MARSHAL),
    Row(Status.WAITING, Move.CLOSE, Status.CLOSED, LineAct.CLOSED, END_OF_DAY),
    Row(Status.HELD, Move.CLOSE, Status.CLOSED, LineAct.CLOSED, END_OF_DAY),
    Row(Status.CALLED, Move.CLOSE, Status.CLOSED, LineAct.CLOSED, END_OF_DAY),
)

OPEN = frozenset({Status.WAITING, Status.HELD, Status.CALLED})


def rows_of(move: Move) -> tuple[Row, ...]:
    """The rows of one move."""
    return tuple(row for row in MOVES if row.move == move)


def sources_of(move: Move) -> frozenset[Status]:
    """From where a move may start."""
    return frozenset(row.source for row in rows_of(move))


def act_of(move: Move) -> LineAct:
    """What the journal says of a move; the same wherever it starts."""
    return rows_of(move)[0].act


def target_of(move: Move) -> Status | None:
    """Where a move leads; None when the ticket stays where it is."""
    rows = rows_of(move)
    return None if all(row.source == row.target for row in rows) else rows[0].target
