"""The parts of a page that change by themselves: asked for again, sent when they changed."""

from __future__ import annotations

from datetime import datetime
from random import uniform
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from panah.sites.models import Site
from panah.web.live import fresh_part
from panah.web.wording import clock_time

DEMO_SECONDS = 3  # a demonstration's hour takes a minute


def every(seconds: int) -> int:
    """After how many seconds a page asks again."""
    return min(seconds, DEMO_SECONDS) if settings.IS_DEMO else seconds


def soon(seconds: int) -> str:
    """The same, up to a tenth sooner or later: phones that began together do not stay together."""
    return f"{every(seconds) * uniform(0.9, 1.1):.1f}"  # noqa: S311 - nothing secret


def live_part(
    request: HttpRequest, template: str, context: dict[str, Any], *, site: Site, at: datetime
) -> HttpResponse:
    """Render a fragment, or answer 304 when it is what the page already shows.

    The clock is not part of what is compared: it travels in a header, also with a 304.
    """
    html = render_to_string(template, context, request)
    return fresh_part(request, html, clock=clock_time(at, site))
