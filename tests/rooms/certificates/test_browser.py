"""The pages in a real Chromium: for everybody, narrow and wide, one language a test in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as live_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from panah.certificates import actions
from panah.certificates.models import Certificate
from panah.keeper.launch import KeeperProcess
from tests.builders import MORNING, a_clerk
from tests.languages import in_turn
from tests.rooms.certificates.papers import Signer, a_request, the_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GROUP = "7Q4M2K9DX"


@pytest.fixture(autouse=True)
def morning(settings: Settings) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"


@pytest.fixture
def context(
    request: pytest.FixtureRequest,
    browser: Browser,
    live_server: LiveServer,
) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=live_server.url, locale=request.param)
    yield opened
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


def sign_in(context: BrowserContext, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(a_clerk())
    name = live_settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )


@in_turn("kk")
def test_every_answer_can_be_read_by_everybody(
    signing: KeeperProcess, context: BrowserContext
) -> None:
    request, by = a_request(), a_clerk()
    actions.issue(request, by=by, at=MORNING)
    ended = a_request()
    actions.issue(ended, by=by, at=MORNING)
    codes = [the_code(request), the_code(ended), Signer().token(), "something else"]
    actions.revoke(ended.individual, Certificate.Reason.LOST, by=by, at=MORNING)
    page = context.new_page()
    page.goto("/papers/check/")
    found = faults(page)
    page.locator("main button").click()
    found += faults(page)
    for code in codes:
        page.get_by_role("textbox").fill(code)
        page.locator("main button").click()
        found += faults(page)

    assert found == []


@in_turn("ru")
def test_the_clerks_pages_can_be_read_by_everybody(
    signing: KeeperProcess, context: BrowserContext, live_server: LiveServer
) -> None:
    actions.prepare_many([a_request(group=GROUP) for _ in range(3)], at=MORNING)
    sign_in(context, live_server)
    page = context.new_page()
    page.goto("/papers/outstanding/")
    found = faults(page)
    page.get_by_role("link", name="7Q4M-2K9D-X", exact=True).click()
    found += faults(page)
    page.locator("form[action$='confirm/'] button").click()
    found += faults(page)
    ended_at = page.url
    page.goto(f"/papers/group/{GROUP}/")
    found += faults(page)
    page.locator("form[action$='replace/'] button").click()
    found += faults(page)

    assert ended_at.endswith("/papers/outstanding/")
    assert found == []


@in_turn("en")
def test_the_browser_breaks_no_security_policy_on_these_pages(
    signing: KeeperProcess, context: BrowserContext
) -> None:
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.goto("/papers/check/")
    page.get_by_role("textbox").fill("PNH1:")
    page.locator("main button").click()

    assert said == []
