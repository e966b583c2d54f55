"""The driver plays the day through the rooms' own actions, and makes way for visitors."""

from __future__ import annotations

import ast
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from panah.certificates.models import Certificate
from panah.demo import clock, past
from panah.demo.crowd import dice_of
from panah.demo.driver import clerks_of
from panah.demo.gate import arrivals
from panah.demo.guests import PATIENCE_SECONDS
from panah.desk.models import RegistrationGroup
from panah.figures import actions as figures
from panah.journal import actions as journal
from panah.keeper.errors import KeeperLocked
from panah.line import actions as line
from panah.line.models import Ticket
from panah.sites.queries import here
from panah.staff import actions as staff_actions
from panah.staff import queries as staff
from tests.rooms.demo.conftest import DESKS, Demonstration
from tests.rooms.demo.writers import WRITES, writers

pytestmark = pytest.mark.django_db

Status = Ticket.Status
DEMO = Path(__file__).resolve().parents[3] / "panah" / "demo"


def _count(status: Status) -> int:
    return Ticket.objects.filter(day__gte="2022-10-05", status=status).count()


def test_the_doors_open_on_150_people_with_numbers(demonstration: Demonstration) -> None:
    people = sum(Ticket.objects.values_list("party_size", flat=True))
    numbers = list(Ticket.objects.order_by("number").values_list("number", flat=True))

    assert 150 <= people < 156
    assert numbers == list(range(1, len(numbers) + 1))
    assert staff.member("marshal")
    assert len(clerks_of(here())) == DESKS
    assert not any(clerk.has_usable_password() for clerk in clerks_of(here()).values())


def test_in_an_hour_people_are_called_registered_and_given_papers(
    demonstration: Demonstration,
) -> None:
    demonstration.play(minutes=60)

    assert Ticket.objects.filter(status=Status.CALLED).count() <= DESKS
    assert RegistrationGroup.objects.count() == _count(Status.SERVED) > 25
    assert Certificate.objects.filter(status="issued").exists()
    assert _count(Status.NO_SHOW) > 0
    assert Ticket.objects.filter(lane="fast_track").exists()


def test_about_70_parties_come_in_an_hour_and_half_of_them_by_train() -> None:
    start = clock.START
    morning = arrivals(dice_of(1), start=start, until=start + timedelta(hours=4.5), per_hour=70)
    after_train = [m for m in morning if 10 <= m.minute < 25]

    assert 60 <= len(morning) / 4.5 <= 80
    assert len(after_train) > 0.4 * len(morning)


def test_the_driver_writes_no_row_itself(demonstration: Demonstration) -> None:
    with writers() as found:
        demonstration.play(minutes=45)

    assert sum(found.values()) > 200
    assert {name.split("/")[1] for name in found} == {"actions.py"}, found
    assert not any(name.startswith("demo/") for name in found)


