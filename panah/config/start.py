"""The front page: what this is, and the way to every part of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def start(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    return render(request, "config/start.html")
