"""The web process's entry: requests wait in the porch until they are whole, and come in by turns.

A thread takes a request only when all of it has arrived. Whoever sends slowly, or more than a form
holds, holds up nobody but themselves. Trying a password takes a hundred times what a page takes, so
those who sign in come in by a door of their own, and so do the phones of those who wait: however
many there are, the desks' door stays free. What phones ask is answered in rounds.
"""

from __future__ import annotations

import asyncio
import io
import multiprocessing
import os
import resource
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from panah.config.frames import AtHand, Frames, LookAtHand, Note
from panah.config.hands import Answer, Answering, Hand, Headers, fork_hands
from panah.config.rounds import Rounds
from panah.config.turned_away import Reason, page_for
from panah.web.naming import name_process
from panah.web.stopping import end_with_parent

FORM_BYTES = 256 * 1024  # a party of ten with everything filled in has a twentieth of it
ALL_BYTES = 64 * 1024 * 1024
"""Of all forms that are on their way at one moment."""
FORM_SECONDS = 15.0
THREADS, MOST_WAITING = 1, 500
SIGN_IN_THREADS, MOST_SIGNING_IN = 2, 40
MOST_ASKING = 300
HASHING = ("staff:sign_in", "staff:recover")
NEWS, SECRET = "line:phone_now", "SECRET"
MOST_PROCESSES = 4
SWITCH_SECONDS = 0.0005
"""How long a thread of this process goes on while the loop waits: all requests pass through it."""
KEEPS_NO_CONNECTION_SECONDS = 30.0
MOST_NAMES = 256  # of headers; whoever invents others pays for them
TURNED_AWAY = frozenset(reason.status for reason in Reason)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TurnedAway(Exception):
    """A request that does not come in, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


class Thread:
    """A thread of this process that answers one request after the other."""

    def __init__(self, name: str, answering: Answering) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._answering = answering

    async def answer(self, environ: dict[str, Any], form: bytes) -> Answer:
        """Have one request answered; nobody else may ask meanwhile."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._answering, environ, form)


class Door:
    """A few who answer, here or in other processes, and how many may wait for them.

    Args:
        answerers: the first who is free is asked. Who runs beside the loop of this process, where
            phones are answered, comes last: one has to wait for the other.
    """

    def __init__(self, answerers: Sequence[Thread | Hand], most_waiting: int) -> None:
        self.most, self.inside = len(answerers) + most_waiting, 0
        self._places = {answerer: place for place, answerer in enumerate(answerers)}
        self._free = set(answerers)
        self._waiting: deque[asyncio.Future[Thread | Hand]] = deque()
        self._under_way: set[asyncio.Task[Answer]] = set()

    async def through(self, environ: dict[str, Any], form: bytes) -> Answer:
        """Have it answered when it is its turn.

        Whoever leaves meanwhile does not end it: their answer is taken before the next one asks,
        who would be given it otherwise.

        Raises:
            TurnedAway: too many wait already.
        """
        if self.inside >= self.most:
            raise TurnedAway(Reason.BUSY)
        self.inside += 1
        answering = asyncio.create_task(self._answered(environ, form))
        self._under_way.add(answering)
        answering.add_done_callback(self._under_way.discard)
        return await asyncio.shield(answering)

    async def _answered(self, environ: dict[str, Any], form: bytes) -> Answer:
        try:
            answerer = self._first_free() if self._free else await self._next_free()
            try:
                return await answerer.answer(environ, form)
            finally:
                self._release(answerer)
        finally:
            self.inside -= 1

    def _first_free(self) -> Thread | Hand:
        first = min(self._free, key=self._places.__getitem__)
        self._free.remove(first)
        return first

    async def _next_free(self) -> Thread | Hand:
        waiting: asyncio.Future[Thread | Hand] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        return await waiting

    def _release(self, answerer: Thread | Hand) -> None:
        while self._waiting:
            first = self._waiting.popleft()
            if not first.cancelled():
                first.set_result(answerer)
                return
        self._free.add(answerer)


