"""The pages that answer when something went wrong: calm, exact, kind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request could not be read."""
    del exception
    return render(request, "web/bad_request.html", status=400)


def not_for_you(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Somebody is signed in whose work this page does not belong to."""
    del exception
    return render(request, "web/not_for_you.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or not for whoever asks."""
    del exception
    return render(request, "web/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something of ours broke; the page says nothing about what was typed."""
    return render(request, "web/failed.html", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection against forgery was missing or old."""
    del reason
    return render(request, "web/form_expired.html", status=403)
