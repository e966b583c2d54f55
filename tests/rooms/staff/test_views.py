"""Signing in, sitting down, signing out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, override_settings

from panah.staff import queries
from panah.staff.actions import add_member
from panah.staff.hashers import BoundedArgon2
from panah.staff.models import Session, StaffMember
from panah.web.access import Role
from tests.builders import a_clerk, a_site
from tests.rooms.staff.phones import a_phone, code_now

pytestmark = pytest.mark.django_db
PASSWORD = "алма мен бүркіт"
ENGLISH = {"accept-language": "en"}
forgotten: list[str] = []


def remember_forgetting(session_key: str) -> None:
    """What a room above does at sign-out, for the test."""
    forgotten.append(session_key)


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """This room's pages and the front page; other rooms are not needed here."""
    from panah.config.access import OWN
    from panah.staff.access import PAGES

    declared = {page.view: page for page in (*OWN, *PAGES)}
    monkeypatch.setattr("panah.config.access.pages", lambda: declared)


def member(role: Role = Role.CLERK) -> StaffMember:
    made = add_member("aigul", shown_name="Айгүл С.", role=role, site=a_site(), password=PASSWORD)
    a_phone(made)
    return made


def sign_in(client: Client, username: str = "aigul", password: str = PASSWORD, **more: str) -> Any:
    typed = {"username": username, "password": password, "code": code_now(), **more}
    return client.post("/staff/sign-in/", typed, headers=ENGLISH)


def test_a_clerk_signs_in_and_is_led_to_the_choice_of_a_desk(client: Client) -> None:
    member()

    assert sign_in(client)["Location"] == "/staff/desk/"
    assert client.get("/staff/desk/").status_code == 200


@override_settings(PANAH_HOMES={"auditor": "journal:moved_away"})
def test_somebody_without_pages_of_their_own_is_led_to_the_front_page(client: Client) -> None:
    member(Role.AUDITOR)

    assert sign_in(client)["Location"] == "/"


def test_wrong_name_and_wrong_password_are_answered_alike(client: Client) -> None:
    member()
    wrong = [sign_in(client, password="other"), sign_in(client, username="nobody")]
    # The form's own token is random in every answer.
    pages = [re.sub(rb'(csrfmiddlewaretoken" value=")\w+', rb"\1", got.content) for got in wrong]

    assert pages[0] == pages[1]
    assert b"User name, password and code do not go together" in pages[0]
    assert [got.status_code for got in wrong] == [200, 200]
    assert wrong[0].headers.keys() == wrong[1].headers.keys()


def test_a_disabled_member_is_answered_like_an_unknown_one(client: Client) -> None:
    StaffMember.objects.filter(pk=member().pk).update(is_active=False)

    assert b"User name, password and code do not go together" in sign_in(client).content


@pytest.mark.parametrize("username", ["aigul", "nobody", "clerk-1"])
def test_a_password_is_hashed_for_known_and_unknown_names_alike(
    client: Client, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    member()
    a_clerk()  # has no usable password
    hashed: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(BoundedArgon2, name)

        def counted(self: Any, *args: Any, real: Any = real) -> Any:
            hashed.append("once")
            return real(self, *args)

        monkeypatch.setattr(BoundedArgon2, name, counted)
    sign_in(client, username=username, password="other")

    assert hashed == ["once"]


def test_no_password_comes_back_in_the_page(client: Client) -> None:
    member()

    assert PASSWORD not in sign_in(client, password=PASSWORD + "x").content.decode()


def test_empty_fields_are_named_beside_themselves_and_in_the_title(client: Client) -> None:
    page = sign_in(client, username="", password="").content.decode()

    assert "<title>Error: Staff sign in — Panah</title>" in page
    assert '<a href="#id_username">Enter your user name.</a>' in page
    assert '<p class="error" id="id_password_error">Enter your password.</p>' in page


def test_nothing_of_the_session_before_comes_along(client: Client) -> None:
    member()
    session = client.session
    session["typed"] = "by whoever sat here before"
    session.save()
    old_key = session.session_key
    sign_in(client)

    assert "typed" not in client.session
    assert client.session.session_key != old_key
    assert not Session.objects.filter(pk=old_key).exists()


def test_the_page_that_was_wanted_follows_the_sign_in(client: Client) -> None:
    member()

    assert sign_in(client, next="/staff/desk/?lang=ru")["Location"] == "/staff/desk/?lang=ru"


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/nowhere/",
     "/staff/sign-out/", "/staff/desk/leave/"],
)  # fmt: skip
def test_nobody_is_led_astray_after_signing_in(client: Client, wanted: str) -> None:
    member()

    assert sign_in(client, next=wanted)["Location"] == "/staff/desk/"


