"""Who works here: inviting, closing accounts, changing roles. For administrators."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from panah.staff import actions, queries
from panah.staff.forms import InviteForm, RoleForm
from panah.staff.models import StaffMember
from panah.staff.views.asking import me, origin_of
from panah.web.access import Role
from panah.web.clock import real_now


def members(request: HttpRequest) -> HttpResponse:
    """Show who works at this centre and who is invited; invite somebody, or withdraw a link."""
    boss, at = me(request), real_now()
    if request.POST.get("do") == "withdraw":
        asked = request.POST.get("invitation", "")
        actions.withdraw(int(asked) if asked.isdecimal() else 0, site=boss.site)
        return redirect("staff:members")
    form = InviteForm(request.POST or None)
    if form.is_valid():
        role, name = Role(form.cleaned_data["role"]), form.cleaned_data["shown_name"]
        made = actions.invite(role, site=boss.site, shown_name=name, by=boss, at=at)
        return _link(request, made)
    shown = {
        "form": form,
        "members": queries.members_of(boss.site),
        "invitations": queries.open_invitations(boss.site, at=at),
        "site": boss.site,
    }
    return render(request, "staff/members.html", shown)


def member(request: HttpRequest, member: int) -> HttpResponse:
    """Show one account, close or open it, change its role, or give a link to sign in anew."""
    boss = me(request)
    one = queries.member_at(boss.site, member)
    if one is None:
        raise Http404
    form = RoleForm(request.POST if "role" in request.POST else {"role": one.role})
    try:
        answer = _act(request, one, form)
    except actions.OwnAccount:
        return _member_page(request, one, form, is_own=True)
    return answer or _member_page(request, one, form, is_own=one == boss)


def _act(request: HttpRequest, one: StaffMember, form: RoleForm) -> HttpResponse | None:
    boss, at, do = me(request), real_now(), request.POST.get("do", "")
    if do == "renew" and one != boss:
        return _link(request, actions.renew(one, by=boss, at=at))
    if do == "role" and form.is_valid():
        actions.change_role(one, Role(form.cleaned_data["role"]), by=boss, at=at)
    elif do == "disable":
        actions.disable(one, by=boss, at=at)
    elif do == "enable":
        actions.enable(one, by=boss, at=at)
    else:
        return None
    return redirect("staff:member", one.pk)


def _member_page(
    request: HttpRequest, one: StaffMember, form: RoleForm, *, is_own: bool
) -> HttpResponse:
    shown = {
        "one": one,
        "form": form,
        "is_own": is_own,
        "ways": queries.ways_in(one),
        "changes": queries.changes_of(one),
        "site": one.site,
    }
    return render(request, "staff/member.html", shown)


def _link(request: HttpRequest, made: actions.Invitation) -> HttpResponse:
    shown = {"invitation": made, "address": f"{origin_of(request)}{made.path}"}
    return render(request, "staff/link.html", shown)
