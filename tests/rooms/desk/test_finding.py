"""The second door of the desk: a registration is found by its number or its code, and shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from panah.certificates import actions as certificates
from panah.certificates.models import Certificate
from panah.certificates.signing import signed_code
from panah.desk import finding, queries
from panah.desk.record import record_of
from panah.engines.identity import IndividualNumber, show_number
from panah.journal import actions as journal
from panah.vault import actions as vault
from panah.vault.actions import Purpose
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.desk.records import a_group, a_registered_family, numbers_of, the_clerk
from tests.rooms.desk.sheets import Desk, seated

pytestmark = pytest.mark.django_db

LATIN = "QWERTYUIOPASDFGHJKL:ZXCVBNM.$/"
RUSSIAN = "ЙЦУКЕНГШЩЗФЫВАПРОЛДЖЯЧСМИТЬю;."
ALIKE = str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")


def test_a_number_is_read_as_people_and_scanners_write_it() -> None:
    number = IndividualNumber("7KEM2T9AN")
    shown = show_number(number)
    as_typed = shown.translate(str.maketrans(LATIN, RUSSIAN))

    assert finding.read(f" {shown.lower()}\n").number == number
    assert finding.read(as_typed).number == number
    assert finding.read(shown.translate(ALIKE)).number == number


@pytest.mark.parametrize("text", ["7KEM-2T9A-P", "Кравцова", "12", "9780201379624"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(finding.NotANumber):
        finding.read(text)


@pytest.mark.usefixtures("keeper")
def test_person_group_paper_and_code_lead_to_one_registration() -> None:
    site, group = a_site(), a_registered_family()
    person = numbers_of(group)[2]
    paper = Certificate.objects.get(individual=person)
    code = signed_code(paper)
    typed = code.translate(str.maketrans(LATIN, RUSSIAN))
    asked = (person, paper.pk, code, typed)

    found = {queries.found(finding.read(text), site, at=MORNING) for text in asked}
    by_group = queries.found(finding.read(group.number), site, at=MORNING)

    assert found == {finding.Found(group.number, person)}
    assert by_group == finding.Found(group.number)


@pytest.mark.usefixtures("keeper")
def test_another_centre_s_registration_is_not_found() -> None:
    group = a_group()
    sought = finding.read(group.number)

    assert queries.found(sought, a_site("KOS"), at=MORNING) is None


@pytest.mark.usefixtures("keeper")
def test_the_history_tells_openings_and_papers_by_day_and_role() -> None:
    group, clerk = a_registered_family(), the_clerk()
    leader = a_clerk("leader", role=Role.SUPERVISOR)
    first, *_others = numbers_of(group)
    certificates.confirm_group(group.number, by=clerk, at=MORNING)
    vault.open_identity(first, by=leader, purpose=Purpose.REQUEST, at=MORNING)
    pending = _told(group, first)
    journal.sequence_pending(at=MORNING)

    assert _told(group, first) == pending
    assert pending == [
        ("Identity opened", "the person asked for it", "shift leader"),
        ("Paper given out", "", "clerk"),
        ("Paper prepared", "", ""),
        ("Registered", "", ""),
    ]


def _told(group, number) -> list[tuple[str, str, str]]:
    with override("en"):
        lines = record_of(group).history
    return [(line.said, line.why, line.role) for line in lines if line.number == number]


def test_the_box_of_the_free_desk_leads_to_the_record(desk: Desk) -> None:
    group = a_registered_family()
    person = numbers_of(group)[1]
    desk.client.post("/desk/1/move/", {"do": "hold"})
    assert 'aria-keyshortcuts="F3"' in desk.get("/desk/")

    page = desk.client.post("/desk/find/", {"text": show_number(person)}, follow=True)

    assert page.redirect_chain[0][0] == f"/desk/records/{group.number}/?person={person}"
    assert f"Person <bdi>{show_number(person)}" in page.content.decode()
    assert "sealed, name withheld" in page.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type the number on the paper, or scan its code."),
        ("7KEM-2T9A-P", "The number and its check character disagree"),
        ("7KEM-2T9A-N", "Nothing is registered under this number at this centre."),
    ],
)
def test_what_is_wrong_with_a_number_is_said_beside_it(desk: Desk, text: str, said: str) -> None:
    page = desk.client.post("/desk/find/", {"text": text})

    assert page.status_code == 422
    assert said in page.content.decode()
    assert 'id="id_text_error"' in page.content.decode()


def test_a_record_shows_no_name_and_stays_in_its_centre(desk: Desk, client: Client) -> None:
    group = a_registered_family()
    page = desk.get(f"/desk/records/{group.number}/")

    assert "Оспанов" not in page
    assert all(show_number(number) in page for number in numbers_of(group))
    other = seated(Client(), a_clerk("far", site=a_site("KOS")))
    assert other.get(f"/desk/records/{group.number}/").status_code == 404
