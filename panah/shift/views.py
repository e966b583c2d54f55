"""The shift leader's pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from panah.line import actions as line
from panah.shift import actions, charts, queries
from panah.shift.forms import PauseForm
from panah.shift.wording import ALARMS, REASONS
from panah.sites.models import Desk, Site
from panah.sites.queries import desk_numbered
from panah.staff.models import StaffMember
from panah.web.access import Role
from panah.web.clock import now, real_now
from panah.web.context import keeper_state
from panah.web.live import fresh_part
from panah.web.wording import clock_time

SECONDS, DEMO_SECONDS = 15, 3
DONE = ("opened", "closed", "paused", "resumed")
TOO_LATE = "late"


def today(request: HttpRequest) -> HttpResponse:
    """The day so far, the desks, and what waits for somebody."""
    done, desk = request.GET.get("done", ""), request.GET.get("desk", "")
    said = (done, int(desk)) if done in (*DONE, TOO_LATE) and desk.isdecimal() else None
    return render(request, "shift/today.html", _shown(request) | {"said": said})


def today_now(request: HttpRequest) -> HttpResponse:
    """Only what changes on the page."""
    context = _shown(request)
    html = render_to_string("shift/_today.html", context, request)
    return fresh_part(request, html, clock=clock_time(context["today"].at, context["site"]))


def desk(request: HttpRequest, number: int) -> HttpResponse:
    """Open a desk, close it, end its pause, or take back what was just done."""
    found, by, at = _desk(request, number), _me(request), now()
    do = request.POST.get("do", "")
    if do in DONE:
        return _taken_back(found, do, by=by)
    act = {
        "open": (actions.open_desk, "opened"),
        "close": (actions.close_desk, "closed"),
        "resume": (actions.resume_desk, "resumed"),
    }.get(do)
    if act is None:
        raise Http404
    return _back(act[1] if act[0](found, by=by, at=at) else "", number)


def pause(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why, and pause a desk. Whoever sits there keeps the seat, and the number before them."""
    found = _desk(request, number)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "desk": found, "site": found.site}
        return render(request, "shift/pause.html", context, status=422 if form.is_bound else 200)
    try:
        line.pause_desk(found, form.cleaned_data["reason"], by=_me(request), at=now())
    except line.DeskIsPaused:
        return _back("", number)
    return _back("paused", number)


def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that an alarm was seen, by whom and when."""
    try:
        actions.note_seen(_site(request), pk, by=_me(request), at=now())
    except actions.NoSuchAlarm:
        raise Http404 from None
    return redirect(f"{reverse('shift:today')}#alarms")


def _taken_back(found: Desk, done: str, *, by: StaffMember) -> HttpResponse:
    try:
        actions.take_back(found, done, by=by, at=now())
    except actions.TooLate:
        return _back(TOO_LATE, found.number)
    return _back("", found.number)


def _back(done: str, number: int) -> HttpResponse:
    asked = f"?{urlencode({'done': done, 'desk': number})}" if done else ""
    return redirect(f"{reverse('shift:today')}{asked}#desks")


def _shown(request: HttpRequest) -> dict[str, Any]:
    site, at = _site(request), now()
    found = queries.today(site, at=at, real_at=real_now())
    return {
        "site": site,
        "today": found,
        "leads": _me(request).role == Role.SUPERVISOR,
        "chart": charts.picture(found.course, site, at=at),
        "hours": charts.bars(found.course.hours),
        "reasons": REASONS,
        "alarms": [(alarm, *ALARMS[alarm.kind]) for alarm in found.alarms],
        "keeper": keeper_state(),
        "every": min(SECONDS, DEMO_SECONDS) if settings.IS_DEMO else SECONDS,
    }


def _desk(request: HttpRequest, number: int) -> Desk:
    found = desk_numbered(_site(request), number)
    if found is None:
        raise Http404
    return found


def _site(request: HttpRequest) -> Site:
    return _me(request).site


def _me(request: HttpRequest) -> StaffMember:
    assert isinstance(request.user, StaffMember)  # the registry lets only staff come here
    return request.user
