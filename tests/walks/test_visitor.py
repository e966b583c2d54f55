"""A visitor of the demonstration takes a number, is called, sits down and registers themselves."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.languages import LANGUAGES
from tests.looking import faults_for_people
from tests.walks.running_demo import RunningDemo, a_demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

CALLED_WITHIN_MS = 90_000
PAGE_MS = 20_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    with a_demo(tmp_path_factory.mktemp("demo") / "d") as demo:
        yield demo


@pytest.fixture
def page(browser: Browser, running: RunningDemo) -> Iterator[Page]:
    context = browser.new_context(base_url=running.address, locale="en-GB")
    context.set_default_timeout(PAGE_MS)
    expect.set_options(timeout=PAGE_MS)
    yield context.new_page()
    context.close()


def _ask(running: RunningDemo, question: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(f"file:{running.data / 'panah.sqlite3'}?mode=ro", uri=True)
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def _take_a_number(page: Page) -> str:
    page.goto("/")
    page.get_by_role("link", name="Take a number").first.click()
    page.get_by_role("button", name="1 person").click()
    return page.get_by_role("heading", level=1).inner_text().strip()


def _ask_to_be_seen_sooner(page: Page) -> None:
    page.get_by_role("link", name="Ask to be seen sooner").click()
    page.get_by_label("Illness").check()
    page.get_by_role("button", name=re.compile("see us sooner")).click()


def _first_document(page: Page) -> str:
    documents = page.context.new_page()
    documents.goto("/demo/documents/")
    zone = documents.locator("textarea").first.input_value()
    documents.close()
    return zone


def test_a_visitor_registers_themselves(page: Page, running: RunningDemo) -> None:
    number = _take_a_number(page)
    phone = page.url
    page.locator("form[data-demo]").get_by_role("button", name="1 ×", exact=True).click()
    expect(page.locator("form[data-demo] [aria-current=true]")).to_have_text("1 ×")
    _ask_to_be_seen_sooner(page)
    page.locator("form[data-demo]").get_by_role("button", name="60 ×").click()

    sit_down = page.get_by_role("link", name=re.compile("Sit down at desk"))
    sit_down.wait_for(timeout=CALLED_WITHIN_MS)
    sit_down.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Number {number} is called")

    page.wait_for_load_state()  # the keys work once the scripts are there
    page.keyboard.press("Control+Enter")
    zone = page.locator("textarea").first
    zone.fill(_first_document(page))
    page.wait_for_selector("#checks")
    expect(page.locator("[data-demo-state]")).to_contain_text("1 ×: somebody is taking part")
    page.keyboard.press("Alt+KeyI")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is everything right?")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Registered")
    with page.expect_navigation():
        page.keyboard.press("F9")
    expect(page.locator("main")).to_contain_text("Everything is printed")
    page.goto(phone)

    expect(page.locator("main")).to_contain_text("Your visit to the desk is finished")
    assert _ask(
        running, f"select status from line_ticket where number = {number} and day = '2022-10-05'"
    ) == [("served",)]


PAGES = {"/": "kk", "/demo/documents/": "ru", "/line/wall/": "en", "/line/take/": "kk"}
IN_TURN = [
    pytest.param(path, language, marks=[] if language == first else pytest.mark.long)
    for path, first in PAGES.items()
    for language in LANGUAGES
]


@pytest.mark.parametrize(("path", "language"), IN_TURN)
def test_everybody_can_use_the_pages_of_a_demonstration(
    browser: Browser, running: RunningDemo, path: str, language: str
) -> None:
    context = browser.new_context(base_url=running.address)
    page = context.new_page()
    page.goto(f"{path}?lang={language}")
    faults = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 880})
        shown = "kk" if path == "/line/wall/" else language  # the wall is in that of the place
        faults += [f"{width}: {fault}" for fault in faults_for_people(page, language=shown)]
    context.close()

    assert faults == []


@pytest.mark.parametrize("role", ["marshal", "supervisor", "clerk", "protection"])
def test_one_press_leads_to_work(page: Page, role: str) -> None:
    answer = page.goto(f"/demo/work-as/{role}/")

    assert answer is not None
    assert answer.status == 200
    assert "sign-in" not in page.url


def test_the_clock_stops_and_goes_on_without_leaving_the_page(page: Page) -> None:
    page.goto("/demo/documents/")
    control = page.locator("form[data-demo]")
    control.get_by_role("button", name="Stop").click()
    expect(page.locator("[data-demo-state]")).to_contain_text("stopped")
    control.get_by_role("button", name="10 ×").click()
    expect(page.locator("[data-demo-state]")).not_to_contain_text("stopped")

    assert page.url.endswith("/demo/documents/")
    control.get_by_role("button", name="60 ×").click()


def test_without_script_the_control_works_too(browser: Browser, running: RunningDemo) -> None:
    context = browser.new_context(
        base_url=running.address, locale="en-GB", java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/line/take/")
    page.get_by_role("button", name="10 ×").click()
    pressed = page.locator("form[data-demo] [aria-current=true]").get_attribute("value")
    where = page.url
    page.get_by_role("button", name="60 ×").click()
    context.close()

    assert pressed == "10"
    assert where.endswith("/line/take/")


def test_the_days_before_are_published(page: Page, running: RunningDemo) -> None:
    for _ in range(60):
        if len(_ask(running, "select day from figures_release")) >= 2:
            break
        page.wait_for_timeout(2000)
    page.goto("/figures/")

    expect(page.locator("main")).to_contain_text("2 October")
    expect(page.locator("main")).to_contain_text("3 October")