def test_a_row_that_the_driver_wrote_itself_would_be_noticed(
    demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = compile("Ticket.objects.update(desk='')", str(DEMO / "planted.py"), "exec")
    with writers() as found:
        exec(code, {"Ticket": Ticket})

    assert found == {"demo/planted.py": 1}


def _written_in(path: Path) -> list[str]:
    return [
        f"{path.name}:{node.lineno} {node.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in WRITES
    ]


def test_no_line_of_the_demonstration_could_write_a_row() -> None:
    assert [found for path in DEMO.rglob("*.py") for found in _written_in(path)] == []


def test_a_planted_write_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "planted.py"
    path.write_text("ticket.save()\nTicket.objects.filter(pk=1).delete()\n")

    assert len(_written_in(path)) == 3


def test_a_visitors_number_is_called_waited_for_and_never_a_no_show(
    demonstration: Demonstration,
) -> None:
    mine = line.issue_ticket(here(), party_size=1, at=clock.now()).ticket
    line.fast_track(mine, "illness", at=clock.now())
    demonstration.play_until(lambda: _status(mine) == Status.CALLED, minutes=60)
    assert clock.reading().is_slowed  # time to read it, and to sit down

    demonstration.machine.pass_by(120)
    demonstration.play(minutes=30)
    assert _status(mine) == Status.CALLED
    desk = mine.desk

    clock.set_speed(1)
    demonstration.machine.pass_by(PATIENCE_SECONDS)
    clock.set_speed(60)
    demonstration.play(minutes=2)

    assert _status(mine) == Status.HELD
    assert Ticket.objects.filter(desk=desk, status=Status.CALLED).exclude(pk=mine.pk).exists()


def test_a_visitor_who_waits_is_called_after_closing_too(demonstration: Demonstration) -> None:
    clock.jump_to(clock.START + timedelta(hours=9, minutes=29))
    mine = line.issue_ticket(here(), party_size=1, at=clock.now()).ticket
    demonstration.play_until(lambda: _status(mine) == Status.CALLED, minutes=400)

    assert mine.day == demonstration.today.play.day


def test_nobody_plays_at_a_desk_where_a_visitor_sits(demonstration: Demonstration) -> None:
    site = here()
    clerk = staff.member("clerk-4")
    assert clerk
    staff_actions.take_seat(clerk, staff.desks_of(site)[3], at=clock.now())
    demonstration.play(minutes=40)

    assert not Ticket.objects.filter(desk="4").exists()
    assert Ticket.objects.filter(desk="5").exists()


def test_a_desk_that_its_visitor_left_ten_minutes_ago_is_played_again(
    demonstration: Demonstration,
) -> None:
    clerk = staff.member("clerk-4")
    assert clerk
    staff_actions.take_seat(clerk, staff.desks_of(here())[3], at=clock.now())
    demonstration.play(minutes=5)
    clock.set_speed(1)
    demonstration.machine.pass_by(PATIENCE_SECONDS)
    clock.set_speed(60)
    demonstration.play(minutes=5)

    assert Ticket.objects.filter(desk="4").exists()
    assert staff.seat_of(clerk) is None


def test_a_visitor_who_sits_down_keeps_the_number_that_was_called_there(
    demonstration: Demonstration,
) -> None:
    demonstration.play(minutes=2)
    there = Ticket.objects.get(desk="7", status=Status.CALLED)
    clerk = staff.member("clerk-7")
    assert clerk
    staff_actions.take_seat(clerk, staff.desks_of(here())[6], at=clock.now())
    demonstration.play(minutes=90)

    assert _status(there) == Status.CALLED


def test_a_keeper_that_is_locked_stops_registering_and_nothing_else(
    demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_more: object) -> None:
        raise KeeperLocked("the keeper is locked")

    with monkeypatch.context() as patched:
        patched.setattr("panah.keeper.client.identities.seal_many", locked)
        demonstration.play(minutes=40)
        assert not RegistrationGroup.objects.exists()
        assert _count(Status.CALLED) == DESKS

    demonstration.play(minutes=15)

    assert RegistrationGroup.objects.count() > 5


def test_what_fails_for_one_party_does_not_stop_the_desk(
    demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("panah.desk.actions.register", broken)
        demonstration.play(minutes=25)
    demonstration.play(minutes=60)

    assert len(set(Ticket.objects.filter(status=Status.SERVED).values_list("desk"))) == DESKS


def test_the_night_is_skipped_and_whoever_was_not_called_comes_again(
    demonstration: Demonstration,
) -> None:
    clock.jump_to(clock.START + timedelta(hours=9))
    demonstration.play_until(lambda: demonstration.today.play.day.day == 6, minutes=120)
    ended = Ticket.objects.filter(day="2022-10-05", status=Status.CLOSED)
    sizes = Ticket.objects.filter(day="2022-10-06").values_list("party_size", flat=True)

    assert clock.now() >= clock.START + timedelta(days=1)
    assert ended.count() > 20
    assert sum(sizes) >= 150
    assert _status_count("2022-10-05", Status.WAITING) == 0


def test_finished_days_are_there_ended_and_can_be_published(demonstration: Demonstration) -> None:
    site = here()
    day = past.PastDay(past.DAYS[0].day, outside=12, per_hour=2)
    past.play_day(day, site, clerks_of(site), stop=threading.Event())
    tickets = Ticket.objects.filter(day=day.day)
    open_now = tickets.filter(status__in=[Status.WAITING, Status.CALLED, Status.HELD])
    journal.sequence_pending(at=clock.now())
    released = figures.release_due_days(site, at=clock.now())

    assert not open_now.exists()
    assert RegistrationGroup.objects.filter(registered_on=day.day).count() > 8
    assert [release.day for release in released] == [day.day]
    assert released[0].figures["people_registered"]["about"]


def _status(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return ticket.status


def _status_count(day: str, status: Status) -> int:
    return Ticket.objects.filter(day=day, status=status).count()
