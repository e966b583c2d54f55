"""Notices visitors who take part: the clock waits while their form is open, the desk is theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from panah.demo import clock, guests
from panah.staff import queries as staff
from panah.staff.models import StaffMember

FORM_PAGES = frozenset({"desk:interview", "desk:draft", "desk:zone"})
CLOSED_BY = frozenset({"desk:desk", "desk:group", "staff:sign_out", "staff:leave_desk"})
LAST_AT_THE_DOOR = "door_last"  # where the door's page keeps the day and the number it gave out
OK = 200
AT_A_DESK = ("desk:", "certificates:", "demo:now")

Next = Callable[[HttpRequest], HttpResponseBase]


class GuestMiddleware:
    """Looks at which page was asked for, and at nothing that stands on it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match is not None:
            _notice(request, request.resolver_match, response)
        return response


def _notice(request: HttpRequest, match: ResolverMatch, response: HttpResponseBase) -> None:
    view = match.view_name
    if view in FORM_PAGES and isinstance(request.user, StaffMember):
        clock.slow_down()
    elif view in CLOSED_BY:
        clock.as_before()
    if view.startswith(AT_A_DESK):
        note_seat_of(request)
    elif view == "line:door" and request.method == "POST" and response.status_code == OK:
        note_given_number(request)
    elif view == "line:phone" and response.status_code == OK:
        guests.note_opened(match.kwargs["secret"])


def note_seat_of(request: HttpRequest) -> None:
    """Remember that whoever asks still uses their desk."""
    if isinstance(request.user, StaffMember) and (seat := staff.seat_of(request.user)):
        guests.note_at_desk(seat.desk.number)


def note_given_number(request: HttpRequest) -> None:
    """Remember a number that a visitor gave out at the door."""
    if last := request.session.get(LAST_AT_THE_DOOR):
        day, number = last
        guests.note_given_at_door(date.fromisoformat(day), number)
