"""What a phone says about the time, in a real Chromium, narrow and wide, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from panah.line import actions
from panah.line.estimating import estimate
from panah.sites.models import Desk
from tests.builders import MORNING, a_site
from tests.languages import in_turn
from tests.looking import faults_at_widths
from tests.rooms.line.test_browser import SIZE
from tests.rooms.line.test_honesty import counted
from tests.rooms.line.tickets import a_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def context(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=live_server.url, locale=request.param, viewport=SIZE)
    yield opened
    opened.close()


def _page_after(ahead: int) -> str:
    for _ in range(ahead):
        a_ticket(at=MORNING - 30 * MINUTE)
    issued = actions.issue_ticket(a_site(), party_size=3, at=MORNING - 30 * MINUTE)
    return reverse("line:phone", args=[issued.secret])


def _estimated(minutes_ago: float) -> None:
    estimate(a_site(), at=MORNING - minutes_ago * MINUTE, method="simple")


def _moved() -> str:
    address = _page_after(40)
    _estimated(2)
    Desk.objects.filter(number__gt=1).update(is_open=False)
    _estimated(1)
    counted(a_site(), band="20-49")
    return address


def _not_today() -> str:
    address = _page_after(40)
    _estimated(2)
    Desk.objects.update(is_open=False)
    _estimated(1)
    return address


def _silent_worker() -> str:
    address = _page_after(60)
    _estimated(12)
    return address


@in_turn("kk")
@pytest.mark.parametrize("said", [_moved, _not_today, _silent_worker])
def test_everybody_can_read_what_is_said_about_the_time(context: BrowserContext, said) -> None:
    page = context.new_page()
    page.goto(said())
    box = page.locator(".board").bounding_box()

    assert box is not None
    assert box["y"] + box["height"] < SIZE["height"]
    assert faults_at_widths(page, 320, 1280) == []
