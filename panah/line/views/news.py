"""What is new on a phone's page: the parts that say something else than the phone already shows.

Each part has a mark of what it says, and the marks together are the answer's tag. A phone sends the
tag of what it shows; where nothing is new it hears 304, and elsewhere only the parts that are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, reduce
from hashlib import blake2b
from operator import add
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from panah import __version__
from panah.line.glance import Standing
from panah.line.models import Ticket
from panah.line.queries import Place
from panah.line.views.live import soon
from panah.line.views.spoken import Spoken, before_you, in_words
from panah.line.words import MOVED_BECAUSE
from panah.web.wording import clock_time

Status = Ticket.Status
AGAIN, OFTEN, SELDOM = 60, 15, 600
NEAR = 50  # numbers before one: from there on it is asked more often
OWN_HEADERS = frozenset({"etag", "panah-clock", "panah-next", "content-type"})
"""Those of news, in lower case; all others are put around every page."""
NOBODYS = "the-secret-of-nobody"
"""Stands in an address for the secret of whoever asks: what is kept in words holds none."""
ENDED = frozenset(Status) - {Status.WAITING, Status.HELD, Status.CALLED}


@dataclass(frozen=True)
class Shown:
    """What a phone's page is made of, and in which language: that of now, where none is said."""

    ticket: Ticket | Standing
    place: Place
    secret: str
    language: str | None = field(default_factory=get_language)

    @cached_property
    def state(self) -> str:
        """How the ticket stands. In another state the page has other buttons."""
        return f"{self.ticket.status}-over" if self.place.is_over else str(self.ticket.status)

    @property
    def seconds(self) -> int:
        """After how many seconds something new is worth telling."""
        if self.place.is_over or self.ticket.status in ENDED:
            return SELDOM
        if self.ticket.status == Status.HELD or self.place.ahead.tickets > NEAR:
            return AGAIN
        return OFTEN

    @cached_property
    def said(self) -> dict[str, Any]:
        """What each part says."""
        parts = PARTS.get(self.state, {"board": _called_at})
        return {name: says(self.ticket, self.place) for name, says in parts.items()}

    @cached_property
    def marks(self) -> dict[str, str]:
        """A mark of what each part says, in the page's language."""
        around = __version__, self.language, self.state, self.ticket.number
        return {name: _mark((*around, name, said)) for name, said in self.said.items()}

    @cached_property
    def tag(self) -> str:
        """The marks of all parts."""
        return ".".join([self.state, *self.marks.values()])

    def in_words(self, name: str) -> SafeString:
        """What a part says, as it stands on the page."""
        if name == "ahead":
            return before_you(self.place.ahead, self.language)
        if name in SHARED:
            return self._once(name, self.said[name])
        if name == "told":
            return reduce(add, map(self._once, TOLD, self.said[name]))
        return self.rendered(_template(name))

    def _once(self, name: str, said: Hashable) -> SafeString:
        """What many phones hear alike, put into words for the first of them."""
        by = Spoken(self.language, self.ticket.site)
        return in_words(_template(name), said, by, context=self.context)

    def rendered(self, template: str) -> SafeString:
        """A template in the page's language."""
        with override(self.language):
            return render_to_string(template, self.context())

    def whole(self) -> str:
        """The page's name and all between its head and its foot, but the tokens of its forms."""
        said = self.state, self.ticket.lane, self.ticket.desk if settings.IS_DEMO else ""
        rest = replace(self, secret=NOBODYS)._once("rest", said)
        return self.rendered(_template("begin")) + rest.replace(NOBODYS, self.secret)

    def context(self) -> dict[str, Any]:
        """What the templates are given."""
        told = self.place.told
        reasons = told.reasons if told else ()
        return {
            "ticket": self.ticket,
            "site": self.ticket.site,
            "secret": self.secret,
            "place": self.place,
            "before_you": before_you(self.place.ahead, self.language),
            "reasons": [MOVED_BECAUSE[reason] for reason in reasons if reason in MOVED_BECAUSE],
            "every": soon(self.seconds),
            "state": self.state,
            "tag": self.tag,
            "is_demo": settings.IS_DEMO,
        }


def _template(name: str) -> str:
    return f"line/parts/_{name}.html"


def _mark(said: Hashable) -> str:
    return blake2b(repr(said).encode(), digest_size=4).hexdigest()


