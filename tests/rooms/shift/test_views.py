"""The shift leader's page: what it says, what changes by itself, and who may press what."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from panah.desk import tasks
from panah.keeper.launch import KeeperProcess
from panah.line import actions as line
from panah.line import estimating
from panah.line.models import Pause
from panah.shift import actions
from panah.shift.looking import Kind
from panah.shift.models import Alarm
from panah.sites.models import Desk, Pulse
from panah.staff.actions import take_seat
from panah.vault import actions as vault
from panah.web.access import Role
from panah.web.clock import real_now
from tests.builders import MORNING, a_clerk, a_site, an_identity
from tests.rooms.figures.days import a_day, register
from tests.rooms.shift.conftest import NOW
from tests.rooms.shift.pages import TODAY, text_of
from tests.rooms.vault.earlier import sealed_then

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]


@pytest.mark.parametrize("role", [Role.CLERK, Role.MARSHAL, Role.AUDITOR, Role.ANALYST])
def test_the_day_is_for_the_shift_leader(client: Client, role: Role) -> None:
    a_site()
    assert client.get(TODAY).status_code == 302
    client.force_login(a_clerk("somebody", role=role))

    assert client.get(TODAY).status_code == 403


def test_the_page_counts_what_happened_so_far(leader: Client) -> None:
    site = a_site()
    a_day(site, groups=4, at=MORNING, waits=(30, 50))
    line.issue_ticket(site, party_size=3, at=MORNING + timedelta(hours=2))
    line.issue_ticket(site, party_size=4, at=MORNING + timedelta(hours=2))
    register(site, [3], at=MORNING)  # counted at once, also while no sequencer runs
    text = text_of(leader)

    assert "Today, Wednesday 5 October, 11:05" in text
    assert "Waiting now 7 people, on 2 numbers" in text
    assert "Called today 4 of 6 numbers taken" in text
    assert "Registered today 11 people; 0 papers printed" in text
    assert "09:00 8 8 1 " in text  # eight came in that hour, all were called, by one desk


def test_the_picture_goes_on_with_what_is_expected_of_those_who_wait(leader: Client) -> None:
    site = a_site()
    a_day(site, groups=3, at=MORNING, waits=(30,))
    for _ in range(12):
        line.issue_ticket(site, party_size=2, at=NOW - timedelta(minutes=3))
    without = leader.get(TODAY).content.decode()
    estimating.estimate(site, at=NOW, method="simple")
    page = leader.get(TODAY, headers={"accept-language": "en"}).content.decode()

    assert 'class="line dots"' not in without
    assert page.count('class="line dots"') == page.count('class="band"') == 2
    assert "everyone who waits is called today" in page
    assert "~" in page[page.index("Waits by hour") :]


def test_no_desk_calls_and_people_wait_is_the_first_thing_said(leader: Client) -> None:
    site = a_site()
    line.issue_ticket(site, party_size=3, at=MORNING)
    for desk in Desk.objects.filter(site=site):
        line.pause_desk(desk, Pause.Reason.BREAK, by=a_clerk(f"l-{desk}"), at=MORNING)

    assert "3 people: waiting, and no desk calls." in text_of(leader)


def test_a_pause_is_given_a_reason_shown_with_it_and_can_be_taken_back(leader: Client) -> None:
    site = a_site()
    take_seat(a_clerk("clerk-2"), Desk.objects.get(site=site, number=2), at=MORNING)
    asked = leader.post("/shift/desks/2/pause/", {"reason": "because"})
    done = leader.post("/shift/desks/2/pause/", {"reason": "equipment"})
    text = text_of(leader, done["Location"])
    shown = text_of(leader)
    leader.post("/shift/desks/2/", {"do": "paused"})

    assert asked.status_code == 422
    assert "Desk 2 pauses. Undo: end the pause" in text
    assert "2 pauses Printer, camera or computer, since 11:05 End the pause Close Айгүл С." in shown
    assert not Pause.objects.exists()


def test_a_desk_is_closed_and_opened_and_what_is_too_late_is_said(leader: Client) -> None:
    a_site()
    closed = leader.post("/shift/desks/3/", {"do": "close"})
    assert "Desk 3 is closed. Undo: open it again" in text_of(leader, closed["Location"])
    opened = leader.post("/shift/desks/3/", {"do": "open"})
    assert "Desk 3 is open. Undo: close it again" in text_of(leader, opened["Location"])
    late = leader.post("/shift/desks/3/", {"do": "resumed"})

    assert "That cannot be taken back any more." in text_of(leader, late["Location"])
    assert leader.post("/shift/desks/3/", {"do": "burn"}).status_code == 404
    assert leader.post("/shift/desks/77/", {"do": "open"}).status_code == 404


def test_an_administrator_sees_the_day_and_changes_nothing(client: Client) -> None:
    a_site()
    client.force_login(a_clerk("admin", role=Role.ADMINISTRATOR))
    page = client.get(TODAY).content.decode()
    asked = [client.post("/shift/desks/1/", {"do": "close"}), client.get("/shift/desks/1/pause/")]

    assert "/shift/desks/" not in page
    assert [answer.status_code for answer in asked] == [403, 403]


def test_an_alarm_stays_until_somebody_has_seen_it_and_then_says_who(leader: Client) -> None:
    site = a_site()
    actions.raise_alarm(site, Kind.DISK_LOW, amount=812, at=MORNING)
    before = text_of(leader)
    leader.post(f"/shift/alarms/{Alarm.objects.get().pk}/seen/")
    after = text_of(leader)

    assert "1 alarm that nobody has seen" in before
    assert "812 MB were left." in before
    assert "that nobody has seen" not in after
    assert "Айгүл С., 11:05" in after


@pytest.mark.parametrize(("seconds", "said"), [(-41, "−41 секунда"), (-600, "−600 секунд")])
def test_a_clock_set_back_is_told_in_the_form_its_seconds_ask_for(
    leader: Client, seconds: int, said: str
) -> None:
    actions.raise_alarm(a_site(), Kind.CLOCK_JUMPED, amount=seconds, at=MORNING)

    assert f" {said} " in text_of(leader, language="ru")


def test_a_worker_that_says_nothing_is_noticed_without_it(leader: Client) -> None:
    a_site()
    quiet = text_of(leader)
    Pulse.objects.create(process="worker", beaten_at=real_now() - timedelta(minutes=2))

    assert "silent since" not in quiet
    assert "The worker has been silent since" in text_of(leader)


def test_what_changes_by_itself_is_sent_only_when_it_changed(leader: Client) -> None:
    site = a_site()
    first = leader.get("/shift/now/")
    again = leader.get("/shift/now/", headers={"if-none-match": first["ETag"]})
    line.issue_ticket(site, party_size=1, at=NOW)
    changed = leader.get("/shift/now/", headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again["Panah-Clock"] == "11:05"
    assert not again.content


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_speaks_every_language_and_says_no_name_but_the_clerks(
    leader: Client, language: str
) -> None:
    a_day(a_site(), groups=2, at=MORNING)
    for kind in Kind:
        actions.tell_alarm(a_site(), kind, amount=3, at=MORNING)
    answer = leader.get(TODAY, headers={"accept-language": language})

    assert answer.status_code == 200
    assert answer["Content-Language"] == language


def test_the_page_says_until_when_all_is_in_the_backup_and_how_restoring_it_went(
    leader: Client, tmp_path: Path, settings: Settings
) -> None:
    a_site()
    without = text_of(leader)
    settings.DATA, settings.PANAH_BACKUP_TO = tmp_path, str(tmp_path / "stick")
    (tmp_path / "backups").mkdir()
    shipped = {"until": NOW.isoformat(), "failing_since": None, "fault": ""}
    (tmp_path / "backups" / "shipped.json").write_text(json.dumps(shipped))
    tried = {"at": MORNING.isoformat(), "until": NOW.isoformat(), "entries": 3, "rows": 9}
    rehearsed = json.dumps(tried | {"seconds": 1.0, "fault": ""})
    (tmp_path / "backups" / "rehearsals.jsonl").write_text(rehearsed)
    page = text_of(leader)

    assert "Backup none is made by itself" in without
    assert "everything until Wednesday 5 October 2022, 11:05" in page
    assert "Restoring it was tried ✓ it can be restored Wednesday 5 October 2022" in page


def test_the_page_says_how_many_follow_new_rules_of_comparing(
    leader: Client, keeper: KeeperProcess
) -> None:
    a_site()
    without = text_of(leader)
    for given in ("Мария", "Ольга"):
        vault.store(sealed_then(keeper, an_identity(given=given)), at=MORNING)
    before = text_of(leader)
    vault.renew_keys(at=MORNING, most=1)
    halfway = text_of(leader)
    while vault.renew_keys(at=MORNING):
        pass
    renewed = text_of(leader)
    tasks.compare_newcomers(MORNING)

    assert "0 of 2" in before
    assert "somebody who was registered before the upgrade may not be noticed 1 of 2" in halfway
    assert "all; who came meanwhile is compared once more" in renewed
    for page in (without, text_of(leader)):
        assert "new rules of comparing" not in page


def test_whoever_sits_at_a_paused_desk_reads_that_it_calls_nobody(client: Client) -> None:
    site = a_site()
    clerk, desk = a_clerk("clerk-2"), Desk.objects.get(site=site, number=2)
    take_seat(clerk, desk, at=MORNING)
    line.issue_ticket(site, party_size=1, at=MORNING)
    line.pause_desk(desk, Pause.Reason.BREAK, by=a_clerk("leader", role=Role.SUPERVISOR), at=NOW)
    client.force_login(clerk)
    client.post("/desk/")

    assert "This desk pauses since 11:05" in text_of(client, "/desk/")
