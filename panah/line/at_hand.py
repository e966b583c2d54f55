"""Questions of phones that need nothing but what this process has read already.

Whoever keeps the door answers them at once: to hand one to a thread, and to wait until that thread
may run, takes longer than the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from panah.line.glance import Glance, kept_glance
from panah.line.slips import Slip, kept_slip
from panah.line.views.news import OWN_HEADERS, Shown, said_of
from panah.web.clock import now

VIEW = "line:phone_now"
AT_HAND = "panah.at_hand"
SECRET = "SECRET"  # noqa: S105 - where it stands in the address


@dataclass(frozen=True, slots=True)
class AtHand:
    """Whose question it is, when it was asked, and the line from which it is answered."""

    secret: str = field(repr=False)
    slip: Slip
    line: Glance
    at: datetime
    view: str = VIEW
    own_headers: frozenset[str] = OWN_HEADERS

    def say(self, known: str, language: str) -> tuple[int, list[tuple[str, str]], bytes]:
        """The answer without what stands around every page: status, own headers, and parts.

        Args:
            known: the tag of what the page shows already.
            language: in which it is said.
        """
        ticket = self.line.ticket(self.slip)
        place = self.line.place(ticket, at=self.at)
        return said_of(Shown(ticket, place, self.secret, language), known)


def secret_in(address: str) -> str | None:
    """The secret of whoever asks for news there."""
    found = _address().fullmatch(address)
    return found[1] if found else None


def look_at_hand(environ: dict[str, Any]) -> AtHand | None:
    """What answers a request without another look, if anything does; it goes along with it.

    Args:
        environ: the request in WSGI's words.
    """
    found = _at_hand(environ)
    if found is not None:
        environ[AT_HAND] = found
    return found


def _at_hand(environ: dict[str, Any]) -> AtHand | None:
    if environ["REQUEST_METHOD"] != "GET" or environ["QUERY_STRING"]:
        return None
    secret = secret_in(environ["PATH_INFO"])
    slip = kept_slip(secret) if secret else None
    if slip is None or not secret or (at := now()) >= slip.over_at:
        return None
    line = kept_glance(slip.site, slip.day)
    return AtHand(secret, slip, line, at) if line and line.has_all_of(slip.number) else None


def handed_on(request: HttpRequest) -> AtHand | None:
    """What whoever keeps the door had at hand for this request."""
    found = request.META.get(AT_HAND)
    return found if isinstance(found, AtHand) else None


@cache
def _address() -> re.Pattern[str]:
    before, after = map(re.escape, reverse(VIEW, args=[SECRET]).split(SECRET))
    return re.compile(rf"{before}([-\w]+){after}", re.ASCII)
