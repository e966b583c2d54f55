"""Every move of the table works, every other is refused, and the picture shows the table."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest

from panah.line import moves
from panah.line.actions import MoveRefused
from panah.line.models import Ticket
from panah.line.moves import MOVES, Move
from tests.rooms.line.tickets import a_ticket_that_is, attempt, events

Status = Ticket.Status
ALLOWED = {(row.source, row.move): row for row in MOVES}
FORBIDDEN = [pair for pair in product(Status, Move) if pair not in ALLOWED]


def _did_not_move(ticket: Ticket, before: str, events_before: int) -> bool:
    ticket.refresh_from_db()
    return ticket.status == before and len(events()) == events_before


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "move"), ALLOWED, ids=lambda part: str(part))
def test_every_move_of_the_table_leads_where_it_says_and_writes_one_event(
    source: Status, move: Move
) -> None:
    ticket = a_ticket_that_is(source)
    before = len(events())

    attempt(move, ticket)

    ticket.refresh_from_db()
    row = ALLOWED[source, move]
    assert ticket.status == row.target
    assert len(events()) == before + 1
    assert row.act in {event["act"] for event in events()}


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "move"), FORBIDDEN, ids=lambda part: str(part))
def test_a_move_that_is_not_in_the_table_changes_nothing_and_writes_nothing(
    source: Status, move: Move
) -> None:
    ticket = a_ticket_that_is(source)
    before = len(events())

    with suppress(MoveRefused):
        assert not attempt(move, ticket), "neither refused nor empty-handed"

    assert _did_not_move(ticket, source, before)


def test_a_move_leads_to_one_place_and_is_said_in_one_word() -> None:
    for move in Move:
        rows = moves.rows_of(move)
        stays = all(row.source == row.target for row in rows)
        assert stays or len({row.target for row in rows}) == 1, move
        assert len({row.act for row in rows}) == 1, move


def test_every_state_can_be_reached() -> None:
    assert {row.target for row in MOVES} == set(Status)


def test_a_row_stands_in_the_table_once() -> None:
    assert len(ALLOWED) == len(MOVES)


def test_the_picture_in_the_docs_shows_the_table_as_it_is() -> None:
    done = subprocess.run(
        [sys.executable, "tools/draw_moves.py", "--check"],
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")
