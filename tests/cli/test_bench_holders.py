"""Pages that ask in a benchmark: against a server that says what a test has it say."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from panah.cli.benches import holders
from panah.cli.benches.holders import Crowd

SOON, LATER = "14.0", "60.0"
Speak = Callable[[socket.socket], object]


def answer(status: str, tag: str, body: str = "", *, again: str = LATER) -> bytes:
    """What a centre says; whoever comes back in a minute hangs up."""
    close = "Connection: close\r\n" if again == LATER else ""
    head = f'HTTP/1.1 {status}\r\nETag: "{tag}"\r\nPanah-Next: {again}\r\n{close}'
    sent = body.encode()
    return f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent


@contextmanager
def a_server(*speaking: Speak) -> Iterator[tuple[Crowd, list[bytes]]]:
    """A server for pages that ask; each connection in turn is spoken to in one of these ways."""
    asked: list[bytes] = []
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()

        def serve() -> None:
            for speak in speaking:
                connection, _address = door.accept()
                with connection:
                    asked.append(connection.recv(4096))
                    speak(connection)

        server = threading.Thread(target=serve, daemon=True)
        server.start()
        yield Crowd(door.getsockname()[1]), asked
        server.join(10)


def saying(*parts: bytes) -> Speak:
    """Say this, one part after the other, and hang up."""
    return lambda connection: [connection.sendall(part) for part in parts]


def test_an_answer_that_comes_in_parts_is_heard_whole() -> None:
    said = answer("200 OK", "waiting.a", "<p>пана</p>" * 9_000)
    with a_server(saying(said[:20], said[20:80], said[80:])) as (crowd, asked):
        crowd.meet(["one"])

    assert asked[0].startswith(b"GET /line/t/one/now/ HTTP/1.1\r\n")
    assert (crowd.heard.failed, crowd.heard.bytes) == (0, 9_000 * len("<p>пана</p>".encode()))


def test_a_page_asks_with_the_tag_of_what_it_was_told_last() -> None:
    with a_server(
        saying(answer("200 OK", "waiting.a")), saying(answer("304 Not Modified", "waiting.a"))
    ) as (crowd, asked):
        crowd.meet(["one"])
        crowd.part(0.2, [("one", 0.0)])

    assert b'If-None-Match: "waiting.a"\r\n' in asked[1]
    assert crowd.heard.told()["statuses"] == {304: 1}
    assert crowd.heard.asked_again == {"seldom": 1}


def test_a_connection_that_was_hung_up_on_between_two_questions_is_made_anew() -> None:
    said = saying(answer("200 OK", "waiting.a", again=SOON))
    with a_server(said, said) as (crowd, asked):
        crowd.meet(["one"])
        crowd.part(0.4, [("one", 0.2)])

    assert len(asked) == 2
    assert (crowd.heard.failed, crowd.heard.asked_again) == (0, {"often": 1})


@pytest.mark.parametrize(
    ("body", "failed"), [('<main data-tag="called.b">', 0), ("<p>look at your page</p>", 1)]
)
def test_a_page_whose_number_is_called_needs_all_of_it_in_the_answer(
    body: str, failed: int
) -> None:
    with a_server(saying(answer("200 OK", "called.b", body))) as (crowd, _asked):
        crowd.meet(["one"])

    assert crowd.heard.failed == failed
    assert len(crowd.heard.whole_milliseconds) == 1 - failed


@pytest.mark.parametrize("speak", [saying(), saying(b"HTTP/1.1 200 OK\r\nETag")])
def test_a_server_that_hangs_up_in_the_middle_has_failed(speak: Speak) -> None:
    with a_server(speak) as (crowd, _asked):
        crowd.meet(["one"])

    assert (crowd.heard.failed, crowd.heard.milliseconds) == (1, [])


def test_an_answer_that_never_comes_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holders, "PATIENCE_SECONDS", 0.2)
    heard = threading.Event()
    with a_server(lambda _connection: heard.wait(10)) as (crowd, _asked):
        crowd.part(0.1, [])
        crowd.meet(["one"])
        heard.set()

    assert (crowd.heard.failed, crowd.asking) == (1, set())
