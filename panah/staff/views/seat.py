"""Sitting down at a desk, and standing up."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from panah.staff import actions, queries
from panah.staff.forms import DeskForm
from panah.staff.views.asking import me
from panah.web.clock import now


def choose_desk(request: HttpRequest) -> HttpResponse:
    """Show the desks, and sit down at one."""
    clerk, at = me(request), now()
    form = DeskForm(request.POST or None, site=clerk.site)
    if form.is_valid():
        try:
            actions.take_seat(clerk, form.chosen(), at=at)
            return redirect(settings.PANAH_AFTER_SITTING_DOWN)
        except (actions.DeskTaken, actions.DeskElsewhere):
            form.add_error(None, _("Somebody sits there by now. Choose another desk."))
    taken = {n: w for n, w in queries.taken_desks(clerk.site, at=at).items() if w.pk != clerk.pk}
    return render(
        request,
        "staff/choose_desk.html",
        {"form": form, "site": clerk.site, "taken": taken, "seat": queries.seat_of(clerk)},
    )


def leave_desk(request: HttpRequest) -> HttpResponse:
    """Stand up, and stay signed in."""
    actions.leave_seat(me(request))
    return redirect("staff:choose_desk")
