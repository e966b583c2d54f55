"""The worker estimates while desks call and people come: nobody is in anybody's way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from panah.line import actions, estimating
from panah.line.estimating import estimate
from panah.line.models import Ticket, Window
from tests.builders import MORNING, a_site
from tests.rooms.line.threads import at_once
from tests.rooms.line.tickets import a_ticket

pytestmark = pytest.mark.django_db(transaction=True)


def test_desks_call_and_people_come_while_the_worker_estimates() -> None:
    site = a_site()
    for _ in range(30):
        a_ticket(site)

    def act(index: int) -> None:
        for minute in range(6):
            at = MORNING + timedelta(minutes=minute)
            if index == 0:
                estimate(site, at=at, method="simple")
            elif index < 4 and (called := actions.call_next(site, desk=str(index), at=at)):
                actions.serve(called, desk=str(index), at=at)
            else:
                actions.issue_ticket(site, party_size=1, at=at)

    at_once(5, act)
    estimate(site, at=MORNING + timedelta(minutes=7), method="simple")

    assert Ticket.objects.filter(status="served").count() == 18
    current = Window.objects.filter(is_current=True)
    assert current.count() == Ticket.objects.filter(status="waiting").count()
    assert not Window.objects.filter(outcome="open", ticket__status="served").exists()


def test_of_a_rush_that_is_not_settled_yet_only_those_who_still_wait_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(estimating, "SETTLED_AT_ONCE", 1)
    site = a_site()
    tickets = [a_ticket(site) for _ in range(8)]
    estimate(site, at=MORNING, method="simple")
    for minute in range(1, 7):
        at = MORNING + timedelta(minutes=minute)
        called = actions.call_next(site, desk="1", at=at)
        assert called is not None
        actions.serve(called, desk="1", at=at)
    estimate(site, at=MORNING + timedelta(minutes=7), method="simple")

    assert Window.objects.filter(is_current=True, ticket__status="served").count() == 5
    read = estimating._current(site, tickets[0].day, first=7, but=set())
    assert read.keys() == {ticket.pk for ticket in tickets[6:]}
