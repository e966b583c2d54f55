"""The pages that answer when something went wrong: calm, exact, kind."""

from __future__ import annotations

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from panah.web.access import Page
from panah.web.middleware import role_of
from panah.web.roles import NAMES, for_whom
from panah.web.storage import is_disk_trouble

LAST_WORDS = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Panah</title>"
    "<h1>Something of ours broke.</h1>"
    "<p lang=kk>Бұл біздің қателігіміз. Сәл кейінірек қайталап көріңіз."
    "<p lang=ru>Ошибка на нашей стороне. Попробуйте ещё раз чуть позже."
    "<p>The fault is ours. Try again a little later."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request could not be read."""
    del exception
    return render(request, "web/bad_request.html", status=400)


def not_for_you(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Somebody is signed in whose work this page does not belong to; says whose it is."""
    del exception
    page = _page_of(request)
    shown = {"for_whom": for_whom(page.roles if page else ()), "role_name": _role_name(request)}
    return render(request, "web/not_for_you.html", shown, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or not for whoever asks."""
    del exception
    return render(request, "web/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something of ours broke; the page says nothing about what was typed.

    It is made without the request, so that neither database nor session is asked: either may be
    what broke. If even the template is out of reach, the bare words remain. Where the disk is full
    or broken it says that nothing was stored: that is known then.
    """
    del request
    is_disk = is_disk_trouble(sys.exc_info()[1])
    try:
        shown = {"is_demo": settings.IS_DEMO, "is_disk": is_disk}
        page: str = render_to_string("web/failed.html", shown)
    except Exception:
        page = LAST_WORDS
    return HttpResponse(page, status=503 if is_disk else 500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection against forgery was missing or old."""
    del reason
    page = _page_of(request)
    again = request.path if page and "GET" in page.methods else "/"
    return render(request, "web/form_expired.html", {"again": again}, status=403)


def _page_of(request: HttpRequest) -> Page | None:
    pages: dict[str, Page] = import_string(settings.PANAH_ACCESS)()
    match = request.resolver_match
    return pages.get(match.view_name) if match else None


def _role_name(request: HttpRequest) -> str:
    # A page may be refused before anybody has asked who it is that asks.
    known = hasattr(request, "user") and request.user.is_authenticated
    return str(NAMES[role_of(request)]) if known else ""
