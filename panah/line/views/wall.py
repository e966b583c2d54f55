"""The wall: numbers, never names, in every language at once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from panah.line import queries
from panah.line.codes import code_of
from panah.line.views.live import every, live_part
from panah.sites import queries as sites
from panah.web.clock import now

SECONDS = 4
CALLS = 4


def wall(request: HttpRequest) -> HttpResponse:
    """Show the last four calls, the next numbers, and how to take one."""
    # Languages are stacked here, so the page has one of its own: that of the place.
    with translation.override(settings.LANGUAGE_CODE):
        response = render(request, "line/wall.html", _shown())
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response


def wall_now(request: HttpRequest) -> HttpResponse:
    """Only what changes on the wall."""
    with translation.override(settings.LANGUAGE_CODE):
        context = _shown()
        site, at = context["site"], context["at"]
        return live_part(request, "line/_wall.html", context, site=site, at=at)


def _shown() -> dict[str, Any]:
    site, at = sites.here(), now()
    day = queries.day_of(site, at)
    calls = queries.latest_calls(site, day, count=CALLS)
    return {
        "site": site,
        "at": at,
        "calls": calls,
        "empty": range(CALLS - len(calls)),
        "next": queries.next_numbers(site, day),
        "expected": queries.expected_call_of_new(site, at),
        "code": code_of("line:take", label=_("Take a number")),
        "codes": [code for code, _name in settings.LANGUAGES],
        "every": every(SECONDS),
    }