def news(request: HttpRequest, shown: Shown) -> HttpResponse:
    """Only what has changed since the phone asked last, and when to ask again.

    The clock is no part of what is compared: it travels in a header, also with a 304.
    """
    status, headers, body = said_of(shown, request.headers.get("If-None-Match", ""))
    is_known = status == HttpResponseNotModified.status_code
    response = HttpResponseNotModified() if is_known else HttpResponse(body)
    for name, value in headers:
        response[name] = value
    return response


def said_of(shown: Shown, known: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """The same without what stands around every page: status, own headers, and what has changed.

    Args:
        known: the tag of what the phone shows.
    """
    tag = f'"{shown.tag}"'
    clock = clock_time(shown.place.at, shown.ticket.site)
    headers = [("ETag", tag), ("Panah-Clock", clock), ("Panah-Next", soon(shown.seconds))]
    if known == tag:
        return HttpResponseNotModified.status_code, headers, b""
    headers.append(("Content-Type", "text/html; charset=utf-8"))
    return HttpResponse.status_code, headers, _changed(shown, known).encode()


def _changed(shown: Shown, known: str) -> str:
    state, *marks = known.strip('"').split(".")
    if not marks or (state == shown.state and state not in PARTS):
        return shown.rendered("line/_now.html")
    if state != shown.state:  # the page has another name and other buttons: all of it is sent
        return shown.whole()
    if len(marks) != len(shown.marks):  # it was made for other parts
        return _now_in(ANEW)
    news = [name for name, mark in shown.marks.items() if mark not in marks]
    said = ((name, conditional_escape(shown.in_words(name))) for name in news)
    return _now_in(state, "".join(f'<div data-part="{name}">{words}</div>' for name, words in said))


def _now_in(state: str, parts: str = "") -> str:
    return f'<div data-live data-state="{conditional_escape(state)}">{parts}</div>'


def _whose(ticket: Ticket | Standing, _place: Place) -> Hashable:
    return ticket.number, ticket.party_size


def _told(ticket: Ticket | Standing, place: Place) -> Hashable:
    return tuple(says(ticket, place) for says in TOLD.values())


def _when(_ticket: object, place: Place) -> Hashable:
    told, times = place.told, [place.closes_at, place.opens_again_at]
    if told and told.is_any_moment:
        times += [told.not_after]  # from when on is said no more, and is always now
    else:
        times += place.expected or ()
    said = told and (told.is_not_today, told.is_any_moment, told.is_perhaps)
    return said, tuple(map(_minute, times))


def _moved(_ticket: object, place: Place) -> Hashable:
    told = place.told
    if not told:
        return None
    span = told.moved_from
    return told.was_not_today, told.reasons, span and tuple(map(_minute, span))


def _sure(_ticket: object, place: Place) -> Hashable:
    told = place.told
    said = told and (_minute(told.made_at), told.held and told.held.of_hundred)
    return said, bool(place.expected)


def _ahead(_ticket: object, place: Place) -> Hashable:
    return place.ahead.tickets, place.ahead.people


def _called(_ticket: object, place: Place) -> Hashable:
    return place.last_called


def _note(_ticket: object, place: Place) -> Hashable:
    return _minute(place.be_here_at), bool(place.expected), bool(place.told)


def _called_at(ticket: Ticket | Standing, _place: Place) -> Hashable:
    return ticket.desk, _minute(ticket.last_called_at)


def _minute(moment: datetime | None) -> int | None:
    return int(moment.timestamp() // 60) if moment else None


Says = Callable[[Ticket | Standing, Place], Hashable]
PARTS: dict[str, dict[str, Says]] = {
    Status.WAITING.value: {
        "whose": _whose,
        "told": _told,
        "ahead": _ahead,
        "called": _called,
        "note": _note,
    },
    Status.HELD.value: {"ahead": _ahead, "called": _called},
}
"""What is said in each part of a page, where a page has more than one."""
TOLD: dict[str, Says] = {"when": _when, "moved": _moved, "sure": _sure}
"""What the part with the time is made of. Not many phones hear all of it alike, and most, each."""
SHARED = frozenset({"called", "note"})
"""Other parts that many phones hear alike: what is left is of one number."""
ANEW = "anew"  # the state of no page: whichever hears it fetches itself again
