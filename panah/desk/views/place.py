"""Where a clerk sits, and which number is theirs: what every page of this room asks first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from panah.desk.drafts import session_hash
from panah.line import queries as line
from panah.line.models import Ticket
from panah.sites.models import Site
from panah.staff import queries as staff
from panah.staff.models import StaffMember
from panah.vault.actions import asking_as
from panah.web.clock import now
from panah.web.sessions import key_of


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody at work, at a moment; `desk` is empty for whoever sits at none."""

    clerk: StaffMember
    site: Site
    desk: str
    session_key: str
    at: datetime
    desk_is_open: bool = False

    @property
    def clock(self) -> str:
        """The time on the wall, to the second."""
        return f"{self.site.local(self.at):%H:%M:%S}"

    def ticket(self) -> Ticket | None:
        """The number called to this desk and not finished; since midnight or a day before."""
        today = line.day_of(self.site, self.at)
        return line.called_to(self.site, self.desk, today, today - timedelta(days=1))

    def ticket_numbered(self, number: int) -> Ticket | None:
        """The same, if it is that number."""
        ticket = self.ticket()
        return ticket if ticket and ticket.number == number else None


View = Callable[..., HttpResponse]
session_of = session_hash
"""A session's key, so that it can be told to the keeper."""


def at_a_desk(view: Callable[..., HttpResponse]) -> View:
    """Give a view its place; whoever has none chooses a desk first.

    Everything that the view asks of the keeper counts on this session's pace.
    """

    @wraps(view)
    def seated(request: HttpRequest, **captured: Any) -> HttpResponse:
        place = _place(request)
        if not place.desk:
            return redirect("staff:choose_desk")
        return _at(place, request, view=view, captured=captured)

    return seated


def at_work(view: Callable[..., HttpResponse]) -> View:
    """Give a view its place; whoever leads the shift has no desk, and needs none."""

    @wraps(view)
    def standing(request: HttpRequest, **captured: Any) -> HttpResponse:
        return _at(_place(request), request, view=view, captured=captured)

    return standing


def _place(request: HttpRequest) -> Place:
    clerk = request.user
    assert isinstance(clerk, StaffMember)  # the registry lets only staff come here
    seat = staff.seat_at_hand(clerk)
    if seat is None:
        return Place(clerk, clerk.site, "", key_of(request), now())
    desk = seat.desk
    return Place(clerk, desk.site, str(desk.number), key_of(request), now(), desk.is_open)


def _at(
    place: Place,
    request: HttpRequest,
    *,
    view: Callable[..., HttpResponse],
    captured: dict[str, Any],
) -> HttpResponse:
    with asking_as(f"desk:{session_hash(place.session_key)[:32]}"):
        return view(request, place, **captured)
