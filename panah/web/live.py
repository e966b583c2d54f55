"""The part of a page that changes by itself: asked for again and again, sent when it changed."""

from __future__ import annotations

import hashlib
import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"\w+"')


def fresh_part(request: HttpRequest, html: str, *, clock: str) -> HttpResponse:
    """Send a fragment, or answer 304 when it is what the page already shows.

    Args:
        clock: the time to show. It is no part of what is compared: it travels in a header, also
            with a 304.
    """
    # The token of a form is masked anew each time, and stays the same token.
    compared = f"{get_language()}:{TOKEN.sub('', html)}"
    tag = f'"{hashlib.sha256(compared.encode()).hexdigest()[:20]}"'
    is_known = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if is_known else HttpResponse(html)
    response["ETag"] = tag
    response["Panah-Clock"] = clock
    return response
