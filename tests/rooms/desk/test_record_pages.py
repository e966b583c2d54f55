"""The pages of a registration that is there, as a browser without scripts sees them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from panah.certificates.models import Certificate
from panah.desk.models import MinorsAlone, NameSearch, RegistrationGroup
from panah.duplicates import actions as duplicates
from panah.duplicates.models import CandidatePair, Judgement
from panah.engines.identity import IndividualNumber, show_number
from panah.staff.models import StaffMember
from panah.vault import actions as vault
from panah.vault.actions import Purpose
from panah.vault.models import SealedIdentity
from panah.web.access import Role
from tests.builders import MORNING, a_clerk
from tests.keepers import a_keeper, asking
from tests.rooms.desk.interviews import an_interview
from tests.rooms.desk.records import a_group, a_registered_family, numbers_of, the_clerk
from tests.rooms.desk.sheets import Desk, form_of, seated

pytestmark = pytest.mark.django_db


class Records:
    """A clerk's browser on the page of a registration: it posts what stands in the page's form."""

    def __init__(self, client: Client, group: RegistrationGroup) -> None:
        self.client = client
        self.at = f"/desk/records/{group.number}/"
        self.page: Any = None

    @property
    def text(self) -> str:
        """What the page says."""
        return str(self.page.content.decode())

    def get(self, address: str = "") -> str:
        """Fetch one of its pages."""
        self.page = self.client.get(f"{self.at}{address}", follow=True)
        return self.text

    def post(self, address: str, **fields: Any) -> str:
        """Send fields of one's own."""
        self.page = self.client.post(f"{self.at}{address}", fields, follow=True)
        return self.text

    def send(self, address: str, **typed: Any) -> str:
        """Type on the page that stands there, and send its form."""
        return self.post(address, **(form_of(self.text) | typed))

    def correct(self, number: IndividualNumber) -> str:
        """Open a record for correction."""
        return self.post("correct/", person=number, do="open")


