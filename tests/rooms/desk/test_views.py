"""The desk as a browser without scripts sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from panah.certificates import actions as certificates
from panah.desk import actions
from panah.desk.models import Draft, Individual, RegistrationGroup
from panah.engines.identity import IndividualNumber, show_number
from panah.keeper.launch import KeeperProcess
from panah.line import actions as line
from panah.line.models import Ticket
from panah.staff.models import StaffMember
from panah.vault import actions as vault
from panah.vault.models import SealedIdentity
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site, an_identity
from tests.keepers import a_keeper, asking
from tests.rooms.desk.interviews import a_called_ticket, a_family, an_interview
from tests.rooms.desk.sheets import GOOD, WRONG, ZONE, Desk
from tests.rooms.vault.earlier import sealed_then

pytestmark = pytest.mark.django_db


def test_one_person_from_zone_to_group(desk: Desk) -> None:
    desk.alone()

    assert "KRAVTCOVA" in desk.press("next", **{"p0-zone": ZONE})
    page = desk.press("next", **{"p0-confirmed": "on"})
    assert "No similar records" in page
    assert "Not every earlier record" not in page
    desk.again("register")

    assert desk.page.redirect_chain[-1][0].startswith("/desk/groups/")
    assert RegistrationGroup.objects.get().kind == "alone"
    assert not Draft.objects.exists()


def test_the_desk_says_that_not_every_record_is_compared_yet(
    desk: Desk, keeper: KeeperProcess
) -> None:
    vault.store(sealed_then(keeper, an_identity()), at=MORNING)
    desk.alone()
    desk.press("next", **{"p0-zone": ZONE})
    page = desk.press("next", **{"p0-confirmed": "on"})

    assert "Not every earlier record is compared yet." in page


def test_the_sheets_are_as_many_as_came(desk: Desk) -> None:
    assert "Person 1 of 3" in desk.get()


def test_typing_survives_a_reload(desk: Desk) -> None:
    desk.send(desk.fields() | {"p0-family": "Нұрғалиев", "p0-needs": ["disability"]}, "draft/")

    page = desk.get()

    assert 'value="Нұрғалиев"' in page
    assert re.search(r'value="disability"[^>]* checked', page)


def test_typing_of_one_session_is_not_shown_to_another(desk: Desk) -> None:
    desk.send(desk.fields() | {"p0-family": "Нұрғалиев"}, "draft/")
    other = Desk(Client(headers={"accept-language": "en"}))
    other.client.force_login(StaffMember.objects.get())

    page = other.get()

    assert "Person 1 of 3" in page
    assert "Нұрғалиев" not in page


def test_signing_out_deletes_what_was_typed(desk: Desk) -> None:
    desk.send(desk.fields() | GOOD, "draft/")
    assert Draft.objects.count() == 1

    desk.client.post("/staff/sign-out/")

    assert Draft.objects.count() == 0


def test_no_show_deletes_what_was_typed_and_hold_keeps_it(desk: Desk) -> None:
    desk.send(desk.fields() | GOOD, "draft/")
    desk.send({"do": "hold"}, "move/")
    assert Draft.objects.count() == 1

    desk.client.post("/desk/back/", {"number": "1"})
    desk.client.post("/desk/")
    assert "Go on with the interview" in desk.get("/desk/")
    desk.send({"do": "no_show"}, "move/")

    assert Draft.objects.count() == 0


def test_a_wrong_check_digit_is_said_in_words_and_does_not_fill_its_field(desk: Desk) -> None:
    page = desk.press("stay", **{"p0-zone": WRONG})

    assert "Document number: the check digit is 3, but the characters give 5." in page
    assert "Number: compare" in page
    assert 'value="751' not in page
    assert 'value="KRAVTCOVA"' in page


def test_the_fix_that_is_offered_makes_everything_agree(desk: Desk) -> None:
    assert "<mark>0</mark>" in desk.press("stay", **{"p0-zone": WRONG})

    page = desk.again("fix")

    assert 'value="751204567"' in page
    assert "compare</span>" not in page


def test_new_lines_ask_for_the_name_to_be_confirmed_again(desk: Desk) -> None:
    desk.press("stay", **GOOD)

    page = desk.press("stay", **{"p0-zone": ZONE})

    assert not re.search(r'name="p0-confirmed"[^>]* checked', page)


def test_a_name_that_was_not_confirmed_is_asked_for_beside_the_field_and_on_top(desk: Desk) -> None:
    page = desk.press("next", **(GOOD | {"p0-confirmed": ""}))

    assert page.count("Ask the person to confirm the name") == 2
    assert '<a href="#id_p0-confirmed">' in page
    assert "<title>Error: " in page
    assert 'value="Кравцова"' in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("birth_date", "", "Enter the birth date, or only the year."),
        ("birth_date", "31.04.1990", "There is no such date."),
        ("birth_date", "2031", "This day is still to come."),
        ("nationality", "Нарния", "We know no country of that name."),
        ("origin_region", "Алтай", "We know no region of that name."),
        ("phone", "12", "Write the number with its country"),
        ("iin", "940312300123", "The number and its check digit disagree"),
        ("iin", "12", "The number has 12 digits."),
        ("document_number", "75 1204567", "Choose which document this number is of."),
        ("arrived_on", "30.2", "There is no such date. Write the day"),
    ],
)
def test_an_error_stands_beside_its_field(desk: Desk, field: str, typed: str, said: str) -> None:
    page = desk.press("next", **(GOOD | {f"p0-{field}": typed}))

    assert said in page
    assert f'value="{typed}"' in page or not typed


def test_a_name_in_any_one_field_is_enough(desk: Desk) -> None:
    nameless = GOOD | {"p0-family": "", "p0-given": ""}

    assert "Enter at least one name." in desk.press("next", **nameless)
    assert "Person 2 of 3" in desk.again("next", **(nameless | {"p0-given_latin": "ALEXEI"}))


def test_what_the_first_person_said_is_carried_over(desk: Desk) -> None:
    said = {"p0-nationality": "Россия", "p0-origin_region": "Татарстан", "p0-arrived_on": "3"}

    page = desk.press("next", **(GOOD | said))

    assert "From the first sheet: nationality, region, day of arrival" in page
    assert 'name="p1-nationality" value="Россия"' in page


def test_an_unknown_birth_date_is_a_question_mark(desk: Desk) -> None:
    assert "Person 2 of 3" in desk.press("next", **(GOOD | {"p0-birth_date": "?"}))


def test_a_withheld_name_is_sealed_to_the_custodians(desk: Desk) -> None:
    desk.alone()
    desk.press("next", **(GOOD | {"p0-withheld": "on"}))
    assert "name withheld" in desk.page.content.decode()
    desk.again("register")

    assert SealedIdentity.objects.get().is_withheld


def test_removing_somebody_with_typing_asks_first_and_without_does_not(desk: Desk) -> None:
    assert "Remove person 1 and what was typed?" in desk.press("remove", **GOOD)
    assert "Person 1 of 2" in desk.again("remove-yes")
    assert "Person 1 of 1" in desk.press("remove")


def test_adding_somebody_opens_an_empty_sheet(desk: Desk) -> None:
    assert "Person 4 of 4" in desk.press("add", **GOOD)


def test_the_review_leads_to_the_first_sheet_that_is_not_in_order(desk: Desk) -> None:
    page = desk.press("review", **GOOD)

    assert "Person 2 of 3" in page
    assert "<title>Error: " in page


def test_the_same_interview_sent_twice_leads_to_the_same_group(desk: Desk) -> None:
    desk.alone()
    desk.press("next", **GOOD)
    fields = desk.fields() | {"do": "register"}

    desk.send(fields)
    first = desk.page.redirect_chain[-1][0]
    desk.send(fields)

    assert desk.page.redirect_chain[-1][0] == first
    assert Individual.objects.count() == 1


def test_somebody_registered_before_is_shown_before_registering(desk: Desk) -> None:
    ticket = a_called_ticket(a_site(), desk="2")
    earlier = actions.register(ticket, an_interview(), by=a_clerk("clerk-2"), at=MORNING)
    number = show_number(earlier.people.get().identity_id)
    desk.alone()

    page = desk.press("next", **(GOOD | {"p0-birth_date": "14.3.1996", "p0-sex": "F"}))

    assert f"Record {number} looks alike." in page
    assert "Surname: equal" in page


def test_a_keeper_that_is_gone_is_said_calmly_and_nothing_is_lost(
    desk: Desk, tmp_path: Path
) -> None:
    desk.alone()
    desk.press("next", **GOOD)
    review = desk.fields()
    with a_keeper(tmp_path / "gone") as gone, asking(gone):
        gone.stop()
        page = desk.send(review | {"do": "register"})

    assert desk.page.status_code == 200
    assert "The keeper does not answer. You can go on typing" in page
    assert 'value="Кравцова"' in page
    assert RegistrationGroup.objects.count() == SealedIdentity.objects.count() == 0
    desk.again("register")
    assert Individual.objects.count() == 1


def test_without_the_keeper_the_sheets_go_on(desk: Desk, tmp_path: Path) -> None:
    fields = desk.fields()
    with a_keeper(tmp_path / "gone") as gone, asking(gone):
        gone.stop()
        page = desk.send(fields | GOOD | {"do": "next"})
        assert "Person 2 of 3" in page
        assert "Not saved: the keeper does not answer" in page

        page = desk.again("person-1")

    assert 'name="p0-family" value="Кравцова"' in page


def test_a_reload_without_the_keeper_says_that_the_typing_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    desk.send(desk.fields() | GOOD, "draft/")
    with a_keeper(tmp_path / "gone") as gone, asking(gone):
        gone.stop()
        assert "What you typed is kept" in desk.get()
        assert desk.page.status_code == 503

    assert 'value="Кравцова"' in desk.get()


def test_a_number_that_went_elsewhere_keeps_the_typing_on_the_page(desk: Desk) -> None:
    fields = desk.fields()
    line.no_show(Ticket.objects.get(), at=MORNING)

    page = desk.send(fields | GOOD | {"do": "next"})

    assert "This number is not at your desk any more" in page
    assert re.search(r'name="p0-family" value="Кравцова"', page)
    assert Draft.objects.count() == 0


def test_no_page_of_the_desk_is_kept_by_the_browser(desk: Desk) -> None:
    page = desk.get()
    shown = re.findall(
        r"<(?:input|textarea|select)(?![^>]*type=\"(?:hidden|radio|submit)\")[^>]*>", page
    )

    assert desk.page.headers["Cache-Control"] == "no-store"
    assert [tag for tag in shown if 'autocomplete="off"' not in tag] == []


def test_nothing_typed_is_in_a_cookie_an_address_or_the_session(desk: Desk) -> None:
    desk.alone()
    desk.press("next", **(GOOD | {"p0-family": "Жаңабергенова"}))
    chain = [address for address, _ in desk.page.redirect_chain]

    assert not any("p0" in address or "%D0" in address for address in chain)
    assert set(desk.client.session.keys()) <= {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "proved_by",
        "begun_at",
        "seen_at",
    }
    assert set(desk.client.cookies) <= {"session", "csrf", "language"}


def test_calling_again_counts_and_a_second_number_is_not_called_meanwhile(desk: Desk) -> None:
    line.issue_ticket(a_site(), party_size=1, at=MORNING)

    desk.send({"do": "again"}, "move/")
    desk.client.post("/desk/")

    assert Ticket.objects.get(number=1).times_called == 2
    assert Ticket.objects.get(number=2).status == Ticket.Status.WAITING


def test_calling_is_answered_with_the_page_of_the_number_that_was_called(desk: Desk) -> None:
    desk.send({"do": "no_show"}, "move/")
    line.issue_ticket(a_site(), party_size=2, at=MORNING)

    called = desk.client.post("/desk/")

    assert called.status_code == 200
    assert "Number 2 is called" in called.content.decode()
    assert "They are here: begin" in called.content.decode()
    assert Ticket.objects.get(number=2).status == Ticket.Status.CALLED


def test_calling_again_and_again_says_which_number_is_still_here(desk: Desk) -> None:
    desk.send(desk.fields() | GOOD, "draft/")
    line.issue_ticket(a_site(), party_size=2, at=MORNING)

    called = desk.client.post("/desk/").content.decode()

    assert "Number 1 is called" in called
    assert "Go on with the interview" in called
    assert Ticket.objects.get(number=2).status == Ticket.Status.WAITING


def test_calling_where_nobody_waits_shows_a_free_desk(desk: Desk) -> None:
    desk.send({"do": "no_show"}, "move/")

    assert desk.client.post("/desk/").headers["Location"] == "/desk/"
    assert "Nobody is waiting now" in desk.get("/desk/")


def test_a_number_called_once_more_still_has_what_was_typed_for_it(desk: Desk) -> None:
    desk.send(desk.fields() | GOOD, "draft/")
    desk.send({"do": "hold"}, "move/")
    desk.client.post("/desk/back/", {"number": "1"})

    assert "Go on with the interview" in desk.client.post("/desk/").content.decode()


def test_held_numbers_are_listed_and_come_back(desk: Desk) -> None:
    desk.send({"do": "hold"}, "move/")
    assert "1 is here again" in desk.get("/desk/")

    desk.client.post("/desk/back/", {"number": "1"})

    assert Ticket.objects.get().status == Ticket.Status.WAITING


def test_another_desks_number_cannot_be_interviewed(desk: Desk) -> None:
    a_called_ticket(a_site(), desk="2")

    Desk(desk.client, number=2).get()

    assert "Number 1 is called" in desk.get("/desk/2/")


def test_another_centres_group_is_not_there(desk: Desk) -> None:
    away = a_site("AKT")
    ticket = a_called_ticket(away)
    group = actions.register(ticket, a_family(), by=a_clerk("clerk-9", site=away), at=MORNING)

    assert desk.client.get(f"/desk/groups/{group.number}/").status_code == 404
    assert desk.client.get("/desk/groups/0000-nothing/").status_code == 404


def test_who_does_not_sit_chooses_a_desk_first(client: Client) -> None:
    client.force_login(a_clerk())

    assert client.get("/desk/")["Location"] == "/staff/desk/"


def test_a_marshal_has_no_business_at_a_desk(client: Client) -> None:
    client.force_login(a_clerk(role=Role.MARSHAL))

    assert client.get("/desk/").status_code == 403


@pytest.mark.parametrize("fields", [{}, {"people": "0"}, {"people": "1", "request_id": "x"}])
def test_a_post_that_is_no_page_of_ours_is_refused(desk: Desk, fields: dict[str, str]) -> None:
    assert desk.client.post("/desk/1/", fields).status_code == 400
    assert desk.client.post("/desk/1/draft/", fields).status_code == 400
    assert desk.client.post("/desk/1/zone/", fields).status_code == 400


@pytest.mark.parametrize(
    ("language", "title"), [("kk", "1-адам, барлығы 3"), ("ru", "Человек 1 из 3")]
)
def test_the_sheet_speaks_the_clerks_language(desk: Desk, language: str, title: str) -> None:
    assert title in desk.get(f"/desk/1/?lang={language}")


def test_a_paper_that_ended_is_not_printed_and_the_page_says_why(desk: Desk) -> None:
    desk.alone()
    desk.press("next", **GOOD)
    desk.again("register")
    number = IndividualNumber(Individual.objects.get().pk)
    because = certificates.Reason.ONE_PERSON
    certificates.revoke(number, because, by=StaffMember.objects.get(), at=MORNING)

    page = desk.get(desk.page.redirect_chain[-1][0])

    assert "The two records were judged to be one person." in page
    assert "There is nothing to print." in page
    assert "Everything is printed" not in page
    assert "/print/" not in page


def test_papers_that_did_not_come_out_are_kept(desk: Desk) -> None:
    desk.alone()
    desk.press("next", **GOOD)
    desk.again("register")
    address = desk.page.redirect_chain[-1][0]

    assert "It is kept; print it again." in desk.get(f"{address}?printed=no")
    number = RegistrationGroup.objects.get().number
    desk.client.post(f"/papers/group/{number}/confirm/", {"next": address})
    assert "Everything is printed" in desk.get(address)
