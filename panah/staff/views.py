"""Signing in, signing out, sitting down at a desk."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from panah.staff import actions, queries
from panah.staff.forms import DeskForm, SignInForm
from panah.staff.models import StaffMember
from panah.web.access import Page, Role
from panah.web.clock import now, real_now


def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; lead on to where the person's work is."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    form = SignInForm(request.POST or None, request=request)
    if form.is_valid() and form.member is not None:
        request.session.flush()  # nothing of whoever used this browser before comes along
        login(request, form.member)
        return redirect(_safe(wanted, request, form.member) or home_of(form.member))
    return render(request, "staff/sign_in.html", {"form": form, "next": wanted})


def sign_out(request: HttpRequest) -> HttpResponse:
    """Stand up, let every room forget what belongs to this session, and end it."""
    key = request.session.session_key
    if isinstance(request.user, StaffMember) and key:
        actions.leave_seat(request.user)
        _forget(key)
    logout(request)
    return redirect("start")


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody come in who was invited."""
    try:
        invitation = queries.invitation_of(token, at=real_now())
    except actions.InvitationGone as gone:
        raise Http404 from gone
    return render(request, "staff/join.html", {"invitation": invitation})


def choose_desk(request: HttpRequest) -> HttpResponse:
    """Show the desks, and sit down at one."""
    me, at = _me(request), now()
    form = DeskForm(request.POST or None, site=me.site)
    if form.is_valid():
        try:
            actions.take_seat(me, form.chosen(), at=at)
            return redirect(settings.PANAH_AFTER_SITTING_DOWN)
        except (actions.DeskTaken, actions.DeskElsewhere):
            form.add_error(None, _("Somebody sits there by now. Choose another desk."))
    taken = {n: who for n, who in queries.taken_desks(me.site, at=at).items() if who.pk != me.pk}
    return render(
        request,
        "staff/choose_desk.html",
        {"form": form, "site": me.site, "taken": taken, "seat": queries.seat_of(me)},
    )


def leave_desk(request: HttpRequest) -> HttpResponse:
    """Stand up, and stay signed in."""
    actions.leave_seat(_me(request))
    return redirect("staff:choose_desk")


def home_of(member: StaffMember) -> str:
    """Where somebody's work begins."""
    try:
        return reverse(settings.PANAH_HOMES.get(Role(member.role), "start"))
    except NoReverseMatch:
        return reverse("start")


def _safe(address: str, request: HttpRequest, member: StaffMember) -> str:
    # Nobody is led to another host, nor from the sign-in straight into a refusal.
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return ""
    try:
        view = resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""
    page: Page | None = import_string(settings.PANAH_ACCESS)().get(view)
    allowed = page is not None and page.allows(Role(member.role)) and "GET" in page.methods
    return address if allowed else ""


def _forget(session_key: str) -> None:
    # The rooms above keep things for a session, and this room may not know them: the settings do.
    for action in settings.PANAH_AT_SIGN_OUT:
        import_string(action)(session_key)


def _me(request: HttpRequest) -> StaffMember:
    assert isinstance(request.user, StaffMember)  # the registry lets only staff come here
    return request.user
