"""What the control of the clock shows on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from panah.demo import clock
from panah.demo.middleware import FORM_PAGES
from panah.demo.today import ZONE


def control(request: HttpRequest) -> dict[str, Any]:
    """The clock, its speeds, and whether this page is a form that slows it down."""
    match = request.resolver_match
    reading = clock.reading()
    return {
        "demo_control": "demo/_control.html",
        "demo_clock": reading,
        "demo_local": reading.moment.astimezone(ZONE),
        "demo_speeds": clock.SPEEDS,
        "demo_form_is_open": match is not None and match.view_name in FORM_PAGES,
    }