def records(client: Client, group: RegistrationGroup, *, role: Role = Role.CLERK) -> Records:
    """Somebody of a role at the page of a group."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    clerk = the_clerk() if role is Role.CLERK else a_clerk("leader", role=role)
    if role is Role.CLERK:
        seated(client, clerk)
    else:
        client.force_login(clerk)
    return Records(client, group)


@pytest.fixture
def alone(client: Client, db: None, keeper: object) -> tuple[Records, IndividualNumber]:
    """The page of a group of one."""
    group = a_group()
    return records(client, group), numbers_of(group)[0]


def opened(number: IndividualNumber) -> str:
    """The birth date that is sealed now."""
    identity = vault.open_identity(number, by=the_clerk(), purpose=Purpose.REVIEW, at=MORNING)
    return str(identity.birth_date)


def test_a_record_is_opened_corrected_and_the_history_says_so(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, number = alone
    assert 'value="Кравцова"' in page.correct(number)

    page.send("correct/", **{"p0-birth_date": "1995", "p0-confirmed": "on"}, do="save")
    assert "Say why it is corrected." in page.text
    assert page.page.status_code == 422
    page.send("correct/", **{"p0-confirmed": "on"}, reason="document", do="save")

    assert opened(number) == "1995"
    assert "Record corrected" in page.text
    assert "a document was shown · birth date" in page.text
    assert "Кравцова" not in page.text


def test_a_correction_that_changes_nothing_is_not_sealed(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, number = alone
    page.correct(number)

    page.send("correct/", **{"p0-confirmed": "on"}, reason="told", do="save")

    assert "Nothing differs from what is sealed." in page.text
    assert SealedIdentity.objects.get(pk=number).version == 1


def test_of_two_clerks_the_second_sees_both_values_and_chooses(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, number = alone
    other = records(Client(), RegistrationGroup.objects.get())
    page.correct(number)
    other.correct(number)
    mine = {"p0-birth_date": "1990", "p0-given": "Марина", "p0-confirmed": "on"}
    page.send(
        "correct/", **{"p0-birth_date": "1995", "p0-confirmed": "on"}, reason="told", do="save"
    )

    other.send("correct/", **mine, reason="document", do="save")
    assert other.page.status_code == 409
    assert "A colleague corrected this record meanwhile" in other.text
    assert {"1990", "1995"} <= set(re.findall(r'name="p0-birth_date" value="(\d+)"', other.text))
    assert opened(number) == "1995"

    other.send("correct/", **{"p0-birth_date": "1995"}, do="save")
    assert "A colleague corrected this record meanwhile" in other.text  # one was not chosen
    other.send("correct/", **{"p0-birth_date": "1995", "p0-given": "Марина"}, do="save")

    identity = vault.open_identity(number, by=the_clerk(), purpose=Purpose.REVIEW, at=MORNING)
    assert (str(identity.birth_date), identity.name.given) == ("1995", "Марина")
    assert SealedIdentity.objects.get(pk=number).version == 3


def test_a_page_cannot_lie_about_what_was_sealed(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, number = alone
    page.correct(number)
    typed = {"p0-birth_date": "1995", "p0-confirmed": "on", "reason": "told", "do": "save"}

    for lie in ({"was": "AAAA"}, {"version": "2"}, {"version": "x"}):
        assert (
            page.client.post(f"{page.at}correct/", form_of(page.text) | typed | lie).status_code
            == 400
        )

    assert SealedIdentity.objects.get(pk=number).version == 1


def test_a_withheld_record_is_typed_anew_and_never_opened(client: Client, keeper: object) -> None:
    group = a_registered_family()
    second = numbers_of(group)[1]
    page = records(client, group)

    assert "Type the whole sheet anew." in page.correct(second)
    assert "Оспанова" not in page.text
    typed = {"p0-family": "Оспанова", "p0-given": "Әсем", "p0-birth_date": "1990"}
    page.send("correct/", **typed, **{"p0-confirmed": "on"}, reason="told", do="save")

    row = SealedIdentity.objects.get(pk=second)
    assert (row.version, row.is_withheld) == (2, True)
    assert "everything, sealed anew" in page.text


def test_a_silent_keeper_leaves_what_was_typed_on_the_page(
    alone: tuple[Records, IndividualNumber], tmp_path: Any
) -> None:
    page, number = alone
    page.correct(number)
    with a_keeper(tmp_path / "gone") as gone, asking(gone):
        gone.stop()
        typed = {"p0-birth_date": "1995", "p0-confirmed": "on"}
        page.send("correct/", **typed, reason="told", do="save")

    assert "The keeper does not answer, so nothing was opened or changed." in page.text
    assert 'value="1995"' in page.text


def test_a_late_friend_is_added_and_a_faulty_sheet_says_what_is_missing(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, _number = alone
    page.get("add/")
    page.send("add/", **{"p0-family": "Ли"}, do="save")
    assert "Ask the person to confirm the name" in page.text
    typed = {"p0-birth_date": "2001", "p0-confirmed": "on", "kind": "friends"}

    page.send("add/", **typed, do="save")

    group = RegistrationGroup.objects.get()
    assert (len(numbers_of(group)), group.kind) == (2, "friends")
    assert f"Person <bdi>{show_number(numbers_of(group)[1])}" in page.text


def test_a_group_is_split_once_everything_is_said(client: Client, keeper: object) -> None:
    group = a_registered_family()
    first, second, third = numbers_of(group)
    page = records(client, group)
    page.get("split/")
    page.send("split/", leaving=[first, second, third])
    assert "Somebody has to stay" in page.text
    assert "Say whether a child is left without an adult." in page.text

    page.send("split/", leaving=[third], alone="leaving")

    new = RegistrationGroup.objects.exclude(pk=group.pk).get()
    assert numbers_of(new) == [third]
    assert MinorsAlone.objects.get().group == new
    assert "Somebody here is under 18, and no adult is with them." in page.text


def test_a_lost_paper_is_asked_about_and_then_replaced(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, number = alone
    assert f"Was the paper of {show_number(number)} lost?" in page.get(f"?person={number}&ask=lost")
    fields = form_of(page.text)

    page.post("act/", **fields, do="lost")
    page.post("act/", **fields, do="lost")

    reasons = Certificate.objects.filter(status="revoked").values_list("revoked_because", flat=True)
    assert list(reasons) == ["lost"]
    assert "It was lost; a newer paper replaced it." in page.text


def test_a_registration_is_withdrawn_after_a_question(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, number = alone
    page.get("?ask=withdraw")

    page.post("act/", **form_of(page.text), do="withdraw")

    assert "This registration was withdrawn" in page.text
    assert "Number 1 waits again at its old place" in page.text
    assert "Withdraw the registration" not in page.text
    assert SealedIdentity.objects.get(pk=number).is_erased


def test_only_whoever_leads_gives_a_paper_back_that_a_judgement_ended(
    client: Client, keeper: object
) -> None:
    from panah.certificates.actions import end_surplus_papers

    a_group()
    group = a_group()
    (later,) = numbers_of(group)
    pair = CandidatePair.objects.get()
    duplicates.decide(pair, Judgement.ONE_PERSON, by=the_clerk(), at=MORNING)
    end_surplus_papers(at=MORNING)
    clerk = records(client, group)
    assert "Whoever leads the shift can give a new one." in clerk.get()
    assert clerk.client.post(f"{clerk.at}lead/", {"do": "two_people"}).status_code == 403
    leader = records(Client(), group, role=Role.SUPERVISOR)
    assert "two people after all?" in leader.get("?ask=paper")

    leader.post("lead/", **form_of(leader.text), do="two_people")

    pair.refresh_from_db()
    assert pair.judgement == Judgement.TWO_PEOPLE
    assert Certificate.objects.filter(individual=later, status="outstanding").exists()


def test_whoever_leads_is_told_of_a_child_alone_and_settles_it(
    client: Client, keeper: object
) -> None:
    group = a_group(an_interview(born="2010-01-01"))
    page = records(client, group, role=Role.SUPERVISOR)
    page.get()
    fields = form_of(page.text)

    page.post("lead/", **fields, do="looked_after")

    assert "no adult is with them" not in page.text
    assert "An adult is responsible" in page.text


def test_what_was_said_is_read_for_a_purpose_and_the_history_tells_it(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, number = alone

    page.post("open/", person=number, purpose="request")

    assert "Кравцова" in page.text
    assert "14.03.1996" in page.text
    assert "Identity opened" in page.text
    assert "Кравцова" not in page.get()


def test_a_name_leads_to_a_number_and_one_too_many_is_refused(
    alone: tuple[Records, IndividualNumber],
) -> None:
    page, number = alone
    asked = {"family": "Кравцова", "given": "Мария", "birth_date": "14.03.1996"}
    page.at = "/desk/names/"
    page.post("", **asked)
    assert "Say what the search is for." in page.text
    assert show_number(number) not in page.text

    page.post("", **asked, purpose="request")
    assert show_number(number) in page.text
    clerk = StaffMember.objects.get(username="clerk-1")
    NameSearch.objects.bulk_create([NameSearch(by=clerk, made_at=MORNING) for _ in range(30)])
    page.post("", **asked, purpose="request")

    assert page.page.status_code == 429
    assert "this search was not made" in page.text
    assert show_number(number) not in page.text


def test_nothing_of_another_centre_s_registration_can_be_reached(desk: Desk) -> None:
    group = a_group()
    RegistrationGroup.objects.filter(pk=group.pk).update(site=_elsewhere())
    at, answers = f"/desk/records/{group.number}/", set()
    for address in ("correct/", "add/", "split/", "act/", "lead/", "open/"):
        answers.add(desk.client.post(at + address, {"do": "open"}).status_code)

    assert answers <= {403, 404}


def _elsewhere() -> Any:
    from tests.builders import a_site

    return a_site("KOS")
