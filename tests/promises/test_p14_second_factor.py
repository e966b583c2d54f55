"""P14: nobody reaches a page of the staff without two factors; a code and an answer count once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from panah.config.access import pages
from panah.staff.actions import add_member, invite
from panah.staff.models import Passkey, StaffMember
from panah.web import sessions
from panah.web.access import STAFF, Role
from panah.web.clock import real_now
from tests.builders import a_clerk, a_site
from tests.rooms.staff.phones import a_phone, code_now
from tests.signing import half_signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "алма мен бүркіт"
SIGN_IN = "/staff/sign-in/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def protected() -> Iterator[tuple[str, str, Role]]:
    """Every page that is not for everyone: its address, each method, somebody who may."""
    known = dict(_named(get_resolver(), ""))
    for page in pages().values():
        if Role.VISITOR in page.roles:
            continue
        kwargs = dict.fromkeys(known[page.view].pattern.converters, 1)
        for method in page.methods:
            yield reverse(page.view, kwargs=kwargs), method, min(page.roles)


def _named(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _named(pattern, prefix + inner)
        else:
            yield f"{prefix}{pattern.name}", pattern


def reached_by_a_stolen_password() -> list[str]:
    """The pages that answer somebody who is signed in by Django's means, without second factor."""
    clients = {role: Client(raise_request_exception=False) for role in STAFF}
    for role, client in clients.items():
        half_signed_in(client, a_clerk(f"a-{role.value}", role=role))
    reached = []
    for address, method, role in protected():
        answer = clients[role].generic(method, address)
        if not answer.headers.get("Location", "").startswith(SIGN_IN):
            reached.append(f"{method} {address}")
    return reached


def test_a_stolen_password_alone_reaches_no_page() -> None:
    assert reached_by_a_stolen_password() == []


def test_control_without_the_look_at_the_mark_it_reaches_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sessions, "is_proved", lambda session: True)
    monkeypatch.setattr(sessions, "seconds_left", lambda session, *, at: 1)

    assert len(reached_by_a_stolen_password()) > 20


def test_the_mark_of_a_demonstration_counts_in_none_but_a_demonstration(
    client: Client, settings: Any
) -> None:
    half_signed_in(client, a_clerk())
    session = client.session
    sessions.mark(session, sessions.Proof.DEMONSTRATION, at=real_now())
    session.save()
    in_a_centre = client.get("/staff/desk/").status_code
    settings.IS_DEMO = True

    assert (in_a_centre, client.get("/staff/desk/").status_code) == (302, 200)


def test_no_account_is_made_before_a_second_factor_is_proved(client: Client) -> None:
    path = invite(Role.CLERK, site=a_site(), shown_name="Сәуле Ж.", by=None, at=real_now()).path
    client.post(path, {"username": "saule", "do": "app"})
    client.post(path, {"username": "saule", "do": "confirm", "code": "000000"})
    client.post(path, {"username": "saule", "do": "create", "credential": "{}", "state": "x"})

    assert not StaffMember.objects.exists()


def posted(code: str) -> int:
    """What a new browser is answered that signs in with the right password and a code."""
    typed = {"username": "aigul", "password": PASSWORD, "code": code}
    return Client().post(SIGN_IN, typed).status_code


def test_a_code_is_good_once_and_an_older_one_no_more() -> None:
    site = a_site()
    a_phone(add_member("aigul", shown_name="А.", role=Role.CLERK, site=site, password=PASSWORD))
    now, earlier = code_now(), code_now(steps=-1)

    assert [posted(now), posted(now), posted(earlier)] == [302, 200, 200]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="en")
    opened = context.new_page()
    devices = context.new_cdp_session(opened)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield opened
    context.close()


def come_in(page: Page) -> None:
    """Use an invitation, make a passkey, keep the codes."""
    made = invite(Role.CLERK, site=a_site(), shown_name="Сәуле Ж.", by=None, at=real_now())
    page.goto(made.path)
    page.get_by_label("User name").fill("saule")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("listitem")).to_have_count(10)
    page.get_by_role("link", name="continue").click()
    page.wait_for_url("**/staff/desk/")


def answer_of(page: Page, origin: str, question: dict[str, Any]) -> dict[str, str]:
    """What a passkey answers on a page of another origin, which asks our question."""
    page.route(f"{origin}/**", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page.goto(f"{origin}/")
    return {
        "state": question["state"],
        "credential": json.dumps(page.evaluate(ASK, question["options"]["publicKey"])),
    }


ASK = """async (asked) => {
  const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")),
    (c) => c.charCodeAt(0));
  const got = await navigator.credentials.get({publicKey: {...asked,
    challenge: bytes(asked.challenge), allowCredentials: []}});
  return got.toJSON();
}"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_signs_in_on_our_page_once_and_on_no_other(
    page: Page, live_server: LiveServer
) -> None:
    come_in(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto(SIGN_IN)
    with page.expect_request("**/staff/passkey/") as sent:
        page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/staff/desk/")
    first = {name: values[0] for name, values in parse_qs(sent.value.post_data).items()}

    own = Client(headers={"host": live_server.url.removeprefix("http://")})
    question = own.post("/staff/passkey/question/").json()
    elsewhere = answer_of(page, "http://localhost:4", question)
    here = answer_of(page, live_server.url + "/nowhere", question)
    Passkey.objects.update(sign_count=0)  # most devices do not count: that must not be needed
    answers = [own.post("/staff/passkey/", sent) for sent in (first, elsewhere, here, here)]

    assert [answer.status_code for answer in answers] == [200, 200, 302, 200]
    assert Passkey.objects.get().used_at is not None
