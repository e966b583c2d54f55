"""P15: 15 minutes away or 10 hours end a session, and so do signing out, closing and a new role."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from panah.staff import actions
from panah.staff.models import Session, StaffMember
from panah.web import sessions
from panah.web.access import Role
from panah.web.clock import real_now
from tests.builders import a_clerk, a_site
from tests.rooms.desk.sheets import Desk
from tests.rooms.staff.phones import a_phone, code_now
from tests.signing import signed_in_at

pytestmark = pytest.mark.django_db
SETTINGS = Path(__file__).resolve().parents[2] / "panah" / "config" / "settings.py"
PAGE, SIGN_IN = "/staff/desk/", "/staff/sign-in/"
PASSWORD = "алма мен бүркіт"
ENGLISH = {"accept-language": "en"}
AWAY = "You were away for 15 minutes, so we closed the page. Nothing is lost."
LONG = "You signed in ten hours ago, so we closed the page. Nothing is lost."


def is_open(client: Client, **headers: str) -> bool:
    """Whether a page of the staff answers; whoever is nobody is sent to sign in."""
    answer = client.get(PAGE, headers=headers)
    assert answer.status_code == 200 or answer["Location"].startswith(SIGN_IN)
    return answer.status_code == 200


def left_alone(client: Client, minutes: float, *, begun_hours: float = 0.0) -> None:
    """Let a session be as if its last request was minutes ago, and its first so many hours."""
    session, at = client.session, real_now()
    session[sessions.SEEN] = int((at - timedelta(minutes=minutes)).timestamp())
    if begun_hours:
        session[sessions.BEGUN] = int((at - timedelta(hours=begun_hours)).timestamp())
    session.save()


@pytest.mark.parametrize(("minutes", "stays"), [(14.9, True), (15, False), (60, False)])
def test_fifteen_minutes_without_a_request_end_a_session(
    client: Client, minutes: float, stays: bool
) -> None:
    client.force_login(a_clerk())
    left_alone(client, minutes)

    assert is_open(client) is stays


@pytest.mark.parametrize(("hours", "stays"), [(9.9, True), (10, False)])
def test_ten_hours_end_a_session_that_is_used_all_the_time(
    client: Client, hours: float, stays: bool
) -> None:
    client.force_login(a_clerk())
    left_alone(client, 0, begun_hours=hours)

    assert is_open(client) is stays


def test_a_request_keeps_a_session_open_and_a_script_that_looks_for_news_does_not(
    client: Client,
) -> None:
    client.force_login(a_clerk())
    left_alone(client, 10)
    client.get(PAGE, headers={"sec-fetch-mode": "cors"})
    after_script = sessions.seconds_left(client.session, at=real_now())
    client.get(PAGE, headers={"sec-fetch-mode": "navigate"})

    assert after_script <= 300
    assert sessions.seconds_left(client.session, at=real_now()) > 890


def test_what_the_page_asks_by_itself_tells_how_long_and_keeps_nothing_open(
    client: Client,
) -> None:
    nobody = client.get("/staff/here/").content
    client.force_login(a_clerk())
    left_alone(client, 14)
    own = {"sec-fetch-mode": "cors"}
    left = int(client.get("/staff/here/", headers=own).content)

    assert nobody == b"0"
    assert 30 <= left <= 60
    assert int(client.get("/staff/here/?active=1", headers=own).content) > 890


@pytest.mark.parametrize(("minutes", "hours", "said"), [(15, 1, AWAY), (1, 11, LONG)])
def test_whoever_was_away_is_told_so(
    client: Client, minutes: float, hours: float, said: str
) -> None:
    client.force_login(a_clerk())
    left_alone(client, minutes, begun_hours=hours)
    answer = client.get(PAGE, headers=ENGLISH, follow=True)

    assert said in answer.content.decode()


def sign_in_again(client: Client, username: str = "aigul", *, steps: int = 0) -> None:
    typed = {"username": username, "password": PASSWORD, "code": code_now(steps=steps)}
    assert client.post(SIGN_IN, typed).status_code == 302


def somebody(username: str = "aigul") -> StaffMember:
    made = actions.add_member(
        username, shown_name="А.", role=Role.CLERK, site=a_site(), password=PASSWORD
    )
    a_phone(made)
    return made


def test_nothing_is_lost_for_whoever_comes_back(client: Client, keeper: object) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    desk = _called(client)
    desk.send(desk.fields() | {"p0-family": "Хасанзянова"}, to="draft/")
    left_alone(client, 16)
    assert not is_open(client)
    sign_in_again(client)

    assert desk.fields()["p0-family"] == ["Хасанзянова"]


def _called(client: Client) -> Desk:
    from panah.line import actions as line

    member = somebody()
    line.issue_ticket(member.site, party_size=1, at=real_now())
    sign_in_again(client, steps=-1)
    client.post(PAGE, {"desk": "1"})
    client.post("/desk/")
    return Desk(client)


def test_a_colleague_at_the_same_machine_finds_nothing(client: Client) -> None:
    first = somebody()
    client.force_login(first)
    client.post(PAGE, {"desk": "1"})
    session = client.session
    session["door_last"] = "somebody's"
    session.save()
    key = sessions.key_of(client.get("/").wsgi_request)
    left_alone(client, 16)
    assert not is_open(client)
    somebody("bolat")
    sign_in_again(client, "bolat")

    assert "door_last" not in client.session
    assert sessions.key_of(client.get("/").wsgi_request) != key
    assert client.post(PAGE, {"desk": "1"}).status_code == 302


def disabled(member: StaffMember, boss: StaffMember) -> None:
    actions.disable(member, by=boss, at=real_now())


def given_a_role(member: StaffMember, boss: StaffMember) -> None:
    actions.change_role(member, Role.SUPERVISOR, by=boss, at=real_now())


def disabled_and_enabled(member: StaffMember, boss: StaffMember) -> None:
    actions.disable(member, by=boss, at=real_now())
    actions.enable(member, by=boss, at=real_now())


def given_a_new_link(member: StaffMember, boss: StaffMember) -> None:
    actions.renew(member, by=boss, at=real_now())


@pytest.mark.parametrize("act", [disabled, given_a_role, disabled_and_enabled, given_a_new_link])
def test_what_an_administrator_changes_ends_every_session_with_its_next_request(
    act: Callable[[StaffMember, StaffMember], None],
) -> None:
    member, boss = somebody(), a_clerk("boss", role=Role.ADMINISTRATOR)
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(member)
        assert is_open(browser)
    act(member, boss)

    assert [is_open(browser) for browser in browsers] == [False, False]


def test_a_copied_cookie_is_worth_nothing_after_signing_out(client: Client) -> None:
    client.force_login(a_clerk())
    thief = Client()
    thief.cookies["session"] = client.cookies["session"].value
    assert is_open(thief)
    client.post("/staff/sign-out/")

    assert not is_open(thief)
    assert not Session.objects.exists()


def test_a_closed_session_has_another_key_than_the_open_one_had(client: Client) -> None:
    client.force_login(a_clerk())
    before = client.session.session_key
    left_alone(client, 15)
    assert not is_open(client)

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_every_cookie_of_the_staff_is_bound_to_this_host_and_to_https(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANAH_SECURE", "1")
    real = runpy.run_path(str(SETTINGS))
    for name, value in real.items():
        if name.startswith(("SESSION_COOKIE", "CSRF_COOKIE", "PANAH_DEVICE")):
            setattr(settings, name, value)
    somebody()
    typed = {"username": "aigul", "password": PASSWORD, "code": code_now()}
    client.get(SIGN_IN, secure=True)
    client.post(SIGN_IN, typed, secure=True)
    cookies = {name: cookie for name, cookie in client.cookies.items() if cookie.value}

    assert set(cookies) == {"__Host-session", "__Host-csrf", "__Host-device"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Strict")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_of_whoever_is_away_leaves_the_screen(
    browser: Browser, live_server: LiveServer
) -> None:
    client = Client()
    signed_in_at(client, a_clerk(), real_now())
    context = browser.new_context(base_url=live_server.url, locale="en")
    session = client.cookies["session"].value
    context.add_cookies([{"name": "session", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(PAGE)
    left_alone(client, 15)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.get_by_text(AWAY)).to_be_visible()
    assert "next=%2Fstaff%2Fdesk%2F" in page.url
    context.close()
