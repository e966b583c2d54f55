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
"""

from __future__ import annotations

import asyncio
import heapq
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields

from panah.cli.benches.askers import SELDOM_SECONDS

PATIENCE_SECONDS = 30.0
AT_ONCE = 100


@dataclass(slots=True)
class Holder:
    """One page."""

    path: str
    tag: str = "waiting.-.-.-.-.-"  # a page of a number that waits, all of whose words are old
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None


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

    async def run(self) -> None:
        """Ask in one part after the other, until there are no more."""
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            seconds, first = json.loads(line)
            await self._meet(secret for secret, _due in first if secret not in self.holders)
            self._say("asked")
            await self._part(seconds, first)
            self._say(json.dumps(self.heard.told()))

    async def _part(self, seconds: float, first: Sequence[tuple[str, float]]) -> None:
        self.heard, begin, spent = Heard(), time.monotonic(), time.process_time()
        asking: set[asyncio.Task[None]] = set()
        self.due = [(begin + due, secret) for secret, due in first]
        heapq.heapify(self.due)
        while time.monotonic() < begin + seconds:
            for due, secret in self._now_due():
                task = asyncio.create_task(self._ask(secret, due))
                asking.add(task)
                task.add_done_callback(asking.discard)
            soonest = self.due[0][0] if self.due else begin + seconds
            await asyncio.sleep(max(0.0, min(0.02, soonest - time.monotonic())))
        await asyncio.gather(*asking)
        self.heard.seconds = time.monotonic() - begin
        self.heard.processor_share = (time.process_time() - spent) / self.heard.seconds

    def _now_due(self) -> Iterator[tuple[float, str]]:
        while self.due and self.due[0][0] <= time.monotonic():
            yield heapq.heappop(self.due)

    async def _meet(self, secrets: Iterable[str]) -> None:
        left = iter(list(secrets))

        async def some() -> None:
            for secret in left:
                self.holders[secret] = Holder(f"/line/t/{secret}/")
                await self._ask(secret, time.monotonic())

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))

    async def _ask(self, secret: str, due: float) -> None:
        holder, again = self.holders[secret], SELDOM_SECONDS
        self.heard.late_ms.append(1000 * (time.monotonic() - due))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, headers, body = await self._get(holder, f"{holder.path}now/", holder.tag)
                self.heard.milliseconds.append(1000 * (time.monotonic() - due))
                self.heard.statuses[status] += 1
                again = float(headers.get("panah-next", again))
                self.heard.asked_again["often" if again < 30 else "seldom"] += 1
                self._show(holder, headers.get("etag", "").strip('"'), body)
        except (OSError, TimeoutError, EOFError, ValueError):
            self.heard.failed += 1
            _hang_up(holder)
        heapq.heappush(self.due, (time.monotonic() + again, secret))

    def _show(self, holder: Holder, tag: str, body: bytes) -> None:
        self.heard.bytes += len(body)
        before, now = (each.partition(".")[0] for each in (holder.tag, tag))
        if before != now:  # all of the page is in the answer: it has another name and other buttons
            if tag.encode() not in body:
                raise ValueError("a browser would fetch the page")
            self.heard.whole_milliseconds.append(self.heard.milliseconds[-1])
        holder.tag = tag

    async def _get(self, holder: Holder, path: str, tag: str) -> tuple[int, dict[str, str], bytes]:
        if holder.reader is None or holder.writer is None or holder.reader.at_eof():
            _hang_up(holder)
            found = await asyncio.open_connection("127.0.0.1", self.port)
            holder.reader, holder.writer = found
        known = f'If-None-Match: "{tag}"\r\n' if tag else ""
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ru\r\n{known}\r\n"
        holder.writer.write(head.encode())
        lines = (await holder.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in lines[1:] if ": " in line)
        headers = {name.lower(): value for name, value in pairs}
        body = await holder.reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            _hang_up(holder)
        return int(lines[0].split()[1]), headers, body

    def _say(self, word: str) -> None:
        sys.stdout.write(word + "\n")
        sys.stdout.flush()


def _hang_up(holder: Holder) -> None:
    if holder.writer is not None:
        holder.writer.close()
    holder.reader = holder.writer = None


def main(port: int) -> None:
    """Ask in each part that is named, and say what was heard."""
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(Crowd(port).run())


if __name__ == "__main__":
    main(int(sys.argv[1]))
