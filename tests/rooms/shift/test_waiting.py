"""What waits for somebody, as whoever leads the shift reads it: how many, and where it is done."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from panah.desk import actions as desk
from panah.desk.models import RegistrationGroup
from panah.desk.searching import SEARCHES_PER_HOUR
from panah.engines.identity import show_number
from panah.keeper import keyfolder
from panah.shift import actions
from panah.vault.actions import Purpose
from panah.web.access import Role
from panah.web.clock import real_now
from tests.builders import MORNING, a_clerk, a_site, an_identity
from tests.keepers import a_keeper, asking
from tests.rooms.desk.interviews import a_called_ticket, an_interview
from tests.rooms.desk.records import a_group, a_registered_family, the_clerk
from tests.rooms.desk.sheets import form_of
from tests.rooms.figures import clock
from tests.rooms.shift.conftest import NOW
from tests.rooms.shift.pages import Waiting, text_of, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]

CHILDREN = "Children without an adult"
PAPERS = "Papers that nobody has confirmed as printed"
PAIRS = "Records that may be one person"
IN_PERSON = "Besides, somebody asks in person about"
SEARCHES = "Searches by name that were refused today: there had been too many"
KEEPER = "The keeper"
A_DAY = timedelta(days=1)
NOTHING = Waiting("0", ())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose keys are made, and whose keeper does not run."""
    with a_keeper(tmp_path / "data"):
        pass
    return tmp_path / "data"


def a_child() -> RegistrationGroup:
    return a_group(an_interview(family="Ким", given="Тимур", born="2012-05-01"))


def alike() -> None:
    """Somebody is registered twice, the second time with another year of birth."""
    a_group()
    a_group(an_interview(born="1995-03-14"))


def lock(data: Path) -> str:
    """Take away what the keys open with, and return it."""
    unlock = keyfolder.default_folder(data) / keyfolder.UNLOCK
    secret = unlock.read_text()
    unlock.unlink()
    return secret


def look_around() -> None:
    actions.look_around(a_site(), at=clock.now(), real_at=real_now())


def alarms(leader: Client) -> str:
    return text_of(leader).partition(" Alarms ")[2]


def test_a_child_registered_alone_waits_until_somebody_is_responsible(leader: Client) -> None:
    a_group()
    before = waiting(leader)[CHILDREN]
    group = a_child()
    told = waiting(leader)[CHILDREN]
    record = leader.get(told.leads_to[0]).content.decode()
    leader.post(f"{told.leads_to[0]}lead/", form_of(record) | {"do": "looked_after"})

    assert before == NOTHING
    assert told.said == f"1 {show_number(group.number)}"
    assert told.leads_to == (f"/desk/records/{group.number}/",)
    assert 'value="looked_after"' in record
    assert waiting(leader)[CHILDREN] == NOTHING


def test_papers_wait_since_the_oldest_until_they_are_confirmed(leader: Client) -> None:
    family = a_registered_family()
    clock.show(NOW + A_DAY)
    ticket = a_called_ticket(a_site(), at=MORNING + A_DAY)
    alone = desk.register(ticket, an_interview(), by=the_clerk(), at=MORNING + A_DAY)
    told = [waiting(leader)[PAPERS]]
    listed = text_of(leader, told[0].leads_to[0])
    for group in (family, alone):
        leader.post(f"/papers/group/{group.number}/confirm/")
        told.append(waiting(leader)[PAPERS])

    assert told == [
        Waiting("4 the oldest: Wednesday 5 October", ("/papers/outstanding/",)),
        Waiting("1 the oldest: Thursday 6 October", ("/papers/outstanding/",)),
        NOTHING,
    ]
    assert all(show_number(group.number) in listed for group in (family, alone))


def test_a_pair_waits_until_it_is_judged_and_apart_while_somebody_asks_in_person(
    leader: Client,
) -> None:
    alike()
    told = [(waiting(leader)[PAIRS], waiting(leader)[IN_PERSON].said)]
    listed = leader.get("/duplicates/").content.decode()
    (pair,) = set(re.findall(r'href="(/duplicates/\d+/)"', listed))
    for judgement in ("cannot_tell", "two_people"):
        leader.post(f"{pair}judgement/", {"judgement": judgement})
        told.append((waiting(leader)[PAIRS], waiting(leader)[IN_PERSON].said))

    assert told == [(Waiting("1", ("/duplicates/",)), "0"), (NOTHING, "1"), (NOTHING, "0")]


def test_searches_by_name_that_were_refused_are_counted_until_the_day_is_over(
    leader: Client,
) -> None:
    wanted, clerk = an_identity(), a_clerk("clerk-2")
    for _ in range(SEARCHES_PER_HOUR):
        desk.search(wanted, purpose=Purpose.REQUEST, by=clerk, at=NOW)
    before = waiting(leader)
    for _ in range(2):
        with pytest.raises(desk.TooManySearches):
            desk.search(wanted, purpose=Purpose.REQUEST, by=clerk, at=NOW)
    refused = waiting(leader)
    clock.show(NOW + A_DAY)

    assert SEARCHES not in before
    assert refused[SEARCHES].said == "2"
    assert SEARCHES not in waiting(leader)


def test_the_keeper_answers_is_locked_or_does_not_answer(leader: Client, data: Path) -> None:
    with a_keeper(data) as gone, asking(gone):
        told = [waiting(leader)[KEEPER].said]
    with asking(gone):
        told.append(waiting(leader)[KEEPER].said)
    lock(data)
    with a_keeper(data) as locked, asking(locked):
        told.append(waiting(leader)[KEEPER].said)

    assert told == ["answers; evaluation mode", "does not answer", "is locked"]


@pytest.mark.usefixtures("well")
def test_a_locked_keeper_is_an_alarm_until_it_is_opened(leader: Client, data: Path) -> None:
    secret = lock(data)
    with a_keeper(data) as locked, asking(locked):
        look_around()
        standing = alarms(leader)
    (keyfolder.default_folder(data) / keyfolder.UNLOCK).write_text(secret)
    clock.show(NOW + timedelta(minutes=2))
    with a_keeper(data) as opened, asking(opened):
        look_around()
        over = alarms(leader)

    assert "The keeper is locked Nobody can be registered until the custodians" in standing
    assert "Wednesday 5 October 2022, 11:05 – now " in standing
    assert "Wednesday 5 October 2022, 11:05 – 11:07 " in over


def test_who_reads_the_day_and_leads_nobody_sees_the_numbers_and_no_way_on(
    leader: Client,
) -> None:
    group = a_child()
    alike()
    reader = Client()
    reader.force_login(a_clerk("admin", role=Role.ADMINISTRATOR))
    names = (CHILDREN, PAPERS, PAIRS)
    theirs, whole = waiting(reader), waiting(leader)

    assert [theirs[name].said[0] for name in names] == ["1", "3", "1"]
    assert [theirs[name].leads_to for name in names] == [(), (), ()]
    assert all(whole[name].leads_to for name in names)
    assert show_number(group.number) not in text_of(reader)
