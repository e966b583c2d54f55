"""How somebody signs in: their passkeys, their codes on paper."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from panah.staff import actions, passkeys, queries
from panah.staff.views.asking import home_of, me, origin_of
from panah.web.clock import real_now


def mine(request: HttpRequest) -> HttpResponse:
    """Show the ways in, add a passkey, take one away, or print new codes."""
    acts = {"create": _create, "remove": _remove, "codes": _codes}
    act = acts.get(request.POST.get("do", ""))
    return act(request) if act else _page(request)


def _page(request: HttpRequest, *, refused: str = "") -> HttpResponse:
    member = me(request)
    ways = queries.ways_in(member)
    origin = origin_of(request)
    shown = {"ways": ways, "refused": refused, "member": member}
    if passkeys.are_possible(origin):
        asked = passkeys.ask_to_create(origin, member.username, known=ways.passkeys)
        shown |= {"options": json.dumps(asked.options), "state": asked.state}
    return render(request, "staff/mine.html", shown)


def _create(request: HttpRequest) -> HttpResponse:
    at = real_now()
    answer, state = request.POST.get("credential", ""), request.POST.get("state", "")
    try:
        made = passkeys.created(answer, state, origin=origin_of(request), at=at)
        actions.add_passkey(me(request), made, at=at)
    except passkeys.PasskeyRefused:
        return _page(request, refused="passkey")
    return redirect("staff:mine")


def _remove(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("passkey", "")
    try:
        actions.remove_passkey(me(request), int(asked) if asked.isdecimal() else 0)
    except actions.LastWayIn:
        return _page(request, refused="last")
    return redirect("staff:mine")


def _codes(request: HttpRequest) -> HttpResponse:
    codes = actions.new_recovery_codes(me(request))
    return render(request, "staff/codes.html", {"codes": codes, "home": home_of(me(request))})
