"""The parts of a page that change by themselves: asked for again, sent when they changed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.translation import get_language

from panah.sites.models import Site
from panah.web.wording import clock_time

DEMO_SECONDS = 3  # a demonstration's hour takes a minute


def every(seconds: int) -> int:
    """After how many seconds a page asks again."""
    return min(seconds, DEMO_SECONDS) if settings.IS_DEMO else seconds


def live_part(
    request: HttpRequest, template: str, context: dict[str, Any], *, site: Site, at: datetime
) -> HttpResponse:
    """Render a fragment, or answer 304 when it is what the page already shows.

    The clock is not part of what is compared: it travels in a header, also with a 304.
    """
    html = render_to_string(template, context, request)
    tag = f'"{hashlib.sha256(f"{get_language()}:{html}".encode()).hexdigest()[:20]}"'
    is_known = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if is_known else HttpResponse(html)
    response["ETag"] = tag
    response["Panah-Clock"] = clock_time(at, site)
    return response
