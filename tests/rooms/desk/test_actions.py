"""Registering: once, whole, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from panah.certificates import queries as certificates
from panah.certificates.models import Certificate
from panah.desk import actions
from panah.desk.models import Individual, RegistrationGroup
from panah.desk.writing import prepare, write
from panah.duplicates.tasks import TOLD_AT_ONCE
from panah.engines.identity import draw_number
from panah.journal.models import PendingEvent
from panah.keeper.errors import KeeperUnreachable
from panah.line import actions as line
from panah.line.models import Ticket
from panah.vault.models import SealedIdentity
from tests.builders import MORNING, a_clerk, a_site
from tests.keepers import KeeperProcess, a_keeper, asking
from tests.rooms.desk.interviews import a_called_ticket, a_family, an_interview
from tests.rooms.line.threads import at_once

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


def test_papers_stand_in_the_order_in_which_the_people_were_typed(keeper: KeeperProcess) -> None:
    ticket = a_called_ticket(a_site(), party_size=3)

    group = actions.register(ticket, a_family(), by=a_clerk(), at=MORNING)

    typed = list(group.people.values_list("identity_id", flat=True))
    papers = certificates.papers_of(group.number)
    assert [paper.position for paper in papers] == [0, 1, 2]
    assert [paper.individual_id for paper in papers] == typed


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


def test_a_ticket_that_another_desk_served_registers_nobody(keeper: KeeperProcess) -> None:
    ticket, clerk = a_called_ticket(a_site(), desk="2"), a_clerk()
    stale = Ticket.objects.get(pk=ticket.pk)
    actions.register(ticket, an_interview(), by=clerk, at=MORNING)

    with pytest.raises(actions.TicketNotCalled):
        actions.register(stale, an_interview(family="Дәулетов"), by=clerk, at=MORNING)

    assert Individual.objects.count() == 1


def test_a_number_that_is_in_use_is_drawn_again(
    keeper: KeeperProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, clerk = a_site(), a_clerk()
    first = actions.register(a_called_ticket(site), an_interview(), by=clerk, at=MORNING)
    used = first.people.get().identity_id
    draws = iter([used, draw_number(), *(draw_number() for _ in range(9))])
    monkeypatch.setattr(actions, "draw_number", lambda: next(draws))

    second = actions.register(
        a_called_ticket(site), an_interview(family="Nguyễn"), by=clerk, at=MORNING
    )

    assert second.people.get().identity_id != used
    assert Individual.objects.count() == 2


def test_the_second_look_waits_for_the_worker_in_the_same_transaction(
    keeper: KeeperProcess,
) -> None:
    ticket, prepared = a_called_ticket(a_site()), prepare(an_interview())
    with transaction.atomic():
        line.serve(ticket, desk=ticket.desk, at=MORNING)
        written = write(prepared, site=ticket.site, ticket=ticket, at=MORNING)

    waiting = DBTaskResult.objects.get()

    assert waiting.task_path == "panah.duplicates.tasks.look_again_at_groups"
    assert written.promised == str(waiting.pk)


def test_of_those_who_have_looked_again_the_last_few_at_most_leave_that_to_the_worker(
    keeper: KeeperProcess,
) -> None:
    site, clerk, most = a_site(), a_clerk(), 0
    for place in range(TOLD_AT_ONCE):
        interview = an_interview(born=f"{1960 + 3 * place}-05-1{place}")
        actions.register(a_called_ticket(site), interview, by=clerk, at=MORNING)
        most = max(most, DBTaskResult.objects.count())

    assert DBTaskResult.objects.count() < TOLD_AT_ONCE == Individual.objects.count()
    assert most < TOLD_AT_ONCE


def test_links_of_past_days_are_cut_and_those_of_today_stay(keeper: KeeperProcess) -> None:
    site, clerk, day = a_site(), a_clerk(), timedelta(days=1)
    past = actions.register(a_called_ticket(site), an_interview(), by=clerk, at=MORNING)
    ticket = a_called_ticket(site, at=MORNING + day)
    today = actions.register(ticket, an_interview(family="Ким"), by=clerk, at=MORNING + day)

    assert actions.cut_links(site, before=(MORNING + day).date()) == 1

    past.refresh_from_db()
    today.refresh_from_db()
    assert (past.ticket, today.ticket) == (None, ticket)


def test_a_group_is_of_the_day_at_the_centre(keeper: KeeperProcess) -> None:
    late = datetime(2022, 10, 5, 19, 30, tzinfo=UTC)  # 01:30 on the 6th in Almaty

    ticket = a_called_ticket(a_site(), at=late)
    group = actions.register(ticket, an_interview(), by=a_clerk(), at=late)

    assert group.registered_on == date(2022, 10, 6)


def test_a_keeper_that_is_gone_writes_nothing_and_the_same_interview_succeeds_later(
    keeper: KeeperProcess, tmp_path: Path
) -> None:
    ticket, clerk, interview = a_called_ticket(a_site(), party_size=3), a_clerk(), a_family()
    with a_keeper(tmp_path / "other") as gone, asking(gone, bulk=True):
        gone.stop()
        with pytest.raises(KeeperUnreachable):
            actions.register(ticket, interview, by=clerk, at=MORNING)

    assert RegistrationGroup.objects.count() == SealedIdentity.objects.count() == 0
    assert Ticket.objects.get(pk=ticket.pk).status == Ticket.Status.CALLED
    assert actions.register(ticket, interview, by=clerk, at=MORNING).people.count() == 3


def test_a_keeper_that_dies_after_the_writing_leaves_the_look_to_the_worker(
    keeper: KeeperProcess, tmp_path: Path
) -> None:
    site = a_site()
    ticket, at_the_same_time = a_called_ticket(site), a_called_ticket(site, desk="2")
    with a_keeper(tmp_path / "other") as dying, asking(dying, bulk=True):
        prepared = prepare(an_interview())
        actions.register(at_the_same_time, an_interview(), by=a_clerk(), at=MORNING)
        dying.stop()
        with transaction.atomic():
            line.serve(ticket, desk=ticket.desk, at=MORNING)
            written = write(prepared, site=ticket.site, ticket=ticket, at=MORNING)

        actions.look_again(prepared, promised=written.promised, at=MORNING)

    assert Individual.objects.count() == 2
    assert DBTaskResult.objects.filter(pk=written.promised).exists()


@pytest.mark.django_db(transaction=True)
def test_one_interview_sent_twice_at_once_is_one_group(keeper: KeeperProcess) -> None:
    ticket, clerk, interview = a_called_ticket(a_site(), party_size=3), a_clerk(), a_family()

    def send(_: int) -> str:
        mine = Ticket.objects.get(pk=ticket.pk)
        return actions.register(mine, interview, by=clerk, at=MORNING).number

    numbers = at_once(4, send)

    assert len(set(numbers)) == RegistrationGroup.objects.count() == 1
    assert Individual.objects.count() == SealedIdentity.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_interviews_for_one_ticket_at_once_register_one(keeper: KeeperProcess) -> None:
    ticket, clerk = a_called_ticket(a_site()), a_clerk()

    def send(_: int) -> bool:
        mine = Ticket.objects.get(pk=ticket.pk)
        try:
            return bool(actions.register(mine, an_interview(), by=clerk, at=MORNING))
        except actions.TicketNotCalled:
            return False

    assert sorted(at_once(3, send)) == [False, False, True]
    assert Individual.objects.count() == 1
