"""What the worker does for the line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from panah.line import actions
from panah.line.models import Ticket
from panah.line.tasks import close_past_days
from tests.builders import MORNING, a_site

pytestmark = pytest.mark.django_db


def test_a_day_that_is_over_is_closed_by_itself() -> None:
    actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    close_past_days(MORNING + timedelta(days=1))

    assert Ticket.objects.get().status == Ticket.Status.CLOSED


def test_the_day_that_runs_is_left_alone() -> None:
    actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    close_past_days(MORNING + timedelta(hours=3))

    assert Ticket.objects.get().status == Ticket.Status.WAITING


def test_before_a_centre_is_set_up_there_is_nothing_to_close() -> None:
    close_past_days(MORNING)

    assert not Ticket.objects.exists()
