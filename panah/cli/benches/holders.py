"""Holders of numbers whose pages ask for news, as a program of its own.

    python -m panah.cli.benches.holders PORT < PARTS

Each line of PARTS is a part in which pages ask: [seconds, [[secret, first], ...]] in JSON, where
`first` says in how many seconds this page asks for the first time. From then on each asks when the
server told it to, over a connection that stays as long as the server keeps it. Where its number was
called, all of the page is in the answer; were it not, a browser would fetch it, and that counts as
a failure. A page that is met for the first time asks once before the part begins, at which "asked"
is printed. An answer is late by the clock that it was
due at, not by the moment at which this program came to send it. At the end of each part one JSON
object is printed; between parts nobody asks.

Phones bring their own processors, and these pages share one with those who answer. So there is one
thread, one object for each page, and no more of HTTP than the answers have.
"""

from __future__ import annotations

import heapq
import json
import re
import resource
import selectors
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from panah.cli.benches.askers import SELDOM_SECONDS

PATIENCE_SECONDS = 30.0
AT_ONCE = 100
PART_BYTES = 65_536
HEADERS = re.compile(rb"\r\n(panah-next|etag|content-length|connection): ([^\r]*)", re.IGNORECASE)


@dataclass(slots=True)
class Holder:
    """One page."""

    secret: str
    tag: str = "waiting.-.-.-.-.-"  # a page of a number that waits, all of whose words are old
    connection: socket.socket | None = None
    due: float = 0.0
    received: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page was told."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Heard:
    """What all pages heard."""

    milliseconds: list[float] = field(default_factory=list)
    whole_milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    asked_again: Counter[str] = field(default_factory=Counter)
    late_ms: list[float] = field(default_factory=list)
    bytes: int = 0
    failed: int = 0
    processor_share: float = 0.0
    """Of one processor, for the asking."""
    seconds: float = 0.0

    def told(self) -> dict[str, object]:
        """All of it by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class Crowd:
    """Every page, asking when it is due."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.holders: dict[str, Holder] = {}
        self.heard = Heard()
        self.due: list[tuple[float, str]] = []
        self.asking: set[str] = set()
        self._ready = selectors.DefaultSelector()

    def run(self) -> None:
        """Ask in one part after the other, until there are no more."""
        while line := sys.stdin.readline():
            seconds, first = json.loads(line)
            self.meet(secret for secret, _due in first if secret not in self.holders)
            self._say("asked")
            self.part(seconds, first)
            self._say(json.dumps(self.heard.told()))

    def part(self, seconds: float, first: Sequence[tuple[str, float]]) -> None:
        """Let pages that were met ask for so long; what they heard is `heard` afterwards."""
        self.heard, begin, spent = Heard(), time.monotonic(), time.process_time()
        self.due = [(begin + due, secret) for secret, due in first]
        heapq.heapify(self.due)
        while (now := time.monotonic()) < begin + seconds:
            while self.due and self.due[0][0] <= now:
                due, secret = heapq.heappop(self.due)
                self._ask(self.holders[secret], due)
            soonest = min(self.due[0][0] if self.due else now + 1, begin + seconds)
            self._hear(soonest - time.monotonic())
        self._hear_all()
        self.heard.seconds = time.monotonic() - begin
        self.heard.processor_share = (time.process_time() - spent) / self.heard.seconds

    def meet(self, secrets: Iterable[str]) -> None:
        """Let new pages ask for the first time, not too many at once."""
        new = deque(secrets)
        while new or self.asking:
            while new and len(self.asking) < AT_ONCE:
                holder = Holder(new.popleft())
                self.holders[holder.secret] = holder
                self._ask(holder, time.monotonic())
            if not self._hear(PATIENCE_SECONDS):
                self._give_up()

    def _hear_all(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while self.asking and time.monotonic() < end:
            self._hear(end - time.monotonic())
        self._give_up()

    def _give_up(self) -> None:
        for secret in list(self.asking):
            self._failed(self.holders[secret])

    def _ask(self, holder: Holder, due: float) -> None:
        holder.due, holder.received = due, b""
        self.asking.add(holder.secret)
        self.heard.late_ms.append(1000 * (time.monotonic() - due))
        question = (
            f"GET /line/t/{holder.secret}/now/ HTTP/1.1\r\n"
            f'Host: localhost\r\nAccept-Language: ru\r\nIf-None-Match: "{holder.tag}"\r\n\r\n'
        )
        try:
            (holder.connection or self._connected(holder)).sendall(question.encode())
        except OSError:
            self._failed(holder)

    def _connected(self, holder: Holder) -> socket.socket:
        holder.connection = connection = socket.socket()
        connection.settimeout(PATIENCE_SECONDS)
        self._ready.register(connection, selectors.EVENT_READ, holder)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def _hear(self, seconds: float) -> bool:
        """Listen for so long, or until somebody has heard something; whether anybody has."""
        found = self._ready.select(max(0.0, seconds))
        for key, _events in found:
            holder: Holder = key.data
            try:
                self._take(holder)
            except (OSError, EOFError, ValueError):
                self._failed(holder)
        return bool(found)

    def _take(self, holder: Holder) -> None:
        assert holder.connection
        part = holder.connection.recv(PART_BYTES)
        if holder.secret not in self.asking:
            self._hang_up(holder)  # the server did, between two questions
            return
        if not part:
            raise EOFError
        holder.received += part
        if answer := _answer_in(holder.received):
            self._told(holder, answer)

    def _told(self, holder: Holder, answer: Answer) -> None:
        now = time.monotonic()
        if now - holder.due > PATIENCE_SECONDS:
            raise ValueError("nobody waits for so long")
        again = float(answer.headers.get("panah-next", SELDOM_SECONDS))
        self.heard.milliseconds.append(1000 * (now - holder.due))
        self.heard.statuses[answer.status] += 1
        self.heard.asked_again["often" if again < 30 else "seldom"] += 1
        self._show(holder, answer.headers.get("etag", "").strip('"'), answer.body)
        if answer.headers.get("connection") == "close":
            self._hang_up(holder)
        self._asks_again(holder, again)

    def _show(self, holder: Holder, tag: str, body: bytes) -> None:
        self.heard.bytes += len(body)
        before, now = (each.partition(".")[0] for each in (holder.tag, tag))
        if before != now:  # all of the page is in the answer: it has another name and other buttons
            if tag.encode() not in body:
                raise ValueError("a browser would fetch the page")
            self.heard.whole_milliseconds.append(self.heard.milliseconds[-1])
        holder.tag = tag

    def _failed(self, holder: Holder) -> None:
        self.heard.failed += 1
        self._hang_up(holder)
        self._asks_again(holder, SELDOM_SECONDS)

    def _asks_again(self, holder: Holder, seconds: float) -> None:
        self.asking.discard(holder.secret)
        heapq.heappush(self.due, (time.monotonic() + seconds, holder.secret))

    def _hang_up(self, holder: Holder) -> None:
        if holder.connection is not None:
            self._ready.unregister(holder.connection)
            holder.connection.close()
        holder.connection = None

    def _say(self, word: str) -> None:
        sys.stdout.write(word + "\n")
        sys.stdout.flush()


def _answer_in(received: bytes) -> Answer | None:
    """The answer, if all of it is there."""
    head, found, body = received.partition(b"\r\n\r\n")
    if not found:
        return None
    headers = {name.decode().lower(): value.decode() for name, value in HEADERS.findall(head)}
    if len(body) < int(headers.get("content-length", 0)):
        return None
    return Answer(int(head.split(b" ", 2)[1]), headers, body)


def main(port: int) -> None:
    """Ask in each part that is named, and say what was heard."""
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    Crowd(port).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
