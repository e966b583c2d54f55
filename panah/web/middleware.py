"""Language, sessions, access, and the promise that no page stays in a cache."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from csp.constants import HEADER as POLICY_HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string

from panah.web import sessions
from panah.web.access import Page, Role
from panah.web.clock import real_now

Next = Callable[[HttpRequest], HttpResponseBase]
ALWAYS_OPEN = frozenset({"static"})


class OnePolicyMiddleware:
    """The content-security policy of the settings, put into words once: no page has its own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers[POLICY_HEADER] = self.policy
        return response


class LanguageMiddleware:
    """The language of the link pressed, else of the cookie, else of the browser, else Kazakh."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.GET.get("lang", "")
        known = chosen in dict(settings.LANGUAGES)
        language = chosen if known else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if known:
            _remember(response, chosen)
        return response


class SecondFactorMiddleware:
    """Whoever has not completed both factors, or was away too long, is nobody from here on."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The account itself: whatever asks a stand-in for it asks two functions more, each time.
        request.user = get_user(request)
        if request.user.is_authenticated:
            self._look(request, at=real_now())
        return self.get_response(request)

    def _look(self, request: HttpRequest, *, at: datetime) -> None:
        if not sessions.is_proved(request.session):
            request.user = AnonymousUser()
        elif not sessions.seconds_left(request.session, at=at):
            sessions.close(request, at=at)
            request.user = AnonymousUser()
        elif _somebody_did_that(request):
            sessions.note_seen(request.session, at=at)


class AccessMiddleware:
    """Asks the registry who may reach the page; a page that nobody declared answers to nobody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.pages: dict[str, Page] = import_string(settings.PANAH_ACCESS)()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse, ask to sign in, or say nothing and let the view answer."""
        del view, args, kwargs
        match = request.resolver_match
        page = self.pages.get(match.view_name) if match else None
        if page is None:
            raise Http404
        if not page.allows(role_of(request)):
            return _refuse(request)
        if not page.answers(request.method or ""):
            refusal = render_to_string("web/bad_request.html", request=request)
            return HttpResponseNotAllowed(page.methods, refusal)
        return None


class PrivateMiddleware:
    """No page is stored by a browser or a proxy, unless its view said otherwise."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _somebody_did_that(request: HttpRequest) -> bool:
    # A page that looks for news by itself keeps no session open: browsers say who is asking.
    by_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return not (by_script and request.method in ("GET", "HEAD"))


def role_of(request: HttpRequest) -> Role:
    """The role in which somebody asks."""
    user = request.user
    return Role(user.role) if user.is_authenticated else Role.VISITOR


def _refuse(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path())


def _remember(response: HttpResponseBase, language: str) -> None:
    if isinstance(response, HttpResponse):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=settings.IS_SECURE,
        )
