"""The desk and the line: call, call again, hold, no-show, come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from panah.certificates import queries as certificates
from panah.desk import queries
from panah.desk.actions import forget_drafts_of_ticket
from panah.desk.drafts import is_kept
from panah.desk.record_forms import FindForm
from panah.desk.views.place import Place, at_a_desk
from panah.line import actions
from panah.line import queries as line
from panah.line.actions import MoveRefused
from panah.line.models import Ticket

MOVES: dict[str, Callable[..., Ticket]] = {
    "again": actions.call_again,
    "hold": actions.hold,
    "no_show": actions.no_show,
}


@at_a_desk
def desk(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the number at this desk, or the way to the next one.

    Posted to, it calls the next number first, unless one is still here: the page with that number
    is the answer, so that a clerk on a slow network waits once.
    """
    if request.method == "POST" and place.desk_is_open:
        called = actions.keep_or_call_next(place.site, desk=place.desk, at=place.at)
        if called is None:
            return redirect("desk:desk")  # whoever loads that again has not called anybody
        return _called(request, place, called.ticket, is_new=called.is_new)
    if ticket := place.ticket():
        return _called(request, place, ticket)
    if not place.desk_is_open:  # closed while somebody sat there
        return redirect("staff:choose_desk")
    return render(request, "desk/free.html", {"place": place, **_line_now(place)})


@at_a_desk
def move(request: HttpRequest, place: Place, number: int) -> HttpResponse:
    """Call again, hold, or note that nobody came."""
    ticket = place.ticket_numbered(number)
    wanted = MOVES.get(request.POST.get("do", ""))
    if ticket and wanted:
        _try(wanted, ticket, at=place.at)
        if ticket.status == Ticket.Status.NO_SHOW:
            forget_drafts_of_ticket(ticket)
    return redirect("desk:desk")


@at_a_desk
def back(request: HttpRequest, place: Place) -> HttpResponse:
    """Let people who stepped away wait again at their old place."""
    today = line.day_of(place.site, place.at)
    number = request.POST.get("number", "")
    ticket = line.ticket_by_number(place.site, today, int(number)) if number.isdecimal() else None
    if ticket:
        _try(actions.come_back, ticket, at=place.at)
    return redirect("desk:desk")


def _called(
    request: HttpRequest, place: Place, ticket: Ticket, *, is_new: bool = False
) -> HttpResponse:
    has_draft = _has_draft(place, ticket, is_new=is_new)
    context = {"place": place, "ticket": ticket, "has_draft": has_draft}
    return render(request, "desk/called.html", context)


def _has_draft(place: Place, ticket: Ticket, *, is_new: bool) -> bool:
    if is_new and ticket.times_called == 1:
        return False  # nobody has begun with it
    return is_kept(place.session_key, ticket, real_now=timezone.now())


def _try(wanted: Callable[..., Ticket], ticket: Ticket, *, at: datetime) -> None:
    try:
        wanted(ticket, at=at)
    except MoveRefused:
        ticket.refresh_from_db()  # somebody else was faster; the page shows how it stands


def _line_now(place: Place) -> dict[str, Any]:
    today = line.day_of(place.site, place.at)
    held = [t for t in line.open_tickets(place.site, today) if t.status == Ticket.Status.HELD]
    return {
        "find": FindForm(),
        "counts": line.day_counts(place.site, today),
        "held": held,
        "next_numbers": line.next_numbers(place.site, today, count=4),
        "registered_today": queries.people_registered_on(place.site, today),
        "pause": line.pause_of(place.site, place.desk),
        "papers_outstanding": certificates.outstanding_count(place.site),
    }