def test_nobody_can_sign_up(client: Client) -> None:
    page = client.get("/staff/sign-in/", headers=ENGLISH).content.decode()

    assert "Accounts are made by invitation" in page
    for address in ("/staff/", "/staff/sign-up/", "/staff/new/"):
        assert client.get(address).status_code == 404


def test_a_clerk_chooses_a_desk_and_sits_there(client: Client) -> None:
    clerk = member()
    client.force_login(clerk)
    with override_settings(PANAH_AFTER_SITTING_DOWN="staff:choose_desk"):
        answer = client.post("/staff/desk/", {"desk": "2"})
    seat = queries.seat_of(clerk)

    assert answer.status_code == 302
    assert seat is not None
    assert seat.desk.number == 2


@pytest.mark.parametrize("wrong", ["", "99", "-1", "two"])
def test_a_desk_that_is_not_there_is_not_chosen(client: Client, wrong: str) -> None:
    client.force_login(member())
    page = client.post("/staff/desk/", {"desk": wrong}, headers=ENGLISH).content.decode()

    assert "Choose a desk." in page
    assert page.startswith("<!doctype html>")


def test_a_taken_desk_is_not_offered_and_says_whose_it_is(client: Client) -> None:
    other, clerk = a_clerk(), member()
    with override_settings(PANAH_AFTER_SITTING_DOWN="start"):
        client.force_login(other)
        client.post("/staff/desk/", {"desk": "1"})
        client.force_login(clerk)
        page = client.post("/staff/desk/", {"desk": "1"}, headers=ENGLISH).content.decode()

    assert "Somebody sits there by now. Choose another desk." in page
    assert 'name="desk" value="1"' not in page
    assert "<dt>Desk 1</dt><dd>Айгүл С.</dd>" in page


@override_settings(PANAH_AT_SIGN_OUT=[f"{__name__}.remember_forgetting"])
def test_signing_out_ends_the_session_frees_the_desk_and_lets_rooms_forget(client: Client) -> None:
    clerk = member()
    client.force_login(clerk)
    with override_settings(PANAH_AFTER_SITTING_DOWN="start"):
        client.post("/staff/desk/", {"desk": "1"})
    key = client.session.session_key
    forgotten.clear()
    answer = client.post("/staff/sign-out/")

    assert answer["Location"] == "/"
    assert forgotten == [key]
    assert queries.seat_of(clerk) is None
    assert not Session.objects.filter(pk=key).exists()
    assert client.get("/staff/desk/").status_code == 302


def test_signing_out_twice_harms_nobody(client: Client) -> None:
    assert client.post("/staff/sign-out/").status_code == 302


def test_a_link_cannot_sign_anybody_out(client: Client) -> None:
    client.force_login(member())
    client.get("/staff/sign-out/")

    assert client.get("/staff/desk/").status_code == 200


def test_a_marshal_has_no_desk_to_choose(client: Client) -> None:
    client.force_login(a_clerk(role=Role.MARSHAL))

    assert client.get("/staff/desk/").status_code == 403


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("address", ["/staff/sign-in/", "/staff/desk/"])
def test_the_rooms_pages_have_one_heading_and_their_language(
    client: Client, address: str, language: str
) -> None:
    client.force_login(member())
    page = client.get(address, headers={"accept-language": language}).content.decode()

    assert page.count("<h1") == 1
    assert f'<html lang="{language}"' in page
