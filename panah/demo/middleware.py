"""Notices visitors who take part: the clock waits while their form is open, the desk is theirs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from panah.demo import clock, guests
from panah.staff import queries as staff
from panah.staff.models import StaffMember

FORM_PAGES = frozenset({"desk:interview", "desk:draft", "desk:zone"})
CLOSED_BY = frozenset({"desk:desk", "desk:group", "staff:sign_out", "staff:leave_desk"})
AT_A_DESK = ("desk:", "certificates:", "demo:now")

Next = Callable[[HttpRequest], HttpResponseBase]


class GuestMiddleware:
    """Looks at which page was asked for, and at nothing that stands on it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else ""
        if view in FORM_PAGES:
            clock.slow_down()
        elif view in CLOSED_BY:
            clock.as_before()
        if view.startswith(AT_A_DESK):
            note_seat_of(request)
        return response


def note_seat_of(request: HttpRequest) -> None:
    """Remember that whoever asks still uses their desk."""
    if isinstance(request.user, StaffMember) and (seat := staff.seat_of(request.user)):
        guests.note_at_desk(seat.desk.number)
