"""Phones that ask for news are answered before anybody asks who they are.

A phone's page is open to whoever holds its secret. Ten thousand of them ask every minute, and need
neither a session nor an account nor a form; the security headers are added around this answer as
around every other.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils import translation
from django.utils.module_loading import import_string

from panah.line.at_hand import VIEW, handed_on, secret_in
from panah.line.glance import NotAtAGlance, glance
from panah.line.slips import NoSuchTicket, slip_of
from panah.line.views.news import Shown, news
from panah.line.views.phone import phone_now
from panah.web.access import EVERYONE
from panah.web.clock import now

Next = Callable[[HttpRequest], HttpResponseBase]


class PhoneNews:
    """Answers `line:phone_now` where a glance at the line is enough; the view answers the rest."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        page = import_string(settings.PANAH_ACCESS)().get(VIEW)
        if page is None or page.roles != EVERYONE:
            raise MiddlewareNotUsed("the page is no longer everybody's")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        secret = secret_in(request.path_info)
        if secret is None or request.method != "GET" or request.GET:
            return self.get_response(request)
        request.get_host()  # whoever asks under another name is refused here as anywhere
        # Before anything can break: the log says where it happened.
        request.resolver_match = ResolverMatch(
            phone_now, (), {}, url_name="phone_now", app_names=["line"], namespaces=["line"]
        )
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _at_a_glance(request, secret)
        if response is None:
            return self.get_response(request)
        response["Content-Language"] = language
        response["Cache-Control"] = "no-store"
        return response


def _at_a_glance(request: HttpRequest, secret: str) -> HttpResponse | None:
    at = now()
    try:
        if (found := handed_on(request)) is not None:
            slip, line = found.slip, found.line
        else:
            slip = slip_of(secret)
            if at >= slip.over_at:
                return None
            line = glance(slip.site, slip.day)
        ticket = line.ticket(slip)
    except (NoSuchTicket, NotAtAGlance):
        return None
    return news(request, Shown(ticket, line.place(ticket, at=at), secret))
