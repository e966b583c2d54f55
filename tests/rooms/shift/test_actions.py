"""Desks, pauses and alarms: each thing happens once, and what was a slip can be taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from panah.line import actions as line
from panah.line import queries as lines
from panah.line.models import Pause
from panah.shift import actions, looking
from panah.shift.actions import NoSuchAlarm, TooLate
from panah.shift.looking import Kind
from panah.shift.models import Alarm, Watch
from panah.sites.models import Desk, SiteChange
from panah.staff.actions import take_seat
from panah.staff.models import Seat, StaffMember
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(minutes=2)
LONG_AFTER = MORNING + timedelta(minutes=20)
REAL = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def leader() -> StaffMember:
    return a_clerk("leader", role=Role.SUPERVISOR)


@pytest.fixture
def desk() -> Desk:
    return Desk.objects.get(site=a_site(), number=2)


def standing() -> set[str]:
    return {alarm.kind for alarm in Alarm.objects.filter(ended_at=None)}


def test_a_paused_desk_calls_nobody_keeps_its_clerk_and_counts_as_closed(
    leader: StaffMember, desk: Desk
) -> None:
    clerk = a_clerk("clerk-2")
    take_seat(clerk, desk, at=MORNING)
    line.issue_ticket(desk.site, party_size=1, at=MORNING)
    line.pause_desk(desk, Pause.Reason.BREAK, by=leader, at=MORNING)

    assert line.call_next(desk.site, desk="2", at=LATER) is None
    assert Seat.objects.get(staff=clerk).desk == desk
    assert lines.calling_desks(desk.site) == 2
    assert line.call_next(desk.site, desk="1", at=LATER) is not None


def test_with_every_desk_paused_nobody_is_told_a_time(leader: StaffMember) -> None:
    site = a_site()
    before = lines.expected_call_of_new(site, MORNING)
    for desk in Desk.objects.filter(site=site):
        line.pause_desk(desk, Pause.Reason.EQUIPMENT, by=leader, at=MORNING)

    assert before is not None
    assert lines.expected_call_of_new(site, MORNING) is None


def test_a_desk_is_paused_once_and_the_first_reason_stands(leader: StaffMember, desk: Desk) -> None:
    line.pause_desk(desk, Pause.Reason.BREAK, by=leader, at=MORNING)

    with pytest.raises(line.DeskIsPaused):
        line.pause_desk(desk, Pause.Reason.OTHER, by=leader, at=LATER)
    assert lines.pauses_now(desk.site)[2].reason == "break"


def test_a_pause_that_ended_by_mistake_goes_on_from_its_beginning(
    leader: StaffMember, desk: Desk
) -> None:
    line.pause_desk(desk, Pause.Reason.BREAK, by=leader, at=MORNING - timedelta(hours=1))
    actions.resume_desk(desk, by=leader, at=MORNING)
    actions.take_back(desk, "resumed", by=leader, at=LATER)

    assert lines.pauses_now(desk.site)[2].began_at == MORNING - timedelta(hours=1)


def test_a_pause_that_began_by_mistake_never_was(leader: StaffMember, desk: Desk) -> None:
    line.pause_desk(desk, Pause.Reason.BREAK, by=leader, at=MORNING)
    actions.take_back(desk, "paused", by=leader, at=LATER)

    assert not Pause.objects.exists()


def test_a_desk_opened_by_mistake_is_closed_again_unless_somebody_is_on_the_way(
    leader: StaffMember, desk: Desk
) -> None:
    actions.close_desk(desk, by=leader, at=MORNING)
    actions.open_desk(desk, by=leader, at=MORNING)
    actions.take_back(desk, "opened", by=leader, at=LATER)
    desk.refresh_from_db()
    assert not desk.is_open

    actions.open_desk(desk, by=leader, at=LATER)
    line.issue_ticket(desk.site, party_size=1, at=LATER)
    line.call_next(desk.site, desk="2", at=LATER)
    with pytest.raises(TooLate):
        actions.take_back(desk, "opened", by=leader, at=LATER)
    desk.refresh_from_db()
    assert desk.is_open


@pytest.mark.parametrize("done", ["paused", "resumed", "opened", "nonsense"])
def test_what_was_done_long_ago_or_never_is_not_taken_back(
    leader: StaffMember, desk: Desk, done: str
) -> None:
    line.pause_desk(desk, Pause.Reason.BREAK, by=leader, at=MORNING)
    if done == "resumed":
        actions.resume_desk(desk, by=leader, at=MORNING)
    if done == "opened":
        actions.close_desk(desk, by=leader, at=MORNING)

    with pytest.raises(TooLate):
        actions.take_back(desk, done, by=leader, at=LONG_AFTER)


def test_opening_and_closing_leave_a_line_with_who_and_when_and_closing_ends_a_pause(
    leader: StaffMember, desk: Desk
) -> None:
    line.pause_desk(desk, Pause.Reason.BREAK, by=leader, at=MORNING)
    done = [actions.close_desk(desk, by=leader, at=LATER) for _ in range(2)]
    actions.open_desk(desk, by=leader, at=LONG_AFTER)
    told = [(c.was, c.became, c.by) for c in SiteChange.objects.order_by("changed_at")]

    assert done == [True, False]
    assert told == [([1, 2, 3], [1, 3], "leader"), ([1, 3], [1, 2, 3], "leader")]
    assert lines.pauses_now(desk.site) == {}


@pytest.mark.usefixtures("well")
def test_all_is_well_and_no_alarm_stands() -> None:
    actions.look_around(a_site(), at=MORNING, real_at=REAL)
    actions.look_around(a_site(), at=LATER, real_at=REAL + timedelta(seconds=10))

    assert not Alarm.objects.exists()


@pytest.mark.usefixtures("well")
def test_a_silent_keeper_is_one_alarm_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    site = a_site()
    with monkeypatch.context() as away:
        away.setenv("PANAH_KEEPER_SOCKET", "/nowhere/at/all")
        for second in (0, 10, 20):
            actions.look_around(site, at=MORNING, real_at=REAL + timedelta(seconds=second))
        assert standing() == {Kind.KEEPER_SILENT}
    actions.look_around(site, at=LATER, real_at=REAL + timedelta(seconds=30))
    alarm = Alarm.objects.get()

    assert (alarm.began_at, alarm.ended_at, alarm.seen_at) == (MORNING, LATER, None)


@pytest.mark.usefixtures("well")
def test_a_journal_is_alarming_after_a_minute_without_a_signature() -> None:
    site = a_site()
    line.issue_ticket(site, party_size=1, at=MORNING)
    for seconds, expected in ((0, set()), (50, set()), (61, {Kind.JOURNAL_UNSIGNED})):
        actions.look_around(site, at=MORNING, real_at=REAL + timedelta(seconds=seconds))

        assert standing() == expected


@pytest.mark.usefixtures("well")
def test_a_clock_that_jumps_a_full_disk_and_a_worker_that_stood_still_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = a_site()
    actions.look_around(site, at=MORNING, real_at=REAL)
    monkeypatch.setattr(looking, "free_megabytes", lambda _folder: 300)
    actions.look_around(site, at=LATER, real_at=REAL + timedelta(minutes=10))
    told = {alarm.kind: alarm.amount for alarm in Alarm.objects.all()}

    assert told.keys() == {Kind.DISK_LOW, Kind.CLOCK_JUMPED, Kind.WORKER_SILENT}
    assert told[Kind.DISK_LOW] == 300
    assert 590 < told[Kind.CLOCK_JUMPED] <= 600
    assert told[Kind.WORKER_SILENT] == 600


@pytest.mark.usefixtures("well")
def test_a_backup_that_fails_and_one_that_was_not_restored_are_told(
    tmp_path: Path, settings: Settings
) -> None:
    settings.DATA, settings.PANAH_BACKUP_TO = tmp_path, str(tmp_path / "stick")
    (tmp_path / "backups").mkdir()
    failing = {"until": None, "failing_since": REAL.isoformat(), "fault": "place"}
    (tmp_path / "backups" / "shipped.json").write_text(json.dumps(failing))
    tried = {"at": REAL.isoformat(), "until": None, "entries": 0, "rows": 0, "seconds": 1.0}
    (tmp_path / "backups" / "rehearsals.jsonl").write_text(json.dumps(tried | {"fault": "damaged"}))
    actions.look_around(a_site(), at=MORNING, real_at=REAL + timedelta(seconds=50))
    soon = standing()
    actions.look_around(a_site(), at=LATER, real_at=REAL + timedelta(seconds=70))

    assert soon == {Kind.NOT_RESTORED}
    assert standing() == {Kind.NOT_RESTORED, Kind.BACKUP_FAILS}


def test_refusals_of_the_keeper_are_added_up_until_somebody_has_seen_them(
    leader: StaffMember,
) -> None:
    site = a_site()
    for count in (2, 3):
        actions.tell_alarm(site, Kind.TOO_FAST, amount=count, at=MORNING)
    first = Alarm.objects.get()
    actions.note_seen(site, first.pk, by=leader, at=LATER)
    actions.tell_alarm(site, Kind.TOO_FAST, amount=1, at=LONG_AFTER)

    assert first.amount == 5
    assert Alarm.objects.filter(seen_at=None).get().amount == 1


def test_a_keeper_that_was_started_again_counts_its_refusals_from_nothing(keeper: object) -> None:
    found = looking._keeper()
    assert found is not None
    before = Watch(looked_at=REAL, keeper_process=found.process_id + 1, keeper_refusals=10_000)

    assert looking._refusals_since(before, found) == found.alarms


def test_an_alarm_is_seen_once_and_by_nobody_of_another_centre(leader: StaffMember) -> None:
    site = a_site()
    actions.raise_alarm(site, Kind.DISK_LOW, amount=5, at=MORNING)
    actions.raise_alarm(site, Kind.DISK_LOW, amount=4, at=LATER)
    alarm = Alarm.objects.get()
    actions.note_seen(site, alarm.pk, by=leader, at=LATER)

    with pytest.raises(NoSuchAlarm):
        actions.note_seen(site, alarm.pk, by=a_clerk("other"), at=LONG_AFTER)
    alarm.refresh_from_db()
    assert (alarm.seen_by, alarm.seen_at, alarm.amount) == (leader, LATER, 5)
