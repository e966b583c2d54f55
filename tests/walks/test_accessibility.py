"""Every page in every state, for everybody: narrow and wide, one language a page in turn.

The list is `pages.py`; the long form takes every language on every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.walks.centre.running import Running, shown_centre
from tests.looking import faults_for_people
from tests.walks.pages import LANGUAGES, PAGES, Shown, shown

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every-page")]

NARROW, WIDE = (320, 640), (1280, 880)
FIRST_VIEW_BYTES = 50_000
OF_THE_LINE = {p.view: p for p in reversed(PAGES) if p.view.startswith("line:") and not p.who}
SPOILT = """
    document.documentElement.lang = "xx";
    document.body.insertAdjacentHTML("beforeend",
        "<h1>Two</h1><img src='http://elsewhere.example/'><hr width='2000'><input>");
"""
IN_TURN = [(page, LANGUAGES[place % 3]) for place, page in enumerate(PAGES)]
THE_OTHERS = [(page, other) for page, turn in IN_TURN for other in LANGUAGES if other != turn]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("shown")
    with shown_centre(folder) as running:
        yield running


def _faults(browser: Browser, centre: Running, page: Shown, language: str) -> list[str]:
    found = []
    with shown(browser, centre, page, language=language, size=NARROW) as visit:
        if visit.status != page.status:
            found.append(f"answered {visit.status}")
        for width, height in (NARROW, WIDE):
            visit.page.set_viewport_size({"width": width, "height": height})
            faults = faults_for_people(visit.page, language=page.only or language)
            found += [f"{width}: {fault}" for fault in faults]
        found += visit.watch.faults()
    return found


@pytest.mark.parametrize(("page", "language"), IN_TURN, ids=str)
def test_everybody_can_use_the_page(
    browser: Browser, centre: Running, page: Shown, language: str
) -> None:
    assert _faults(browser, centre, page, language) == []


@pytest.mark.long
@pytest.mark.parametrize(("page", "language"), THE_OTHERS, ids=str)
def test_everybody_can_use_the_page_in_the_other_languages(
    browser: Browser, centre: Running, page: Shown, language: str
) -> None:
    assert _faults(browser, centre, page, language) == []


@pytest.mark.parametrize("page", OF_THE_LINE.values(), ids=str)
def test_a_page_of_the_line_is_light(browser: Browser, centre: Running, page: Shown) -> None:
    with shown(browser, centre, page, language="kk", size=NARROW) as visit:
        visit.page.wait_for_load_state("networkidle")

        assert 0 < visit.watch.bytes_sent < FIRST_VIEW_BYTES


def test_a_spoilt_page_is_noticed(browser: Browser, centre: Running) -> None:
    with shown(browser, centre, PAGES[0], language="en", size=NARROW) as visit:
        before = faults_for_people(visit.page, language="en") + visit.watch.faults()
        visit.page.evaluate(SPOILT)
        visit.page.wait_for_load_state("networkidle")
        after = " ".join(faults_for_people(visit.page, language="en") + visit.watch.faults())

    assert before == []
    for fault in ("image-alt", "label", "wide on a screen", "2 headings", "lang is xx"):
        assert fault in after
    assert "Content Security Policy" in after
