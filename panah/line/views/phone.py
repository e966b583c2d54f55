"""Taking a number, and the page of whoever took it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from panah.line import actions, queries
from panah.line.forms import ReasonForm, TakeForm
from panah.line.glance import kept_glance
from panah.line.models import Ticket
from panah.line.secret import new_token, secret_from
from panah.line.views.news import Shown, news
from panah.sites import queries as sites
from panah.web.clock import now
from panah.web.wording import clock_time

HoldersView = Callable[[HttpRequest, str], HttpResponse]


def take(request: HttpRequest) -> HttpResponse:
    """Ask how many there are, and give them a number."""
    site, at = sites.here(), now()
    form = TakeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        secret = secret_from(form.cleaned_data["token"])
        actions.issue_ticket(site, party_size=form.cleaned_data["size"], secret=secret, at=at)
        return redirect("line:phone", secret)
    context = {
        "form": form,
        "site": site,
        "expected": queries.expected_call_of_new(site, at),
        "is_full": queries.is_full_today(site, at),
        "opens_again_at": queries.opens_again(site, queries.day_of(site, at)),
        "more": "more" in request.GET,
        "token": new_token(),
    }
    return render(request, "line/take.html", context)


def for_holder(view: Callable[[HttpRequest, Ticket, str], HttpResponse]) -> HoldersView:
    """Find the ticket of a secret; who has none is told calmly that there is no such page."""

    @wraps(view)
    def found(request: HttpRequest, secret: str) -> HttpResponse:
        ticket = queries.ticket_by_secret(secret)
        if ticket is None:
            return render(request, "line/lost.html", status=404)
        return view(request, ticket, secret)

    return found


@for_holder
def phone(request: HttpRequest, ticket: Ticket, secret: str) -> HttpResponse:
    """Show the holder of a ticket where it stands."""
    shown = _shown(ticket, secret)
    clock = clock_time(shown.place.at, ticket.site)
    return render(request, "line/phone.html", shown.context() | {"clock": clock})


@for_holder
def phone_now(request: HttpRequest, ticket: Ticket, secret: str) -> HttpResponse:
    """Only what has changed on the phone page; `PhoneNews` answers most who ask for it."""
    return news(request, _shown(ticket, secret))


@for_holder
def hold(request: HttpRequest, ticket: Ticket, secret: str) -> HttpResponse:
    """Step away and keep the place."""
    del request
    with suppress(actions.MoveRefused):  # the page then shows how the ticket stands instead
        actions.hold(ticket, at=now())
    return redirect("line:phone", secret)


@for_holder
def come_back(request: HttpRequest, ticket: Ticket, secret: str) -> HttpResponse:
    """Be here again."""
    del request
    with suppress(actions.MoveRefused):
        actions.come_back(ticket, at=now())
    return redirect("line:phone", secret)


@for_holder
def sooner(request: HttpRequest, ticket: Ticket, secret: str) -> HttpResponse:
    """Ask for the reason, and see the people of this ticket sooner."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "ticket": ticket, "secret": secret}
        return render(request, "line/sooner.html", context)
    with suppress(actions.MoveRefused):
        actions.fast_track(ticket, form.cleaned_data["reason"], at=now())
    return redirect("line:phone", secret)


@for_holder
def give_up(request: HttpRequest, ticket: Ticket, secret: str) -> HttpResponse:
    """Ask once more, naming the number, and give it up."""
    if request.method != "POST":
        return render(request, "line/give_up.html", {"ticket": ticket, "secret": secret})
    with suppress(actions.MoveRefused):
        actions.give_up(ticket, at=now())
    return redirect("line:phone", secret)


def _shown(ticket: Ticket, secret: str) -> Shown:
    """How the row says that the ticket stands; the rest from a look, where it saw the same."""
    at = now()
    line = kept_glance(ticket.site_id, ticket.day)
    is_seen = (
        line is not None and line.shows(ticket) and ticket.day == queries.day_of(ticket.site, at)
    )
    place = line.place(ticket, at=at) if line and is_seen else queries.place_of(ticket, at)
    return Shown(ticket, place, secret)
