"""A centre behind nginx and behind Caddy: set up and signed in to, through the proxy."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.promises.centre import _free_port
from tests.promises.test_p14_second_factor import DEVICE
from tests.walks import proxying
from tests.walks.proxying import Ports
from tests.walks.rehearsing import beginning
from tests.walks.test_rehearsal import RealTerminal, self_signed

pytestmark = [pytest.mark.browser, pytest.mark.long]
Proxy = Callable[[Path, Ports, Path, Path], list[str]]


@dataclass(frozen=True, slots=True)
class Behind:
    """A centre that people reach through a proxy."""

    ports: Ports
    link: str

    @property
    def address(self) -> str:
        return f"https://localhost:{self.ports.https}"

    def ask(
        self, path: str, *, method: str = "GET", body: bytes = b"", **headers: str
    ) -> http.client.HTTPResponse:
        """One request over https from a stranger, not followed."""
        context = ssl._create_unverified_context()
        asking = http.client.HTTPSConnection("localhost", self.ports.https, context=context)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asking.request(method, path, body or None, named)
        answer = asking.getresponse()
        answer.read()
        asking.close()
        return answer


@pytest.fixture(scope="module", params=[proxying.nginx, proxying.caddy], ids=["nginx", "caddy"])
def behind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    home = tmp_path_factory.mktemp("proxy")
    certificate, key = self_signed(home)
    ports = Ports(_free_port(), _free_port(), _free_port())
    proxy: Proxy = request.param
    more = ["--behind-proxy", "--public-url", f"https://localhost:{ports.https}"]
    terminal = RealTerminal(home, more=more, environment={})
    terminal.port = ports.panah
    terminal.type("panah serve --data centre --port 0")
    try:
        command = proxy(home, ports, certificate, key)
        with proxying.running(command, port=ports.https, log=home / "proxy.txt"):
            yield Behind(ports, terminal.link())
    finally:
        terminal.interrupt()


@pytest.fixture
def page(browser: Browser, behind: Behind) -> Iterator[Page]:
    context = browser.new_context(base_url=behind.address, locale="en", ignore_https_errors=True)
    context.set_default_timeout(60_000)
    opened = context.new_page()
    devices = context.new_cdp_session(opened)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield opened
    context.close()


def set_up(page: Page, link: str) -> None:
    """From the printed link to a centre with an administrator who has a passkey."""
    page.goto(link)
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Code").fill("TRZ")
    page.get_by_label("Name in English").fill("Taraz")
    for _ in range(4):
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Your name").fill("Aigul S.")
    page.get_by_role("button", name="Open the centre").click()
    page.get_by_label("User name").fill("aigul")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("link", name="continue").click()
    expect(page.locator("main")).to_contain_text("Before people come")


def test_a_centre_is_set_up_and_signed_in_to_through_the_proxy(page: Page, behind: Behind) -> None:
    set_up(page, behind.link)
    page.get_by_role("button", name="Sign out").click()
    page.goto("/staff/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/sites/**")
    session = {cookie["name"]: cookie for cookie in page.context.cookies()}["__Host-session"]

    assert session["secure"]
    assert session["httpOnly"]
    assert beginning(page, "/sites/poster/") == "%PDF"


def test_the_proxy_says_how_it_was_asked_and_nobody_else_does(behind: Behind) -> None:
    asked = behind.ask("/", X_Forwarded_Proto="http", X_Forwarded_For="127.0.0.1")
    assert asked.status == 200
    assert "max-age" in (asked.getheader("Strict-Transport-Security") or "")
    cookies = [v for k, v in behind.ask("/line/take/").getheaders() if k.lower() == "set-cookie"]
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_figures_stay_inside_and_large_bodies_outside(behind: Behind) -> None:
    large, small = (
        behind.ask("/line/take/", method="POST", body=b"x" * size) for size in (2 << 20, 200)
    )

    assert behind.ask("/metrics").status == 404
    assert behind.ask("/healthz").status in (200, 503)
    assert large.status in (413, 502)  # Caddy before 2.7 says of a body cut off that Panah failed
    assert small.status == 403  # no token of a form


def test_http_leads_to_https_and_nothing_is_written_down(behind: Behind, request) -> None:
    if "nginx" not in request.node.name:  # Caddy does so where it fetches certificates by itself
        return
    asking = http.client.HTTPConnection("127.0.0.1", behind.ports.http)
    asking.request("GET", "/line/take/?secret=1", headers={"Host": "localhost"})
    answer = asking.getresponse()

    assert answer.status == 301
    assert answer.getheader("Location") == "https://localhost/line/take/?secret=1"
