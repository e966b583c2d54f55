"""Requests wait in the porch until they are whole, and come in by turns."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from panah.config import porch, rounds
from panah.config.porch import Door, Porch, environ_of

T = TypeVar("T")
WAIT = 10


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a loop of its own, whatever loop a browser has left in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Protocol:
    """As much of granian's as the porch uses; what is sent arrives in parts."""

    def __init__(self, *parts: bytes, slow: bool = False) -> None:
        self.parts, self.slow, self.said = parts, slow, (0, [], b"")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if self.slow:
            await asyncio.sleep(3600)

    def response_bytes(self, status: int, headers: Any, body: bytes) -> None:
        self.said = (status, headers, body)

    @property
    def status(self) -> int:
        return self.said[0]


def a_scope(method: str = "GET", path: str = "/", **headers: str) -> Any:
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return SimpleNamespace(
        method=method,
        path=path,
        query_string="a=b",
        client="192.0.2.7:4711",
        server="127.0.0.1:8000",
        scheme="http",
        http_version="1.1",
        authority="centre.example",
        headers=SimpleNamespace(items=lambda: named),
    )


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers what was sent to it."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


def asked(entry: Porch, scope: Any, protocol: Protocol) -> Protocol:
    run(entry.__rsgi__(scope, protocol))
    return protocol


def test_a_form_comes_in_whole() -> None:
    answer = asked(Porch(echo), a_scope("POST", content_length="6"), Protocol(b"abc", b"def"))

    assert (answer.status, answer.said[2]) == (200, b"abcdef")


def test_a_request_says_the_same_in_both_languages() -> None:
    scope = a_scope("POST", "/%D0%BE%D0%BA%D0%BD%D0%BE/", cookie="a=1", content_type="text/plain")
    scope.headers = SimpleNamespace(
        items=lambda: [
            ("cookie", "a=1"),
            ("cookie", "b=2"),
            ("accept", "x"),
            ("x_forwarded_proto", "https"),
        ]
    )
    environ = environ_of(scope)

    assert environ["PATH_INFO"].encode("latin-1").decode() == "/окно/"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_HOST"] == "centre.example"
    assert environ["REMOTE_ADDR"] == "192.0.2.7"
    assert "HTTP_X_FORWARDED_PROTO" not in environ  # only a proxy's own spelling counts


@pytest.mark.parametrize(
    ("headers", "parts"),
    [
        ({"content_length": "262145"}, []),
        ({"content_length": "-1"}, []),
        ({"transfer_encoding": "chunked"}, [b"x" * 200_000] * 2),
    ],
)
def test_more_than_a_form_holds_is_turned_away(headers: dict[str, str], parts: list[bytes]) -> None:
    entry = Porch(echo)
    answer = asked(entry, a_scope("POST", **headers), Protocol(*parts))

    assert answer.status == 413
    assert ("connection", "close") in answer.said[1]
    assert entry.arriving == 0


def test_a_form_that_does_not_arrive_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(porch, "FORM_SECONDS", 0.01)
    entry = Porch(echo)

    answer = asked(entry, a_scope("POST", content_length="6"), Protocol(b"abc", slow=True))

    assert answer.status == 408
    assert entry.arriving == 0


def test_a_form_whose_sender_hung_up_takes_nobodys_turn() -> None:
    reached: list[str] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        reached.append(environ["PATH_INFO"])
        return echo(environ, start_response)

    answer = asked(Porch(application), a_scope("POST", content_length="6"), Protocol(b"abc"))

    assert (answer.status, reached) == (408, [])


def test_all_that_is_on_its_way_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(porch, "ALL_BYTES", 10)

    answer = asked(Porch(echo), a_scope("POST", content_length="12"), Protocol(b"x" * 12))

    assert answer.status == 503


def test_who_signs_in_never_stands_in_the_desks_way() -> None:
    gate = threading.Event()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/staff/sign-in/":
            gate.wait(WAIT)
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    entry = Porch(application, hashing=["/staff/sign-in/"])

    async def morning() -> tuple[list[Protocol], Protocol]:
        tries = [Protocol() for _ in range(60)]
        asking = [
            asyncio.create_task(entry.__rsgi__(a_scope("POST", "/staff/sign-in/"), one))
            for one in tries
        ]
        desk = Protocol()
        await asyncio.wait_for(entry.__rsgi__(a_scope("POST", "/desk/"), desk), WAIT)
        gate.set()
        await asyncio.gather(*asking)
        return tries, desk

    tries, desk = run(morning())

    assert desk.status == 200
    assert [one.status for one in tries] == [200] * 42 + [503] * 18


