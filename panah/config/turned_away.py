"""What somebody reads whose request does not come in: calm, in their language, made beforehand."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.template.loader import render_to_string
from django.utils import translation


class Reason(Enum):
    """Why a request does not come in, with the status that says so."""

    TOO_SLOW = 408
    TOO_MUCH = 413
    BUSY = 503

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.value


def page_for(reason: Reason, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    """The answer for whoever asked."""
    asked = HttpRequest()
    asked.META, asked.COOKIES = environ, parse_cookie(environ.get("HTTP_COOKIE", ""))
    language = translation.get_language_from_request(asked)
    headers = [*_headers(), ("Content-Language", language)]
    if reason is Reason.BUSY:
        headers.append(("Retry-After", "60"))
    return reason.status, headers, _page(reason, language)


@cache
def _page(reason: Reason, language: str) -> bytes:
    with translation.override(language):
        shown = {"why": reason.name, "is_demo": settings.IS_DEMO}
        return render_to_string("web/turned_away.html", shown).encode()


@cache
def _headers() -> list[tuple[str, str]]:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    policy = "; ".join(f"{name} {' '.join(map(str, values))}" for name, values in directives)
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", settings.X_FRAME_OPTIONS),
        ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
    ]