class Porch:
    """Runs a WSGI application in threads behind granian's RSGI."""

    def __init__(
        self,
        application: Application,
        *,
        hashing: Iterable[str] = (),
        news: tuple[str, str] = ("", ""),
        at_hand: LookAtHand | None = None,
        note: Note = lambda *_: None,
        processes: int = 1,
    ) -> None:
        answering = partial(answer, application)
        self._at_hand, self._frames = at_hand, Frames(answering, note)
        hands = fork_hands(processes - 1, answering)
        self.hashing = frozenset(hashing)
        self.news_begin, self.news_end = news
        here = [Thread("door", answering) for _ in range(THREADS)]
        self.desks = Door([*hands, *here], MOST_WAITING)
        hashing_here = [Thread("signing-in", answering) for _ in range(SIGN_IN_THREADS)]
        self.sign_ins = Door(hashing_here, MOST_SIGNING_IN)
        self.phones = Door([Thread("phones", answering)], MOST_ASKING)
        self.rounds = Rounds()
        self._look: asyncio.Task[Answer] | None = None
        self.arriving = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Every connection is an open file: as many as the system allows."""
        del loop
        _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.method == "GET" and self._is_phones(scope.path):
            await self.rounds.next()
        environ = environ_of(scope)
        try:
            if self._is_question(environ):
                status, headers, body = await self._told(environ)
            else:
                form = await self._form(environ, protocol)
                status, headers, body = await self._door(environ).through(environ, form)
        except TurnedAway as turned:
            status, headers, body = page_for(turned.reason, environ)
        if scope.http_version != "2" and _leaves(status, headers):
            headers.append(("connection", "close"))
        protocol.response_bytes(status, headers, body)

    async def _told(self, environ: dict[str, Any]) -> Answer:
        """The answer to a phone's question. Where somebody has to look, the others wait for that.

        Raises:
            TurnedAway: too many wait already.
        """
        found = self._found_at_hand(environ)
        if found is None and self._look and not self._look.done():
            await asyncio.wait([self._look])
            found = self._found_at_hand(environ)
        if found is not None:
            return self._frames.answer(environ, found)
        looking = asyncio.create_task(self.phones.through(environ, b""))
        if self._look is None or self._look.done():
            self._look = looking
        return await asyncio.shield(looking)

    def _found_at_hand(self, environ: dict[str, Any]) -> AtHand | None:
        """What answers it here: nothing is asked of the database."""
        return self._at_hand(environ) if self._at_hand else None

    def _door(self, environ: dict[str, Any]) -> Door:
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] == "POST":
            return self.sign_ins if path in self.hashing else self.desks
        return self.phones if self._is_phones(path) else self.desks

    def _is_phones(self, path: str) -> bool:
        """Whether it is a page of somebody's own number."""
        return bool(self.news_begin) and path.startswith(self.news_begin)

    def _is_question(self, environ: dict[str, Any]) -> bool:
        path = environ["PATH_INFO"]
        is_news = self._is_phones(path) and path.endswith(self.news_end)
        return is_news and environ["REQUEST_METHOD"] == "GET" and _sends_nothing(environ)

    async def _form(self, environ: dict[str, Any], protocol: Any) -> bytes:
        """What was sent, when all of it is here.

        Raises:
            TurnedAway: it was too much or too slow.
        """
        if _sends_nothing(environ):
            return b""
        said = environ.get("CONTENT_LENGTH", "0")
        if not said.isdecimal() or int(said) > FORM_BYTES:
            raise TurnedAway(Reason.TOO_MUCH)
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(FORM_SECONDS):
                async for part in protocol:
                    self._take(part, parts)
        except TimeoutError:
            raise TurnedAway(Reason.TOO_SLOW) from None
        finally:
            self.arriving -= sum(map(len, parts))
        form = b"".join(parts)
        if len(form) < int(said):  # they hung up; a thousand who do would fill the desks' door
            raise TurnedAway(Reason.TOO_SLOW)
        environ["CONTENT_LENGTH"] = str(len(form))
        return form

    def _take(self, part: bytes, parts: list[bytes]) -> None:
        parts.append(part)
        self.arriving += len(part)
        if sum(map(len, parts)) > FORM_BYTES:
            raise TurnedAway(Reason.TOO_MUCH)
        if self.arriving > ALL_BYTES:
            raise TurnedAway(Reason.BUSY)


def _sends_nothing(environ: dict[str, Any]) -> bool:
    return "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ


def answer(application: Application, environ: dict[str, Any], form: bytes) -> Answer:
    """What the application answers; runs in a thread."""
    said: list[Any] = []

    def start_response(status: str, headers: Headers, exc_info: object = None) -> None:
        del exc_info
        said[:] = [int(status.split(" ", 1)[0]), list(headers)]

    environ["wsgi.input"] = io.BytesIO(form)
    parts = application(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    return said[0], said[1], body


def environ_of(scope: Any) -> dict[str, Any]:
    """A request in WSGI's words, all but what was sent."""
    host, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        _add(environ, name, value)
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    key = _key_of(name)
    if not key:
        return
    between = "; " if key == "HTTP_COOKIE" else ","
    environ[key] = f"{environ[key]}{between}{value}" if key in environ else value


@lru_cache(maxsize=MOST_NAMES)
def _key_of(name: str) -> str:
    """A header's name in WSGI's words; nothing for one that does not come in."""
    if "_" in name:  # it would be taken for the same name with a hyphen, which a proxy vouches for
        return ""
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _leaves(status: int, headers: Headers) -> bool:
    """Whether the connection is of no use any more: turned away, or back only in a minute.

    Ten thousand phones that kept theirs would hold 200 MB.
    """
    if status in TURNED_AWAY:
        return True
    later = next((value for name, value in headers if name == "Panah-Next"), "0")
    return float(later) >= KEEPS_NO_CONNECTION_SECONDS


def panah() -> Porch:
    """The pages of Panah."""
    from panah.config.metrics import note
    from panah.config.wsgi import application

    server = multiprocessing.parent_process()
    end_with_parent(parent=server.pid if server else None)
    name_process("web")
    sys.setswitchinterval(SWITCH_SECONDS)
    begin, end = reverse(NEWS, args=[SECRET]).split(SECRET)
    hashing = [reverse(name) for name in HASHING]
    return Porch(
        application,
        hashing=hashing,
        news=(begin, end),
        at_hand=import_string(settings.PANAH_AT_HAND),
        note=note,
        processes=web_processes(),
    )


def web_processes() -> int:
    """How many processes answer: as many as there are processors, or as somebody has said."""
    said = os.environ.get("PANAH_WEB_PROCESSES", "")
    return int(said) if said.isdecimal() and int(said) else min(MOST_PROCESSES, os.cpu_count() or 1)
