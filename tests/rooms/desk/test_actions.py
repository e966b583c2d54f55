"""Registering: once, whole, or not at all."""

from __future__ import annotations

import pytest

from panah.certificates.models import Certificate
from panah.desk import actions
from panah.desk.models import Individual, RegistrationGroup
from panah.journal.models import PendingEvent
from panah.line import actions as line
from panah.line.models import Ticket
from panah.vault.models import SealedIdentity
from tests.builders import MORNING, a_clerk, a_site
from tests.keepers import KeeperProcess
from tests.rooms.desk.interviews import a_called_ticket, a_family, an_interview

pytestmark = pytest.mark.django_db


def test_a_family_becomes_one_group_with_papers_outstanding(keeper: KeeperProcess) -> None:
    site, clerk = a_site(), a_clerk()
    ticket = a_called_ticket(site, party_size=3)

    group = actions.register(ticket, a_family(), by=clerk, at=MORNING)

    assert group.kind == RegistrationGroup.Kind.FAMILY
    assert [one.position for one in group.people.all()] == [0, 1, 2]
    assert [one.identity.is_withheld for one in group.people.all()] == [False, True, False]
    assert Certificate.objects.filter(group=group.number, status="outstanding").count() == 3
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.SERVED


def test_the_same_request_twice_is_one_group(keeper: KeeperProcess) -> None:
    ticket, clerk, interview = a_called_ticket(a_site()), a_clerk(), an_interview()

    first = actions.register(ticket, interview, by=clerk, at=MORNING)
    second = actions.register(ticket, interview, by=clerk, at=MORNING)

    assert first == second
    assert Individual.objects.count() == SealedIdentity.objects.count() == 1


def test_a_ticket_that_still_waits_registers_nobody(keeper: KeeperProcess) -> None:
    ticket = line.issue_ticket(a_site(), party_size=1, at=MORNING).ticket

    with pytest.raises(actions.TicketNotCalled):
        actions.register(ticket, an_interview(), by=a_clerk(), at=MORNING)

    assert SealedIdentity.objects.count() == RegistrationGroup.objects.count() == 0


def test_one_event_a_person_without_name_or_number(keeper: KeeperProcess) -> None:
    ticket = a_called_ticket(a_site(), party_size=3)
    before = PendingEvent.objects.count()

    group = actions.register(ticket, a_family(), by=a_clerk(), at=MORNING)

    written = b"".join(bytes(e.body) for e in PendingEvent.objects.filter(log="register"))
    assert written.count(b'"registered"') == 3
    assert PendingEvent.objects.count() == before + 4  # and one of the line: served
    numbers = [one.identity_id for one in group.people.all()]
    assert not any(number.encode() in written for number in [*numbers, group.number])
    assert "Оспанов".encode() not in written
