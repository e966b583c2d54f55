"""What a phone asks is answered where it arrives when nobody has to look for anything."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as as_set
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from pytest_django.fixtures import Settings

from panah.config import frames
from panah.config.hands import Answer, Answering
from panah.config.metrics import note, registry
from panah.config.porch import Porch
from panah.config.wsgi import application
from panah.line import actions, at_hand, glance, slips
from panah.line.at_hand import look_at_hand
from panah.line.estimating import estimate
from panah.line.models import Ticket
from panah.line.views import spoken
from panah.sites.models import Site
from panah.web.wording import people
from tests.builders import MORNING, a_site
from tests.rooms.config.test_porch import Protocol, a_scope
from tests.rooms.line.test_news import Watch

pytestmark = pytest.mark.django_db
NEWS = ("/line/t/", "/now/")


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


def is_at_hand(asked: dict[str, Any]) -> bool:
    return look_at_hand(asked) is not None


def a_porch() -> Porch:
    return Porch(application, at_hand=look_at_hand, note=note, news=NEWS)


def ask_porch(
    path: str, of: Porch | None = None, /, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Ask where a loop runs: Django refuses every question to the database there."""
    scope, protocol = a_scope(path=path, **headers), Protocol()
    scope.query_string, scope.authority = "", "localhost"
    porch = of or a_porch()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, porch.__rsgi__(scope, protocol)).result()
    status, said, body = protocol.said
    return status, {name.lower(): value for name, value in said}, body


def but_when(page: bytes) -> str:
    """All but when to ask again, which is drawn anew each time."""
    return re.sub(r'data-every="[\d.]+"', "", page.decode())


@pytest.mark.parametrize("is_estimated", [True, False], ids=["told", "not-yet-told"])
def test_the_door_says_what_the_page_says(is_estimated: bool) -> None:
    address, _ticket = taken(is_estimated=is_estimated)
    page = Client().get(address, headers={"Host": "localhost"})

    status, headers, body = ask_porch(address)
    again, _, nothing = ask_porch(address, if_none_match=headers["etag"])

    assert (status, but_when(body)) == (200, but_when(page.content))
    assert headers["etag"] == page["ETag"]
    assert set(headers) >= {name.lower() for name in page.headers} - {"content-length"}
    assert (again, nothing) == (304, b"")


KINDS_OF_ASKING: list[dict[str, str]] = [
    {},
    {"accept_language": "ru"},
    {"accept_language": "kk"},
    {"accept_language": "en", "host": "127.0.0.1:8000"},
    {"cookie": f"a=1; {as_set.LANGUAGE_COOKIE_NAME}=en", "accept_language": "kk"},
    {"cookie": f"csrf=abc; {as_set.LANGUAGE_COOKIE_NAME}=elvish", "accept_language": "ru"},
    {"if_none_match": '"waiting.1.2.3.4.5"'},
    {"if_none_match": '"waiting.1"', "accept_language": "en"},
    {"x_forwarded_proto": "https", "accept_language": "en"},
    {"host": "elsewhere.example"},
]


@pytest.mark.usefixtures("watch")
def test_what_is_put_around_an_answer_again_is_what_the_whole_way_puts_around_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 3600
    monkeypatch.setattr("panah.line.views.news.soon", lambda seconds: f"{seconds}.0")
    address, _ticket = taken()
    Client().get(address)
    porch = a_porch()
    whole_way = CountedAnswering(porch._frames._answering)
    porch._frames._answering = whole_way

    for asked in KINDS_OF_ASKING * 2:
        assert ask_porch(address, porch, **asked) == ask_porch(address, **asked), asked
    # Seven ways of asking, and a name that is not ours: the whole way refuses it each time.
    assert whole_way.count == 7 + 2


def test_the_door_puts_every_part_into_words_of_the_language_asked_in() -> None:
    address, _ticket = taken()
    Client().get(address)
    porch, stale = a_porch(), '"waiting.1.2.3.4.5"'
    said = ["You may be called any moment", "Before you", "nobody: you are next", "Now called"]
    words: dict[str, list[str]] = {}
    for language in ("en", "ru", "kk"):
        with override(language):
            words[language] = [*map(gettext, said), people(1)]
    for language in words:
        ask_porch(address, porch, accept_language=language)  # what stands around it is known now

    for language, its in words.items():
        spoken.forget()
        _, _, body = ask_porch(address, porch, accept_language=language, if_none_match=stale)
        heard = body.decode()
        assert [word for word in its if word not in heard] == []
        assert not any(
            word in heard for other in words if other != language for word in words[other]
        )


@dataclass
class CountedAnswering:
    """Answers as before, and counts how often."""

    before: Answering
    count: int = 0

    def __call__(self, asked: dict[str, Any], form: bytes) -> Answer:
        self.count += 1
        return self.before(asked, form)


def test_an_answer_that_breaks_at_the_door_is_answered_as_every_page_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, _ticket = taken()
    Client().get(address)
    porch = a_porch()
    ask_porch(address, porch)
    monkeypatch.setattr(at_hand.AtHand, "say", lambda *_: 1 / 0)

    status, headers, body = ask_porch(address, porch)

    assert (status, b'data-part="told"' in body or b"data-live" in body) == (200, True)
    assert headers["content-security-policy"]


def test_answers_at_the_door_are_counted_as_those_of_the_page() -> None:
    address, _ticket = taken()
    Client().get(address)
    porch = a_porch()

    before = counted()
    for _ in range(3):
        ask_porch(address, porch)

    assert counted() - before == 3


def counted() -> float:
    """How many of this page's answers the figures of the machine know."""
    labels = {"view": "line:phone_now", "status": "2xx"}
    return registry.get_sample_value("panah_answer_seconds_count", labels) or 0.0


def test_ways_of_asking_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MOST_KEPT", 2)
    address, _ticket = taken()
    Client().get(address)
    porch = a_porch()

    for language in ("kk", "ru", "en", "kk;q=0.5", "de"):
        ask_porch(address, porch, accept_language=language)
        assert 1 <= len(porch._frames._kept) <= 2


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


def test_after_two_seconds_somebody_looks_anew_and_meanwhile_the_others_are_answered(
    watch: Watch, moment: list[datetime]
) -> None:
    address, _ticket = taken()
    Client().get(address)
    watch.seconds += glance.KEPT_SECONDS

    with glance._reading:
        while_somebody_looks = is_at_hand(environ(address))
        watch.seconds += glance.KEPT_SECONDS
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


def test_only_what_asks_for_news_and_sends_nothing_is_a_question_of_a_phone() -> None:
    porch, address = a_porch(), "/line/t/abc/now/"

    assert porch._is_question(environ(address))
    for more in (
        {"CONTENT_LENGTH": "1"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"REQUEST_METHOD": "POST"},
        {"PATH_INFO": "/line/t/abc/"},
        {"PATH_INFO": "/line/door/now/"},
    ):
        assert not porch._is_question(environ(address) | more)
