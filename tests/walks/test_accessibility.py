"""Every page in every state, for everybody: one language and one width a page, in turn.

The list is `pages.py`; the long form takes every language and width on every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.looking import faults_for_people
from tests.walks.centre.running import Running, shown_centre
from tests.walks.pages import LANGUAGES, PAGES, Shown, Size, shown

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every-page")]

NARROW, WIDE = (320, 640), (1280, 880)
FIRST_VIEW_BYTES = 50_000
SPOILT = """
    document.documentElement.lang = "xx";
    document.body.insertAdjacentHTML("beforeend",
        "<h1>Two</h1><img src='http://elsewhere.example/'><hr width='2000'><input>");
    document.querySelector("body > input").style.marginLeft = "400px";
    document.body.append("long".repeat(99));
    document.querySelector(".stack > h1 + *").style.margin = 0;
"""
TURNS = list(product(LANGUAGES, (NARROW, WIDE)))
IN_TURN = [(page, *TURNS[place % len(TURNS)]) for place, page in enumerate(PAGES)]
THE_OTHERS = [(page, *other) for page, *turn in IN_TURN for other in TURNS if list(other) != turn]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("shown")
    with shown_centre(folder) as running:
        yield running


def _faults(browser: Browser, centre: Running, what: Shown, turn: tuple[str, Size]) -> list[str]:
    language, size = turn
    with shown(browser, centre, what, language=language, size=size) as visit:
        found = [f"answered {visit.status}"] if visit.status != what.status else []
        if _is_of_the_line(what) and not 0 < visit.watch.bytes_sent < FIRST_VIEW_BYTES:
            found.append(f"{visit.watch.bytes_sent} bytes on first view")
        found += faults_for_people(visit.page, language=what.only or language)
        return found + visit.watch.faults()


def _is_of_the_line(what: Shown) -> bool:
    return what.view.startswith("line:") and not what.who


@pytest.mark.parametrize(("page", "language", "size"), IN_TURN, ids=str)
def test_everybody_can_use_the_page(
    browser: Browser, centre: Running, page: Shown, language: str, size: Size
) -> None:
    assert _faults(browser, centre, page, (language, size)) == []


@pytest.mark.long
@pytest.mark.parametrize(("page", "language", "size"), THE_OTHERS, ids=str)
def test_everybody_can_use_the_page_in_every_language_and_width(
    browser: Browser, centre: Running, page: Shown, language: str, size: Size
) -> None:
    assert _faults(browser, centre, page, (language, size)) == []


def test_a_spoilt_page_is_noticed(browser: Browser, centre: Running) -> None:
    with shown(browser, centre, PAGES[0], language="en", size=NARROW) as visit:
        before = faults_for_people(visit.page, language="en") + visit.watch.faults()
        visit.page.evaluate(SPOILT)
        visit.page.wait_for_load_state("networkidle")
        after = " ".join(faults_for_people(visit.page, language="en") + visit.watch.faults())

    assert before == []
    for fault in (
        "image-alt",
        "label",
        "wide on a screen",
        "2 headings",
        "lang is xx",
        "broken word",
        "stuck to what is above",
        "out of sight",
    ):
        assert fault in after
    assert "Content Security Policy" in after


PLANTED = {
    "a style on a tag": ("<p style='color: red'>x</p>", "style-src-attr"),
    "a style in the page": ("<style>p { color: red }</style>", "style-src-elem"),
    "a script in the page": ("<script>window.planted = 1</script>", "script-src-elem"),
    "a script of another": ("<script src='http://elsewhere.example/a.js'></script>", "script-src"),
}


PLANT = """
    part => document.body.append(document.createRange().createContextualFragment(part))
"""


@pytest.mark.parametrize(("part", "directive"), PLANTED.values(), ids=PLANTED)
def test_what_the_policy_forbids_is_noticed(
    browser: Browser, centre: Running, part: str, directive: str
) -> None:
    with shown(browser, centre, PAGES[0], language="en", size=NARROW) as visit:
        visit.page.evaluate(PLANT, part)
        visit.page.wait_for_load_state("networkidle")

    assert [each for each in visit.watch.violations if each.startswith(directive)]
    assert any("Content Security Policy" in text for text in visit.watch.said)
