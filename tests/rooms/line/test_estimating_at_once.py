"""The worker estimates while desks call and people come: nobody is in anybody's way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from panah.engines.waiting import Calibration
from panah.line import actions, estimating, settling
from panah.line.estimating import estimate
from panah.line.models import SiteEstimate, Ticket, Window, WindowsOfDay
from panah.sites.models import Site
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


def _rush(site: Site, called: int) -> None:
    for minute in range(1, called + 1):
        at = MORNING + timedelta(minutes=minute)
        ticket = actions.call_next(site, desk="1", at=at)
        assert ticket is not None
        actions.serve(ticket, desk="1", at=at)


def test_a_rush_is_settled_in_short_transactions_and_each_truth_teaches_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settling, "SETTLED_AT_ONCE", 2)
    monkeypatch.setattr(settling, "MOST_TIMES", 2)
    site = a_site()
    for _ in range(8):
        a_ticket(site)
    estimate(site, at=MORNING, method="simple")
    _rush(site, 6)
    left, judged = [], []
    for minute in (7, 8, 9):
        estimate(site, at=MORNING + timedelta(minutes=minute), method="simple")
        left.append(Window.objects.filter(is_current=True, ticket__status="served").count())
        learned = Calibration.from_plain(SiteEstimate.objects.get().calibration)
        judged.append(learned.held()[1])

    assert left == [2, 0, 0]
    assert judged[1] == judged[2]
    assert judged[1] == sum(WindowsOfDay.objects.values_list("told", flat=True))


def test_a_truth_and_what_it_taught_are_kept_together(monkeypatch: pytest.MonkeyPatch) -> None:
    site = a_site()
    for _ in range(4):
        a_ticket(site)
    estimate(site, at=MORNING, method="simple")
    _rush(site, 3)
    monkeypatch.setattr(estimating.present, "line_now", _fails)
    with pytest.raises(ZeroDivisionError):
        estimate(site, at=MORNING + timedelta(minutes=4), method="simple")

    assert not Window.objects.filter(is_current=True, ticket__status="served").exists()
    assert Calibration.from_plain(SiteEstimate.objects.get().calibration).held()[1] == 3


def _fails(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_a_long_line_is_told_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "AT_A_TIME", 3)
    site = a_site()
    for _ in range(8):
        a_ticket(site)
    with CaptureQueriesContext(connection) as asked:
        estimate(site, at=MORNING, method="simple")

    assert sum(one["sql"].startswith('INSERT INTO "line_window" ') for one in asked) == 3
    assert Window.objects.filter(is_current=True).count() == 8
