"""The reason of a fast-track, fixed by the real keeper and told to nobody."""

from __future__ import annotations

import pytest

from panah.keeper.client.commitments import commit
from panah.keeper.launch import KeeperProcess
from panah.line import actions
from panah.line.models import FastTrack
from tests.rooms.line.tickets import LATER, a_ticket, events

pytestmark = pytest.mark.django_db


def _commitments() -> list[object]:
    return [event["commitment"] for event in events() if event["act"] == "fast_tracked"]


def test_whoever_knows_ticket_and_reason_can_show_that_they_match(
    keeper: KeeperProcess,
) -> None:
    ticket = a_ticket()
    actions.fast_track(ticket, FastTrack.ILLNESS, at=LATER)

    told = commit(f"{ticket.pk}:illness".encode(), domain="fast-track").hex()
    other = commit(f"{ticket.pk}:pregnancy".encode(), domain="fast-track").hex()

    assert _commitments() == [told]
    assert told != other


def test_two_people_with_one_reason_do_not_look_alike(
    keeper: KeeperProcess,
) -> None:
    for ticket in (a_ticket(), a_ticket()):
        actions.fast_track(ticket, FastTrack.ILLNESS, at=LATER)

    assert len(set(_commitments())) == 2
