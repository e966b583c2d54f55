"""The product's addresses, and two more: a page that breaks, a page that cannot be read."""

from __future__ import annotations

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from panah.config.access import pages as pages_of_the_rooms
from panah.config.urls import handler400, handler403, handler404, handler500
from panah.config.urls import urlpatterns as doors
from panah.web.access import EVERYONE, Page

__all__ = ["handler400", "handler403", "handler404", "handler500", "pages", "urlpatterns"]


def breaks(request: HttpRequest) -> HttpResponse:
    """What any view of ours might do one day."""
    raise RuntimeError(request.method)


def unreadable(request: HttpRequest) -> HttpResponse:
    """What Django says of a request that is no browser's."""
    raise SuspiciousOperation(request.method)


def pages() -> dict[str, Page]:
    """The registry of the rooms, with these two."""
    return {
        **pages_of_the_rooms(),
        "breaks": Page("breaks", roles=EVERYONE),
        "unreadable": Page("unreadable", roles=EVERYONE),
    }


urlpatterns = [*doors, path("breaks/", breaks, name="breaks")]
urlpatterns += [path("unreadable/", unreadable, name="unreadable")]
