"""Signing in and out in a real Chromium, with the keyboard, one language a test in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from panah.staff.actions import add_member
from panah.web.access import Role
from tests.builders import a_site
from tests.languages import in_turn
from tests.rooms.staff.phones import a_phone, code_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "алма мен бүркіт"


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    browser: Browser,
    live_server: LiveServer,
) -> Iterator[Page]:
    opened = browser.new_context(base_url=live_server.url, locale=request.param)
    yield opened.new_page()
    opened.close()


def faults(page: Page) -> list[str]:
    """What axe finds, at both widths, and whether the page needs to be moved sideways."""
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found += [each["id"] for each in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than {width}")
    return found


def type_in(page: Page, *typed: str) -> None:
    page.locator("#id_username").focus()
    for words in typed:
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")


@in_turn("kk", "page")
def test_a_clerk_signs_in_with_the_keyboard_and_out_again(page: Page) -> None:
    more = {"role": Role.CLERK, "site": a_site(), "password": PASSWORD}
    a_phone(add_member("aigul", shown_name="Айгүл С.", **more))
    page.goto("/staff/desk/")
    type_in(page, "aigul", PASSWORD, code_now())

    expect(page.get_by_role("button", name="3")).to_be_visible()
    assert faults(page) == []
    page.locator("header form button").press("Enter")
    page.wait_for_url("**/")
    page.goto("/staff/desk/")
    expect(page.locator("#id_password")).to_be_visible()


@in_turn("ru", "page")
def test_a_refusal_takes_the_focus_and_can_be_read_by_everybody(page: Page) -> None:
    a_site()
    page.goto("/staff/sign-in/")
    type_in(page, "aigul", "other", "204816")

    expect(page.locator(".errors")).to_be_focused()
    assert page.locator("#id_username").input_value() == ""
    assert faults(page) == []


@in_turn("en", "page")
def test_an_error_in_the_summary_leads_to_its_field(page: Page) -> None:
    a_site()
    page.goto("/staff/sign-in/")
    type_in(page, "aigul", "", "204816")
    page.locator(".errors a").press("Enter")

    expect(page.locator("#id_password")).to_be_focused()


@in_turn("kk", "page")
def test_the_front_page_and_the_wrong_turns_can_be_read_by_everybody(page: Page) -> None:
    a_site()
    found = {}
    for address in ("/", "/nowhere/", "/staff/sign-in/"):
        page.goto(address)
        found[address] = faults(page)

    assert found == {"/": [], "/nowhere/": [], "/staff/sign-in/": []}


@in_turn("ru", "page")
def test_a_language_link_changes_the_page_and_stays(page: Page) -> None:
    a_site()
    page.goto("/staff/sign-in/")
    page.goto("/?lang=en")
    page.get_by_role("link", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.goto("/staff/sign-in/")

    expect(page.locator("html")).to_have_attribute("lang", "ru")


@in_turn("en", "page")
def test_whoever_tabs_first_may_skip_to_the_main_part(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")

    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box is not None
    assert box["y"] >= 0
