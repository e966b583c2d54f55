"""What a phone asks is answered where it arrives when nobody has to look for anything."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from panah.config.porch import Porch
from panah.config.wsgi import application
from panah.line import actions, at_hand, glance, slips
from panah.line.at_hand import is_at_hand
from panah.line.estimating import estimate
from panah.line.models import Ticket
from panah.sites.models import Site
from tests.builders import MORNING, a_site
from tests.rooms.config.test_porch import Protocol, a_scope
from tests.rooms.line.test_news import Watch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """The clock by which a glance grows old; nothing was looked at or kept before."""
    standing = Watch()
    monkeypatch.setattr("panah.line.glance.monotonic", standing)
    glance.forget()
    slips.forget()
    yield standing
    glance.forget()
    slips.forget()


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time of day, as this module reads it; put another one in front."""
    moments = [MORNING]
    monkeypatch.setattr(at_hand, "now", lambda: moments[0])
    return moments


def taken(*, is_estimated: bool = True) -> tuple[str, Ticket]:
    """Where a new number asks for news, and its ticket."""
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    if is_estimated:
        estimate(issued.ticket.site, at=MORNING)
    return reverse("line:phone_now", args=[issued.secret]), issued.ticket


def environ(path: str, method: str = "GET", query: str = "") -> dict[str, Any]:
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}


def ask_porch(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask where a loop runs: Django refuses every question to the database there."""
    scope, protocol = a_scope(path=path, **headers), Protocol()
    scope.query_string, scope.authority = "", "localhost"
    porch = Porch(application, at_hand=is_at_hand)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, porch.__rsgi__(scope, protocol)).result()  # type: ignore[arg-type]
    status, said, body = protocol.said
    return status, {name.lower(): value for name, value in said}, body


def but_when(page: bytes) -> str:
    """All but when to ask again, which is drawn anew each time."""
    return re.sub(r'data-every="[\d.]+"', "", page.decode())


@pytest.mark.parametrize("is_estimated", [True, False], ids=["told", "not-yet-told"])
def test_the_door_says_what_the_page_says(is_estimated: bool) -> None:
    address, _ticket = taken(is_estimated=is_estimated)
    page: HttpResponse = Client().get(address, headers={"Host": "localhost"})

    status, headers, body = ask_porch(address)
    again, _, nothing = ask_porch(address, if_none_match=headers["etag"])

    assert (status, but_when(body)) == (200, but_when(page.content))
    assert headers["etag"] == page["ETag"]
    assert set(headers) >= {name.lower() for name in page.headers} - {"content-length"}
    assert (again, nothing) == (304, b"")


def test_the_first_question_is_not_at_hand_and_the_second_is(moment: list[datetime]) -> None:
    address, _ticket = taken()
    before = is_at_hand(environ(address))
    Client().get(address)

    assert (before, is_at_hand(environ(address))) == (False, True)


def test_who_is_called_is_told_at_the_door(moment: list[datetime]) -> None:
    address, ticket = taken()
    actions.call_next(ticket.site, desk="1", at=MORNING)
    Client().get(address)

    assert is_at_hand(environ(address))


def test_after_a_second_somebody_looks_anew_and_meanwhile_the_others_are_answered(
    watch: Watch, moment: list[datetime]
) -> None:
    address, _ticket = taken()
    Client().get(address)
    watch.seconds += 1

    with glance._reading:
        while_somebody_looks = is_at_hand(environ(address))
        watch.seconds += 1
        too_old = is_at_hand(environ(address))
    watch.seconds -= 1

    assert (while_somebody_looks, too_old) == (True, False)
    assert not is_at_hand(environ(address))  # nobody looks: this one has to


def test_after_midnight_a_number_is_looked_up(moment: list[datetime]) -> None:
    address, _ticket = taken()
    Client().get(address)
    moment[0] = MORNING + timedelta(hours=24)

    assert not is_at_hand(environ(address))


def test_a_number_whose_newest_window_was_not_read_is_looked_up(moment: list[datetime]) -> None:
    address, ticket = taken()
    Client().get(address)
    key = (Site.objects.get().code, ticket.day)
    glance._kept[key].said.windows.clear()

    assert not is_at_hand(environ(address))


def test_only_the_page_of_news_is_answered_at_the_door(moment: list[datetime]) -> None:
    address, _ticket = taken()
    Client().get(address)

    others = [
        environ(address, method="POST"),
        environ(address, query="more"),
        environ(address.removesuffix("now/")),
        environ(address.replace("/t/", "/t/x")),
        environ("/desk/"),
    ]

    assert [is_at_hand(one) for one in others] == [False] * len(others)
    assert not any(at_hand.AT_HAND in one for one in others)


def test_a_question_that_sends_something_goes_through_the_door_of_all() -> None:
    asked: list[str] = []
    porch = Porch(application, at_hand=lambda found: bool(asked.append(found["PATH_INFO"])))

    assert not porch._is_at_hand({**environ("/a/"), "CONTENT_LENGTH": "1"})
    assert not porch._is_at_hand({**environ("/b/"), "HTTP_TRANSFER_ENCODING": "chunked"})
    assert not porch._is_at_hand(environ("/c/"))
    assert asked == ["/c/"]
