"""What the desk's own script adds: keys, saving while somebody types, lines read at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from panah.desk.models import Draft
from panah.line import actions as line
from tests.builders import MORNING, a_site
from tests.keepers import a_keeper, asking
from tests.looking import faults_of_parts
from tests.rooms.desk.sheets import WRONG, ZONE
from tests.walks.hands import see_focus

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

STORED = """async () => [
    localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length
]"""
SHOTS = os.environ.get("PANAH_SHOTS", "")


@pytest.fixture
def page(at_desk: BrowserContext) -> Page:
    """The open sheet of the first of two people."""
    line.issue_ticket(a_site(), party_size=2, at=MORNING)
    opened = at_desk.new_page()
    opened.goto("/desk/?lang=en")
    opened.keyboard.press("F2")
    opened.wait_for_selector("text=Number 1 is called")
    opened.goto("/desk/1/")
    see_focus(opened)
    return opened


def _saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved at")


def test_typing_survives_a_reload_and_the_browser_keeps_nothing(page: Page) -> None:
    page.keyboard.press("Alt+KeyN")
    page.keyboard.type("Сағындықов")
    _saved(page)
    assert page.evaluate(STORED) == [0, 0, 0, 0]

    page.reload()

    expect(page.get_by_label("Family name", exact=True)).to_have_value("Сағындықов")


def test_a_called_number_loaded_again_is_asked_for_and_not_called_once_more(
    at_desk: BrowserContext,
) -> None:
    line.issue_ticket(a_site(), party_size=2, at=MORNING)
    opened = at_desk.new_page()
    opened.goto("/desk/?lang=en")
    opened.keyboard.press("F2")
    opened.wait_for_selector("text=Number 1 is called")
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(f"{request.method} {request.url}"))

    opened.reload()

    expect(opened.get_by_role("heading", name="Number 1 is called")).to_be_visible()
    assert asked[0].startswith("GET ")
    assert not [each for each in asked if each.startswith("POST")]


def test_the_fix_that_is_offered_is_taken_with_enter(page: Page) -> None:
    page.keyboard.insert_text(WRONG)
    expect(page.get_by_role("button", name="Fix to")).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.get_by_label("Document number")).to_have_value("751204567")
    expect(page.get_by_label("The person has read the name")).to_be_focused()


def test_a_key_pressed_while_lines_are_read_is_not_lost(page: Page) -> None:
    page.keyboard.insert_text(ZONE)
    page.keyboard.press("Alt+KeyI")

    expect(page.get_by_label("Family name, Latin")).to_have_value("KRAVTCOVA")
    expect(page.get_by_label("The person has read the name")).to_be_checked()


def test_lines_that_a_scanner_types_are_read_when_they_are_whole(page: Page) -> None:
    page.keyboard.type(ZONE)

    expect(page.get_by_label("Document number")).to_have_value("751204567")


def test_digits_tick_needs_outside_of_text_and_are_text_inside(page: Page) -> None:
    page.keyboard.press("Alt+KeyN")
    page.keyboard.type("1")
    expect(page.get_by_label("Pregnant or nursing")).not_to_be_checked()

    page.get_by_label("The person has read the name").focus()
    page.keyboard.press("1")
    page.keyboard.press("7")

    expect(page.get_by_label("Pregnant or nursing")).to_be_checked()
    expect(page.get_by_label("Older person")).to_be_checked()


def test_a_key_is_known_by_its_place_on_any_layout(page: Page) -> None:
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
        {key: "ш", code: "KeyI", altKey: true, bubbles: true, cancelable: true}))"""
    )

    expect(page.get_by_label("The person has read the name")).to_be_checked()


def test_enter_in_a_field_sends_nothing(page: Page) -> None:
    page.keyboard.press("Alt+KeyN")
    page.keyboard.type("Ли")
    page.keyboard.press("Enter")
    _saved(page)

    expect(page.get_by_label("Family name", exact=True)).to_be_focused()


def test_the_keeper_goes_and_comes_back_while_somebody_types(page: Page, tmp_path: Path) -> None:
    with a_keeper(tmp_path / "gone") as gone, asking(gone):
        gone.stop()
        page.keyboard.press("Alt+KeyN")
        page.keyboard.type("Хасанова")
        expect(page.locator("#saved")).to_contain_text("Not saved: the keeper does not answer")
        assert not Draft.objects.exists()

    page.keyboard.type(" ")
    _saved(page)

    assert Draft.objects.count() == 1


def test_a_server_that_is_gone_is_said_and_the_typing_stays(page: Page) -> None:
    page.context.set_offline(True)
    page.keyboard.press("Alt+KeyN")
    page.keyboard.type("Хасанова")

    expect(page.locator("#saved")).to_contain_text("Not saved: no connection")
    expect(page.get_by_label("Family name", exact=True)).to_have_value("Хасанова")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_sheet_with_errors_can_be_used_by_everybody(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 880})
    page.keyboard.insert_text(WRONG)
    expect(page.get_by_role("button", name="Fix to")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page).to_have_title("Error: Number 1: person 1 of 2 — Panah")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/errors-{width}.png", full_page=True)

    assert faults_of_parts(page) == []
