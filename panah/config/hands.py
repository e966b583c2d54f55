"""Processes beside the one that keeps the porch: each answers whole requests, one a thread.

Python runs one thread of a process at a time. What a desk asks for is answered in a process of its
own, so that ten thousand phones that ask for news do not make it wait, and a second processor has
something to do. A request goes to whichever is free; they share nothing but what was loaded before.
"""

from __future__ import annotations

import asyncio
import logging
import marshal
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from panah.web import logs
from panah.web.naming import name_process

THREADS = 2
LENGTH_BYTES = 4
LEFT_OUT = ("wsgi.errors", "wsgi.input")  # files of one process

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]
Answering = Callable[[dict[str, Any], bytes], Answer]

logger = logging.getLogger("panah.hands")


class Hand:
    """One thread of another process, as the porch sees it: it does one request after the other."""

    def __init__(self, ours: socket.socket) -> None:
        self._socket = ours
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def answer(self, environ: dict[str, Any], form: bytes) -> Answer:
        """Have one request answered; nobody else may ask meanwhile.

        Where the process is gone, this one ends too: the server starts both anew, as a whole.
        """
        if self._streams is None:
            self._streams = await asyncio.open_unix_connection(sock=self._socket, limit=2**20)
        reader, writer = self._streams
        kept = {name: said for name, said in environ.items() if name not in LEFT_OUT}
        try:
            writer.write(framed(kept, form))
            await writer.drain()
            length = int.from_bytes(await reader.readexactly(LENGTH_BYTES), "big")
            answer: Answer = marshal.loads(await reader.readexactly(length))  # noqa: S302 - ours
        except (OSError, EOFError):
            logger.error("a process that answers has ended")
            os.kill(os.getpid(), signal.SIGKILL)
            raise
        return answer


def framed(*values: Any) -> bytes:
    """Values as they go from one process to the other: how many bytes, and these."""
    packed = marshal.dumps(values)
    return len(packed).to_bytes(LENGTH_BYTES, "big") + packed


def fork_hands(processes: int, answering: Answering) -> list[Hand]:
    """Fork so many processes; call it before there is a thread or a connection.

    Returns:
        Their hands, so ordered that neighbours are of different processes.
    """
    pairs = [[socket.socketpair() for _ in range(THREADS)] for _ in range(processes)]
    for place, own in enumerate(pairs, 2):
        if os.fork() == 0:
            _serve([theirs for _, theirs in own], answering, place=place)
    for _ours, theirs in (pair for own in pairs for pair in own):
        theirs.close()
    return [Hand(own[place][0]) for place in range(THREADS) for own in pairs]


def _serve(sockets: Sequence[socket.socket], answering: Answering, *, place: int) -> NoReturn:
    # The porch decides when we end: it closes, and we answer what we have begun.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    name_process(f"web {place}")
    _close_all_but(each.fileno() for each in sockets)
    if process := os.environ.get(logs.PROCESS_VARIABLE):  # a file that two turn over loses lines
        os.environ[logs.PROCESS_VARIABLE] = f"{process}-{place}"
        logs.configure({})
    threads = [threading.Thread(target=_obey, args=(each, answering)) for each in sockets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os._exit(0)


def _obey(theirs: socket.socket, answering: Answering) -> None:
    with suppress(OSError, EOFError), theirs.makefile("rb") as asked:
        while length := int.from_bytes(asked.read(LENGTH_BYTES), "big"):
            environ, form = marshal.loads(asked.read(length))  # noqa: S302 - from our own porch
            environ["wsgi.errors"] = sys.stderr
            theirs.sendall(framed(*_safely(answering, environ, form)))


def _safely(answering: Answering, environ: dict[str, Any], form: bytes) -> Answer:
    try:
        return answering(environ, form)
    except Exception:
        logger.exception("a request could not be answered")
        return 500, [], b""


def _close_all_but(kept: Iterable[int]) -> None:
    """Close what was open before the fork: above all the port, which would seem to be served."""
    edges = sorted({2, *kept})
    for below, above in zip(edges, [*edges[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(below + 1, above)
