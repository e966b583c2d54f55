"""The board in a real Chromium: with its script and without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as live_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from panah.journal import actions as journal
from panah.line import actions as line
from panah.staff.models import StaffMember
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.figures import clock
from tests.rooms.figures.days import a_day

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("keeper"),
]


@pytest.fixture(autouse=True)
def stopped(settings: Settings, keeper: object) -> None:
    settings.PANAH_CLOCK = "tests.rooms.figures.clock.now"
    clock.show(MORNING + timedelta(hours=2))


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=live_server.url, locale="en")
    yield opened
    opened.close()


def _sign_in(context: BrowserContext, live_server: LiveServer, member: StaffMember) -> None:
    client = Client()
    client.force_login(member)
    name = live_settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )


def _a_busy_morning() -> None:
    site = a_site()
    a_day(site, groups=12, at=MORNING, waits=(20, 70))
    line.issue_ticket(site, party_size=2, at=MORNING + timedelta(minutes=100))
    journal.sequence_pending(at=MORNING)


def test_the_board_keeps_itself_up_to_date_and_breaks_no_rule_of_the_page(
    context: BrowserContext, live_server: LiveServer
) -> None:
    _a_busy_morning()
    _sign_in(context, live_server, a_clerk("leader", role=Role.SUPERVISOR))
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.clock.install()
    page.goto("/figures/today/")
    waiting = page.locator("#numbers .num").first
    expect(waiting).to_have_text("2")

    line.issue_ticket(a_site(), party_size=5, at=MORNING + timedelta(minutes=110))
    page.clock.run_for(11_000)

    expect(waiting).to_have_text("7")
    assert said == []


def test_the_board_says_the_same_without_its_script(
    browser: Browser,
    live_server: LiveServer,
) -> None:
    _a_busy_morning()
    context = browser.new_context(base_url=live_server.url, locale="en", java_script_enabled=False)
    _sign_in(context, live_server, a_clerk("leader", role=Role.SUPERVISOR))
    page = context.new_page()
    page.goto("/figures/today/")
    before = page.locator("#numbers .num").all_inner_texts()
    line.issue_ticket(a_site(), party_size=5, at=MORNING + timedelta(minutes=110))
    page.get_by_role("link", name="Bring this page up to date").click()
    page.wait_for_load_state()
    after = page.locator("#numbers .num").all_inner_texts()
    context.close()

    assert (before[0], after[0]) == ("2", "7")
    assert before[1:] == after[1:]