def test_pages_that_ask_for_news_never_stand_in_the_desks_way() -> None:
    gate = threading.Event()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"].endswith("/now/"):
            gate.wait(WAIT)
        start_response("200 OK", [])
        return []

    entry = Porch(application, news=("/line/t/", "/now/"))

    async def morning() -> tuple[list[Protocol], list[Protocol]]:
        pages = [Protocol() for _ in range(310)]
        asking = [
            asyncio.create_task(entry.__rsgi__(a_scope(path=f"/line/t/{n}/now/"), page))
            for n, page in enumerate(pages)
        ]
        while not entry.phones.inside:
            await asyncio.sleep(0.01)
        desks = [Protocol() for _ in range(8)]
        for desk in desks:
            await asyncio.wait_for(entry.__rsgi__(a_scope("POST", "/desk/"), desk), WAIT)
        gate.set()
        await asyncio.gather(*asking)
        return pages, desks

    pages, desks = run(morning())

    assert {desk.status for desk in desks} == {200}
    # One looked; the others waited for that, and it was not enough for them.
    assert [page.status for page in pages] == [200] * 302 + [503] * 8


def test_a_number_s_own_page_comes_in_by_the_phones_door_and_its_buttons_by_the_desks() -> None:
    entry = Porch(echo, news=("/line/t/", "/now/"))

    def door(method: str, path: str) -> Door:
        return entry._door({"REQUEST_METHOD": method, "PATH_INFO": path})

    for path in ("/line/t/x/", "/line/t/x/now/", "/line/t/x/give-up/"):
        assert door("GET", path) is entry.phones
    assert door("POST", "/line/t/x/hold/") is entry.desks
    assert door("GET", "/line/") is entry.desks


def test_while_phones_wait_for_their_round_a_desk_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rounds, "SECONDS", 3600.0)
    entry = Porch(echo, news=("/line/t/", "/now/"))

    async def morning() -> tuple[Protocol, Protocol]:
        page, desk = Protocol(), Protocol()
        asking = asyncio.create_task(entry.__rsgi__(a_scope(path="/line/t/x/now/"), page))
        await asyncio.sleep(0)
        await asyncio.wait_for(entry.__rsgi__(a_scope("POST", "/desk/"), desk), WAIT)
        asking.cancel()
        return page, desk

    page, desk = run(morning())

    assert desk.status == 200
    assert page.status == 0


class Seen:
    """What answers a phone once somebody has looked."""

    view = "line:phone_now"
    own_headers: frozenset[str] = frozenset()

    def say(self, _known: str, _language: str) -> tuple[int, list[tuple[str, str]], bytes]:
        return 200, [], b"from the look"


def test_while_somebody_looks_the_others_wait_for_what_is_seen() -> None:
    went_in: list[str] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        went_in.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Language", "ru")])
        return [b"looked"]

    seen = Seen()
    entry = Porch(
        application, news=("/line/t/", "/now/"), at_hand=lambda _: seen if went_in else None
    )

    async def morning() -> list[Protocol]:
        pages = [Protocol() for _ in range(5)]
        asking = [
            entry.__rsgi__(a_scope(path=f"/line/t/{n}/now/"), page) for n, page in enumerate(pages)
        ]
        await asyncio.gather(*asking)
        return pages

    pages = run(morning())

    assert [page.said[2] for page in pages] == [b"looked"] * 2 + [b"from the look"] * 3
    # The first looks; the next one learns what stands around an answer.
    assert went_in == ["/line/t/0/now/", "/line/t/1/now/"]


@pytest.mark.parametrize(
    ("language", "said"), [("kk", "өте көп адам"), ("ru", "очень много людей"), ("en", "Very many")]
)
def test_whoever_is_turned_away_reads_why(
    monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    entry = Porch(echo)
    entry.desks = Door([], 0)

    answer = asked(entry, a_scope(accept_language=language), Protocol())

    headers = dict(answer.said[1])
    assert (answer.status, headers["Retry-After"]) == (503, "60")
    assert said in answer.said[2].decode()
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


class Answerer:
    """Answers with its name, as soon as it is told to."""

    def __init__(self, name: bytes) -> None:
        self.name, self.may = name, asyncio.Event()

    async def answer(self, environ: dict[str, Any], form: bytes) -> porch.Answer:
        del environ, form
        await self.may.wait()
        return 200, [], self.name


def test_whoever_stands_first_is_asked_as_soon_as_they_are_free() -> None:
    async def three_questions() -> list[bytes]:
        first, last = Answerer(b"first"), Answerer(b"last")
        door = Door([first, last], 0)  # type: ignore[list-item] # as much as the door uses
        both = [asyncio.create_task(door.through({}, b"")) for _ in range(2)]
        while door._free:
            await asyncio.sleep(0)
        first.may.set()
        said = [(await both[0])[2]]
        last.may.set()  # the last one to become free is not the next to be asked
        said += [(await both[1])[2], (await door.through({}, b""))[2]]
        return said

    assert run(asyncio.wait_for(three_questions(), WAIT)) == [b"first", b"last", b"first"]


@pytest.mark.parametrize(("seconds", "keeps"), [("57.2", False), ("14.1", True)])
def test_whoever_comes_back_in_a_minute_keeps_no_connection(seconds: str, keeps: bool) -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("304 Not Modified", [("Panah-Next", seconds)])
        return []

    answer = asked(Porch(application), a_scope(), Protocol())

    assert (("connection", "close") not in answer.said[1]) is keeps
