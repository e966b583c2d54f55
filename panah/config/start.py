"""The front page: what this is, what happens here now, and the way to every part of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from panah.config.navigation import columns_for
from panah.line import queries as line
from panah.line.models import Ticket
from panah.sites import queries as sites
from panah.sites.hours import Hours
from panah.sites.models import Site
from panah.web.clock import now
from panah.web.middleware import role_of

NEXT_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Board:
    """The line at a glance: the newest call and who comes next."""

    site: Site
    at: datetime
    newest: Ticket | None
    next_numbers: tuple[int, ...]
    hours: Hours | None


def start(request: HttpRequest) -> HttpResponse:
    """Show the front page; it answers before a centre is set up, too."""
    at = now()
    board = _board(at) if sites.is_set_up() else None
    shown = {"board": board, "columns": columns_for(role_of(request))}
    return render(request, "config/start.html", shown)


def _board(at: datetime) -> Board:
    site = sites.here()
    day = line.day_of(site, at)
    newest = line.latest_calls(site, day, count=1)
    return Board(
        site=site,
        at=at,
        newest=newest[0] if newest else None,
        next_numbers=tuple(line.next_numbers(site, day, count=NEXT_SHOWN)),
        hours=site.hours_on(day),
    )
