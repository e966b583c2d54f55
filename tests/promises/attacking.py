"""Strangers who want a centre to stand still: many passwords, slow talkers, endless forms."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException

from panah.cli.benches.clerks import Browser, Clerk, NotServed

LETTER_EVERY_SECONDS = 0.5
SIGN_IN = "/staff/sign-in/"
HEAD = "POST {} HTTP/1.1\r\nHost: localhost\r\n"
FORM = HEAD + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n"


@dataclass(slots=True)
class Work:
    """What clerks tried, and what became of it."""

    kept: int = 0
    failed: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.kept / max(1, self.kept + len(self.failed))


def registering(
    port: int, sessions: Sequence[str], *, each: int, place: int, patience: float
) -> Work:
    """Let every clerk register so many people, and count what was kept."""
    work = Work()

    def one(number: int, session: str) -> None:
        browser = Browser(port, {"session": session, "language": "en"})
        browser.connection.timeout = patience
        clerk: Clerk | None = None
        for _ in range(each):
            try:
                clerk = clerk or Clerk(browser, place + number)
                work.seconds.append(clerk.register())
                work.kept += 1
            except (NotServed, OSError, HTTPException) as error:
                work.failed.append(repr(error))
                browser.connection.close()

    with ThreadPoolExecutor(len(sessions)) as pool:
        list(pool.map(one, range(len(sessions)), sessions))
    return work


def sign_ins(port: int, count: int, begun: threading.Event) -> Counter[int]:
    """Wrong passwords at one moment, which is told, of other names: how they were answered."""
    first = Browser(port, {})
    page = first.ask("GET", SIGN_IN)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    together = threading.Barrier(count, action=begun.set)

    def one(number: int) -> int:
        connection = Browser(port, first.cookies).connection
        connection.connect()
        fields = f"csrfmiddlewaretoken={token[1]}&username=nobody-{number}&password=w&code=1"
        together.wait()
        cookies = "; ".join(f"{name}={value}" for name, value in first.cookies.items())
        kind = "application/x-www-form-urlencoded"
        with suppress(OSError, HTTPException):
            connection.request("POST", SIGN_IN, fields, {"Cookie": cookies, "Content-Type": kind})
            return connection.getresponse().status
        return 0

    threading.stack_size(256 * 1024)
    try:
        with ThreadPoolExecutor(count) as pool:
            return Counter(pool.map(one, range(count)))
    finally:
        threading.stack_size(0)


@contextmanager
def slow_talkers(port: int, count: int, said: str, letter: bytes) -> Iterator[list[socket.socket]]:
    """Connections that go on with a letter now and then, and never come to an end."""
    talking = [_begun(port, said) for _ in range(count)]
    over = threading.Event()

    def talk() -> None:
        while not over.wait(LETTER_EVERY_SECONDS):
            for number, one in enumerate(talking):
                try:
                    one.send(letter)
                except OSError:  # hung up: they come again
                    one.close()
                    talking[number] = _begun(port, said)

    talker = threading.Thread(target=talk)
    talker.start()
    try:
        yield talking
    finally:
        over.set()
        talker.join()
        for one in talking:
            one.close()


@contextmanager
def endless_forms(port: int, count: int) -> Iterator[Counter[int]]:
    """Forms of a hundred megabytes, one after the other from each; how they were answered."""
    over, answers = threading.Event(), Counter[int]()

    def send() -> None:
        while not over.is_set():
            answers[_endless(port)] += 1

    senders = [threading.Thread(target=send) for _ in range(count)]
    for sender in senders:
        sender.start()
    try:
        yield answers
    finally:
        over.set()
        for sender in senders:
            sender.join()


def _endless(port: int) -> int:
    one = _begun(port, FORM.format(SIGN_IN, 100_000_000))
    try:
        with suppress(OSError):
            for _ in range(1500):
                one.sendall(b"x" * 65_536)
                if one in _readable(one):
                    break
        with suppress(OSError):
            return int(one.recv(200).split()[1])
        return 0
    except (IndexError, ValueError):
        return 0
    finally:
        one.close()
        time.sleep(0.01)


def _readable(one: socket.socket) -> list[socket.socket]:
    import select

    return select.select([one], [], [], 0)[0]


def _begun(port: int, said: str) -> socket.socket:
    one = socket.socket()
    one.settimeout(5)
    with suppress(OSError):
        one.connect(("127.0.0.1", port))
        one.sendall(said.encode())
    return one
