"""The clock's control, the one-press entrances, and documents to try the desk with."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from panah.demo import actions, clock, samples
from panah.demo.forms import SpeedForm
from panah.sites import queries as sites
from panah.staff import actions as staff_actions
from panah.staff import queries as staff
from panah.staff.models import StaffMember
from panah.web import clock as web_clock
from panah.web import sessions
from panah.web.access import Role

CHOOSE_DESK = "staff:choose_desk"


def control(request: HttpRequest) -> HttpResponse:
    """Set the speed of the clock, and go back to the page."""
    form = SpeedForm(request.POST)
    if form.is_valid():
        clock.set_speed(form.cleaned_data["speed"])
    if request.headers.get("Panah-Part"):
        return _state(request)
    return redirect(_wanted(request) or "start")


def now(request: HttpRequest) -> HttpResponse:
    """What the clock shows; a page with an open form says so, and the clock waits for it."""
    if "form" in request.GET:
        clock.slow_down()
    return _state(request)


def sit_down(request: HttpRequest) -> HttpResponse:
    """Sit down at a desk as its clerk, with one press and without a password."""
    return work_as(request, Role.CLERK.value)


def work_as(request: HttpRequest, role: str) -> HttpResponse:
    """Work here in a role, with one press and without a password; in a demonstration only.

    It answers a link as well as a button: to follow it changes nothing that anybody else has.
    """
    if role not in actions.ROLES:
        raise Http404
    if role == Role.CLERK:
        return _sit_down(request)
    member = actions.member_for(Role(role))
    if member is None:
        raise Http404
    _change_to(request, member)
    return redirect(_wanted(request) or settings.PANAH_HOMES.get(role, "start"))


def documents(request: HttpRequest) -> HttpResponse:
    """Invented families with documents that a desk can read."""
    return render(request, "demo/documents.html", {"families": samples.families()})


def _sit_down(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("desk", request.POST.get("desk", ""))
    me = request.user
    seat = staff.seat_of(me) if isinstance(me, StaffMember) else None
    if seat is None or (asked and asked != str(seat.desk.number)):
        desk = int(asked) if asked.isdecimal() else None
        try:
            chosen = actions.choose_desk(sites.here(), desk=desk, at=web_clock.now())
        except actions.NoDeskFree:
            return redirect("start")
        _change_to(request, chosen.clerk)
        actions.seat_visitor(chosen, at=web_clock.now())
    wanted = _wanted(request)
    is_there = wanted == reverse(CHOOSE_DESK)
    return redirect(settings.PANAH_AFTER_SITTING_DOWN if is_there or not wanted else wanted)


def _change_to(request: HttpRequest, member: StaffMember) -> None:
    """Sign in as somebody; what belongs to whoever was signed in before is left as at sign-out."""
    if request.user.pk == member.pk:
        return
    if isinstance(request.user, StaffMember):
        staff_actions.leave_seat(request.user)
    sessions.end(request)
    # No factor at all: this mark counts in a demonstration, where everybody is invented.
    sessions.begin(request, member, proof=sessions.Proof.DEMONSTRATION, at=web_clock.real_now())


def _state(request: HttpRequest) -> HttpResponse:
    response = render(request, "demo/_state.html")
    response["Panah-Speed"] = str(clock.reading().chosen)
    return response


def _wanted(request: HttpRequest) -> str:
    address = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()})
    return address if is_ours else ""
