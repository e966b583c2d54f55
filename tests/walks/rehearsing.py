"""Does what a tutorial says, word for word: its numbered lines are the script.

A numbered line that no verb here understands fails, so that nothing on the page is left undone.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, Page, expect

Row = dict[str, str]
PLACE = re.compile(r"\*(In|On) (?:a |the )?([\w' ]+?)\*")
STEP = re.compile(r"\d+\. (.+)")
AGAIN = "Do this for each line of the table."
WAIT_MS = 20_000
BEGINNING = """
    async address => (await (await fetch(address)).text()).slice(0, 4)
"""


def beginning(page: Page, address: str) -> str:
    """The first letters of what a page can reach.

    The browser fetches it. Playwright's own requests would ask a resolver where `localhost` is.
    """
    return str(page.evaluate(BEGINNING, address))


@dataclass
class Part:
    """What stands under one heading: places and their steps, and a table if there is one."""

    heading: str
    steps: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    is_repeated: bool = False


def parts_of(tutorial: Path) -> list[Part]:
    """The tutorial, heading by heading."""
    parts, place = [], ""
    for chunk in re.split(r"^## ", tutorial.read_text(encoding="utf-8"), flags=re.M)[1:]:
        heading, *lines = chunk.splitlines()
        part = Part(heading, is_repeated=AGAIN in lines)
        for line in lines:
            if found := PLACE.fullmatch(line):
                place = found[2]
            elif found := STEP.fullmatch(line):
                part.steps.append((place, found[1]))
        part.rows = list(_table(lines))
        parts.append(part)
    return parts


def _table(lines: list[str]) -> Iterator[Row]:
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    for row in cells[2:]:
        yield dict(zip(cells[0], row, strict=True))


class Terminal(Protocol):
    """Where the program is started; what the walk brings along."""

    def type(self, command: str) -> None: ...

    def link(self) -> str: ...

    def interrupt(self) -> None: ...


class Rehearsal:
    """The people of a tutorial, each with a browser of their own."""

    def __init__(self, browser: Browser, terminal: Terminal, *, address: str) -> None:
        self.browser, self.terminal, self.address = browser, terminal, address
        self.contexts: dict[str, BrowserContext] = {}
        self.pages: dict[str, Page] = {}
        self.secrets: dict[str, bytes] = {}
        self.link = ""
        self.row: Row = {}
        self.done = 0

    def play(self, part: Part, *, most_rows: int) -> None:
        """Do one part; for each line of its table when it says so."""
        for row in part.rows[:most_rows] if part.is_repeated else [{}]:
            self.row = row
            for place, step in part.steps:
                self.do(place, step)

    def do(self, place: str, step: str) -> None:
        """Do one step at its place."""
        for pattern, act in self.verbs():
            if found := re.fullmatch(pattern, step):
                try:
                    act(place, *found.groups())
                except Exception as error:
                    raise AssertionError(f"{place}: {step}\n{self._where(place)}") from error
                self.done += 1
                return
        raise AssertionError(f"nobody knows how to do this: {step}")

    def verbs(self) -> list[tuple[str, Callable[..., Any]]]:
        """What can be said in a numbered line."""
        return [
            (r"Type `(.+)`\.", lambda _place, command: self.terminal.type(command)),
            (r"Wait until it prints .+ link\.", lambda _place: self._hear_link()),
            (r"Press Ctrl-C\.", lambda _place: self.terminal.interrupt()),
            (r"Open the link\.", lambda place: self.page(place).goto(self.link)),
            (r"Scan the poster\.", lambda place: self.page(place).goto("/line/take/?lang=en")),
            (r"Scan the code with the app\.", self._scan),
            (r"Give the link to the clerk\.", self._take_link),
            (r"You see \*\*(.+?)\*\*\.", self._see),
            (r"Press \*\*(.+)\*\*\.", self._press),
            (r"Open \*\*(.+)\*\*: it is a PDF\.", self._open_pdf),
            (r"Tick \*\*(.+)\*\*\.", lambda place, label: self._field(place, label).check()),
            (r"In \*\*(.+)\*\* write `(.+)`\.", self._write),
            (r"In \*\*(.+)\*\* write what the app shows\.", self._write_code),
            (r"In \*\*(.+)\*\* write the (.+)\.", self._write_from_row),
            (r"In \*\*(.+)\*\* choose \*\*(.+)\*\*\.", self._choose),
        ]

    def page(self, place: str) -> Page:
        """The browser of a place; new when nobody was there yet."""
        if place not in self.pages:
            context = self.browser.new_context(
                base_url=self.address, locale="en-GB", ignore_https_errors=True
            )
            context.set_default_timeout(WAIT_MS)
            self.contexts[place] = context
            self.pages[place] = context.new_page()
        return self.pages[place]

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts.values():
            context.close()

    def _hear_link(self) -> None:
        self.link = self.terminal.link()

    def _press(self, place: str, name: str) -> None:
        page = self.page(place)
        # A key stands behind a button's name: «Print Ctrl Enter».
        exact = re.compile(rf"^\s*{re.escape(name)}(?: (?:F\d|Ctrl|Alt).*)?\s*$")
        button, link = page.get_by_role("button", name=exact), page.get_by_role("link", name=exact)
        button.or_(link).first.click()

    def _see(self, place: str, text: str) -> None:
        expect(self.page(place).locator("main")).to_contain_text(text, timeout=WAIT_MS)

    def _field(self, place: str, label: str) -> Any:
        # A key may stand behind a label, and a full stop that the tutorial leaves out.
        said = re.compile(rf"^\s*{re.escape(label)}\.?\s*(?:(?:Alt|Ctrl).*)?$", re.S)
        return self.page(place).get_by_label(said)

    def _write(self, place: str, label: str, text: str) -> None:
        self._field(place, label).fill(text)

    def _write_from_row(self, place: str, label: str, column: str) -> None:
        self._write(place, label, self.row[column])

    def _choose(self, place: str, label: str, choice: str) -> None:
        self._field(place, label).select_option(label=choice)

    def _scan(self, place: str) -> None:
        typed = self.page(place).locator("dd").last.inner_text()
        self.secrets[place] = base64.b32decode(typed.replace(" ", ""))

    def _write_code(self, place: str, label: str) -> None:
        import time

        app = TOTP(self.secrets[place], 6, SHA1(), 30, enforce_key_length=False)
        self._write(place, label, app.generate(int(time.time())).decode())

    def _take_link(self, place: str) -> None:
        self.link = self.page(place).locator("[data-keep]").inner_text().strip()

    def _open_pdf(self, place: str, name: str) -> None:
        page = self.page(place)
        exact = re.compile(rf"^\s*{re.escape(name)}(?: (?:F\d|Ctrl|Alt).*)?\s*$")
        address = page.get_by_role("link", name=exact).first.get_attribute("href")
        assert address, name
        assert beginning(page, address) == "%PDF", name

    def _where(self, place: str) -> str:
        page = self.pages.get(place)
        return f"{page.url}\n{page.locator('main').inner_text()}" if page else ""
