"""The door: a marshal gives numbers to people who have no phone, or no time for it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from panah.line import actions, queries
from panah.line.codes import code_of
from panah.line.forms import LARGEST_PARTY, NUMBER_WRONG, NumberForm, SoonerForm, TakeForm
from panah.line.models import Ticket
from panah.line.secret import new_token, secret_from
from panah.line.views.live import every, live_part
from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.web.clock import now

SECONDS = 15
UNDONE, SOONER, TOO_LATE = "undone", "sooner", "late"
LAST = "door_last"  # the number given out last at this door: a number is public, its secret is not


def door(request: HttpRequest) -> HttpResponse:
    """Give out a number and show it large, with the code of its page.

    The answer to a press is the page itself: the secret is in it once and stands in no session and
    no address. Sending the form again gives the same number again.
    """
    form = TakeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "line/door.html", _shown(request) | {"form": form})
    secret = secret_from(form.cleaned_data["token"])
    issued = actions.issue_ticket(
        _site(request), party_size=form.cleaned_data["size"], secret=secret, at=now()
    )
    request.session[LAST] = [issued.ticket.day.isoformat(), issued.ticket.number]
    code = code_of("line:phone", issued.secret, label=_("The page of this number"))
    return render(request, "line/door.html", _shown(request) | {"code": code})


def door_now(request: HttpRequest) -> HttpResponse:
    """Only how many wait."""
    context = _shown(request)
    return live_part(request, "line/_door.html", context, site=_site(request), at=context["at"])


def undo(request: HttpRequest) -> HttpResponse:
    """Take back the number given out last at this door: the one that the button names."""
    form, last = NumberForm(request.POST), _last(request)
    if not form.is_valid() or last is None or form.cleaned_data["number"] != last.number:
        return _back(TOO_LATE)
    try:
        actions.undo_issue(last, at=now())
    except actions.MoveRefused:
        return _back(TOO_LATE, last.number)
    return _back(UNDONE, last.number)


def sooner(request: HttpRequest) -> HttpResponse:
    """See the people of a number sooner, for a reason from the short list."""
    if request.method != "POST":
        form = SoonerForm(initial={"number": request.GET.get("number")})
        return render(request, "line/door_sooner.html", {"form": form})
    form, at = SoonerForm(request.POST), now()
    if form.is_valid():
        number = form.cleaned_data["number"]
        site = _site(request)
        if ticket := queries.ticket_by_number(site, queries.day_of(site, at), number):
            with suppress(actions.MoveRefused):
                actions.fast_track(ticket, form.cleaned_data["reason"], at=at)
                return _back(SOONER, number)
        form.add_error("number", NUMBER_WRONG)
    return render(request, "line/door_sooner.html", {"form": form})


def _shown(request: HttpRequest) -> dict[str, Any]:
    site, at, last = _site(request), now(), _last(request)
    return {
        "site": site,
        "at": at,
        "last": last,
        "expected": queries.expected_call(last, at) if last else None,
        "can_undo": last is not None and queries.can_be_undone(last, at),
        "counts": queries.day_counts(site, queries.day_of(site, at)),
        "token": new_token(),
        "more": "more" in request.GET,
        "sizes": range(5, LARGEST_PARTY + 1),
        "said": _said(request),
        "every": every(SECONDS),
    }


def _site(request: HttpRequest) -> Site:
    return cast(StaffMember, request.user).site


def _last(request: HttpRequest) -> Ticket | None:
    site = _site(request)
    day, number = request.session.get(LAST, ("", 0))
    today = queries.day_of(site, now())
    ticket = queries.ticket_by_number(site, today, number) if day == today.isoformat() else None
    return ticket if ticket and ticket.status != Ticket.Status.UNDONE else None


def _back(said: str, number: int = 0) -> HttpResponse:
    return redirect(f"{reverse('line:door')}?{urlencode({said: number})}")


def _said(request: HttpRequest) -> tuple[str, int] | None:
    for said in (UNDONE, SOONER, TOO_LATE):
        if (number := request.GET.get(said, "")).isdecimal():
            return said, int(number)
    return None
