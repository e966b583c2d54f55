"""What every page answers before a centre is set up: calmly, that it is being set up."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from panah.sites.models import Site

Next = Callable[[HttpRequest], HttpResponseBase]


class BeingSetUp:
    """A view that asks for the centre before there is one is answered by a page that says so."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for whoever found no centre; leave everything else alone."""
        if not isinstance(exception, Site.DoesNotExist):
            return None
        page = render(request, "sites/being_set_up.html", status=503)
        page["Retry-After"] = "60"
        return page
