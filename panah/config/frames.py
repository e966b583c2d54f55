"""What stands around an answer, learned from one that went all the way in.

Security headers, the language, the name under which somebody asks: the middleware sees to them for
every page. Around phones' news it would put the same ten thousand times a minute. The first answer
to whoever asks like that goes all the way; what stood around it is put around those that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any, Protocol

from django.conf import settings
from django.http.cookie import parse_cookie

from panah.config.hands import Answer, Answering, Headers

ASKED_AS = ("wsgi.url_scheme", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT_LANGUAGE")
"""All of a request that decides what stands around its answer, but the language of its cookie."""
MOST_KEPT = 1_000
OK, NOT_MODIFIED = 200, 304


class AtHand(Protocol):
    """An answer that needs nothing but what is in memory."""

    @property
    def view(self) -> str:
        """The page that would answer otherwise."""

    @property
    def own_headers(self) -> frozenset[str]:
        """Headers that belong to the answer and not to what stands around it; in lower case."""

    def say(self, known: str, language: str) -> Answer:
        """The answer itself.

        Args:
            known: the tag of what whoever asks shows already.
            language: in which it is said; that of now may be another.
        """


LookAtHand = Callable[[dict[str, Any]], AtHand | None]
"""What answers a request from memory; it goes along with the request."""
Note = Callable[[str, int, float], object]
"""Counts an answer: of which page, with which status, after how many seconds."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the answers to whoever asks in one way."""

    language: str
    headers: Headers


class Frames:
    """Answers what is at hand. Runs in the loop, which has one thread.

    Args:
        answering: the whole way.
        note: is told of each answer that did not go it.
    """

    def __init__(self, answering: Answering, note: Note) -> None:
        self._answering, self._note = answering, note
        self._kept: dict[Hashable, Frame] = {}

    def answer(self, environ: dict[str, Any], found: AtHand) -> Answer:
        """The answer that the application would give."""
        frame = self._kept.get(asked := _asked_as(environ))
        if frame is None:
            return self._learned(asked, environ, found)
        began = perf_counter()
        try:
            known = environ.get("HTTP_IF_NONE_MATCH", "")
            status, own, body = found.say(known, frame.language)
        except Exception:
            # The whole way says what broke, in the log and to whoever asks, as of every page.
            return self._answering(environ, b"")
        self._note(found.view, status, perf_counter() - began)
        return status, [*frame.headers, *own], body

    def _learned(self, asked: Hashable, environ: dict[str, Any], found: AtHand) -> Answer:
        status, headers, body = self._answering(environ, b"")
        said = {name.lower(): value for name, value in headers}
        is_alike = "content-language" in said and "set-cookie" not in said
        if status in (OK, NOT_MODIFIED) and is_alike:
            own = found.own_headers | {"content-length"}
            around = [each for each in headers if each[0].lower() not in own]
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[asked] = Frame(said["content-language"], around)
        return status, headers, body


def _asked_as(environ: dict[str, Any]) -> Hashable:
    cookie = environ.get("HTTP_COOKIE", "")
    language = parse_cookie(cookie).get(settings.LANGUAGE_COOKIE_NAME) if cookie else None
    return language if language in _languages() else None, *map(environ.get, ASKED_AS)


@cache
def _languages() -> frozenset[str]:
    return frozenset(dict(settings.LANGUAGES))
