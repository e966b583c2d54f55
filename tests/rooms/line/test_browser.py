"""The pages of the line in a real Chromium, narrow and wide, one language a test in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings as live_settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Route, expect
from pytest_django.live_server_helper import LiveServer

from panah.line import actions
from panah.line.models import Ticket
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.languages import in_turn
from tests.rooms.line.tickets import a_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZE = {"width": 360, "height": 640}
AT_ONCE = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def context(
    request: pytest.FixtureRequest,
    browser: Browser,
    live_server: LiveServer,
) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=live_server.url, locale=request.param, viewport=SIZE)
    yield opened
    opened.close()


@pytest.fixture
def english(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=live_server.url, locale="en", viewport=SIZE)
    yield opened
    opened.close()


def _sign_in(context: BrowserContext, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(a_clerk("marshal-1", role=Role.MARSHAL))
    name = live_settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )


def _page_of(secret: str) -> str:
    return reverse("line:phone", args=[secret])


def test_a_number_is_taken_without_any_script(
    browser: Browser,
    live_server: LiveServer,
) -> None:
    a_site()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()

    page.goto("/line/take/?lang=en")
    page.get_by_role("button", name="3 people").click()
    page.get_by_role("button", name="Step away and keep the place").click()
    page.get_by_role("button", name="I am here again").click()
    page.get_by_role("link", name="Give up the place").click()
    page.get_by_role("button", name="Give up number 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You gave up this place")

    context.close()
    assert Ticket.objects.get().status == "given_up"


def test_the_phone_page_turns_to_the_desk_by_itself_without_being_fetched(
    english: BrowserContext,
) -> None:
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    page = english.new_page()
    page.goto(_page_of(issued.secret))
    page.evaluate("window.sameDocument = true")
    heading = page.get_by_role("heading", level=1)

    actions.call_next(a_site(), desk="2", at=MORNING)
    page.evaluate(AT_ONCE)

    expect(heading).to_have_accessible_name("Go to desk 2")
    expect(heading).to_be_focused()
    expect(heading).to_have_css("outline-style", "none")
    expect(heading).to_have_css("box-shadow", "none")
    expect(page).to_have_title("Number 1, desk 2 — Panah")
    assert page.evaluate("window.sameDocument")
    english.set_offline(True)
    page.evaluate(AT_ONCE)
    expect(page.locator("[data-offline]")).to_be_visible()


def test_the_buttons_of_a_page_that_turned_by_itself_work(english: BrowserContext) -> None:
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    page = english.new_page()
    page.goto(_page_of(issued.secret))
    actions.call_next(a_site(), desk="2", at=MORNING)
    page.evaluate(AT_ONCE)

    page.get_by_role("button", name="I need more time: keep my place").click()

    expect(page.get_by_role("button", name="I am here again")).to_be_visible()
    assert Ticket.objects.get().status == "held"


def test_a_page_without_a_token_for_its_new_buttons_is_fetched(english: BrowserContext) -> None:
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    page = english.new_page()
    page.goto(_page_of(issued.secret))
    page.evaluate("document.querySelectorAll('form').forEach((form) => form.remove())")

    actions.call_next(a_site(), desk="2", at=MORNING)
    page.evaluate(AT_ONCE)
    page.get_by_role("button", name="I need more time: keep my place").click()

    expect(page.get_by_role("button", name="I am here again")).to_be_visible()
    assert Ticket.objects.get().status == "held"


def test_a_page_whose_tag_was_lost_on_the_way_keeps_its_buttons(english: BrowserContext) -> None:
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    page = english.new_page()
    page.route("**/now/", _without_tag)
    page.goto(_page_of(issued.secret))

    actions.call_next(a_site(), desk="2", at=MORNING)
    page.evaluate(AT_ONCE)

    expect(page.get_by_role("button", name="I need more time: keep my place")).to_be_visible()
    assert page.title() == "Number 1, desk 2 — Panah"


def _without_tag(route: Route) -> None:
    headers = {k: v for k, v in route.request.headers.items() if k != "if-none-match"}
    route.continue_(headers=headers)


def test_the_phone_page_follows_the_line_in_place(english: BrowserContext) -> None:
    before = a_ticket()
    issued = actions.issue_ticket(before.site, party_size=1, at=MORNING)
    page = english.new_page()
    page.goto(_page_of(issued.secret))
    expect(page.locator("[data-part=ahead]")).to_contain_text("1 number")
    page.evaluate("window.sameDocument = true")

    actions.call_next(before.site, desk="1", at=MORNING)
    page.evaluate(AT_ONCE)

    expect(page.locator("[data-part=ahead]")).to_contain_text("you are next")
    expect(page.locator("[data-clock]")).to_have_text("09:00")
    assert page.evaluate("window.sameDocument")


def test_a_phone_without_a_connection_says_so_and_recovers(english: BrowserContext) -> None:
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    page = english.new_page()
    page.goto(_page_of(issued.secret))
    notice = page.locator("[data-offline]")
    expect(notice).to_be_hidden()

    english.set_offline(True)
    page.evaluate(AT_ONCE)
    expect(notice).to_be_visible()

    english.set_offline(False)
    page.evaluate(AT_ONCE)
    expect(notice).to_be_hidden()


def test_the_wall_shows_a_new_call_by_itself(english: BrowserContext) -> None:
    ticket = a_ticket()
    page = english.new_page()
    page.goto("/line/wall/")

    actions.call_next(ticket.site, desk="12", at=MORNING)
    page.evaluate(AT_ONCE)

    expect(page.locator(".calls > .on")).to_have_text("1→12")


@in_turn("kk")
def test_the_answer_fits_the_first_screen_of_a_small_phone(context: BrowserContext) -> None:
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    page = context.new_page()
    page.set_viewport_size(SIZE)
    page.goto(_page_of(issued.secret))

    box = page.locator(".board").bounding_box()

    assert box is not None
    assert box["y"] + box["height"] < SIZE["height"]


def test_no_page_breaks_the_content_security_policy(
    english: BrowserContext, live_server: LiveServer
) -> None:
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    _sign_in(english, live_server)
    page, said = english.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    addresses = [
        "/line/take/",
        _page_of(issued.secret),
        "/line/wall/",
        "/line/door/",
    ]
    for address in addresses:
        page.goto(address)
        page.evaluate(AT_ONCE)
        page.wait_for_load_state("networkidle")

    assert said == []
