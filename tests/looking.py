"""What is wrong with a page, as a browser sees it: for people, for its privacy, for its weight."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

AXE = Axe().axe_script
VIOLATIONS = """
    axe.run({resultTypes: ["violations"]}).then(found => found.violations.map(each =>
        `axe ${each.id}: ` + each.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(" | ")))
"""
BROKEN_WORDS = r"""
    [...function* () {
        const WORDS = /(?<![^\s«(])\p{L}+(?![^\s.,:;!?»)])/gu;
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let text; (text = texts.nextNode()); ) {
            if (!text.parentElement.checkVisibility()) continue;
            const whole = text.parentElement.closest("bdi") ? /\S+/g : WORDS;
            for (const word of text.textContent.matchAll(whole)) {
                const range = document.createRange();
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1)
                    yield word[0];
            }
        }
    }()]
"""

STUCK_PARTS = """
    [...document.querySelectorAll(".stack > *:not(script, [hidden]) + *")].filter(part => {
        const above = part.previousElementSibling.getBoundingClientRect();
        const own = part.getBoundingClientRect();
        return above.height && own.height && own.top >= above.top + 1 && own.top < above.bottom + 4;
    }).map(part => part.outerHTML.slice(0, 80))
"""
OUT_OF_SIGHT = """
    [...document.querySelectorAll("button, .btn, input, select, textarea")].filter(control => {
        const own = control.getBoundingClientRect();
        return own.width && (own.left < 0 || own.right > document.documentElement.clientWidth + 1);
    }).map(control => control.outerHTML.slice(0, 80))
"""


class Watch:
    """Listens to a page from before its first request."""

    def __init__(self, page: Page, *, origin: str, status: int) -> None:
        self.origin = origin
        self.status = status
        self.said: list[str] = []
        self.asked: list[str] = []
        self.violations: list[str] = []
        self.bytes_sent = 0
        page.on("console", lambda message: self._hear(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self._ask)
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._weigh)
        network.send("Audits.enable")
        network.on("Audits.issueAdded", self._note)

    def faults(self) -> list[str]:
        """What the browser said, and whom else the page asked."""
        found = [f"console: {text}" for text in self.said]
        found += [f"asked: {url}" for url in self.asked]
        return found + [f"against the policy: {what}" for what in self.violations]

    def _hear(self, text: str) -> None:
        # Of a page that answers 404 on purpose Chromium says so; that is no fault.
        if self.status < 400 or f"status of {self.status}" not in text:
            self.said.append(text)

    def _note(self, event: dict[str, Any]) -> None:
        issue = event["issue"]
        if issue["code"] == "ContentSecurityPolicyIssue":
            self.violations.append(
                issue["details"]["contentSecurityPolicyIssueDetails"]["violatedDirective"]
            )

    def _ask(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.asked.append(request.url)

    def _weigh(self, event: dict[str, float]) -> None:
        self.bytes_sent += int(event["encodedDataLength"])


def faults_for_people(page: Page, *, language: str) -> list[str]:
    """What axe finds at this width, and what it does not look at."""
    found = faults_of_parts(page)
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first level")
    if page.locator("html").get_attribute("lang") != language:
        found.append(f"lang is {page.locator('html').get_attribute('lang')}")
    return found


def faults_of_parts(page: Page) -> list[str]:
    """What axe finds at this width; what has to be moved sideways, is broken, or has no room."""
    if not page.evaluate("'axe' in window"):  # half a megabyte: brought to a page once
        page.evaluate(AXE)
    found: list[str] = page.evaluate(VIOLATIONS)
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width[0] > width[1]:
        found.append(f"{width[0]} wide on a screen of {width[1]}")
    found += [f"broken word: {word}" for word in page.evaluate(BROKEN_WORDS)]
    found += [f"stuck to what is above: {part}" for part in page.evaluate(STUCK_PARTS)]
    return found + [f"out of sight: {control}" for control in page.evaluate(OUT_OF_SIGHT)]


def faults_at_widths(page: Page, *widths: int) -> list[str]:
    """What is wrong with the parts of a page at each of these widths, with its address."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 880})
        found += [f"{page.url} at {width}: {fault}" for fault in faults_of_parts(page)]
    return found
