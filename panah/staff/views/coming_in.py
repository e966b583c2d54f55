"""Coming in by an invitation: a name, a passkey or an app, ten codes to keep."""

from __future__ import annotations

import json
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from panah.staff import actions, onetime, passkeys, queries
from panah.staff.forms import AppForm, UsernameForm
from panah.staff.models import OpenInvitation
from panah.staff.secrecy import CannotOpen
from panah.staff.views.asking import home_of, origin_of, remember_device
from panah.web import sessions
from panah.web.clock import real_now
from panah.web.sessions import Proof


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody come in who was invited; nothing is written before a second factor is proved."""
    at = real_now()
    try:
        invitation = queries.invitation_of(token, at=at)
        return _step(request, invitation, at=at)
    except actions.InvitationGone as gone:
        raise Http404 from gone


def _step(request: HttpRequest, invitation: OpenInvitation, *, at: datetime) -> HttpResponse:
    form = _name(request, invitation)
    if not form.is_valid():
        return _first_page(request, invitation, form)
    name, do = form.cleaned_data["username"], request.POST.get("do", "")
    if queries.is_taken(name, by_other_than=invitation.member):
        form.add_error("username", _("Somebody has this user name. Choose another one."))
        return _first_page(request, invitation, form)
    if do == "app":
        return _app_page(request, invitation, name, form=AppForm())
    if do == "confirm":
        return _with_app(request, invitation, name, at=at)
    if do == "create":
        return _with_passkey(request, invitation, name, at=at)
    return _passkey_page(request, invitation, name)


def _name(request: HttpRequest, invitation: OpenInvitation) -> UsernameForm:
    if request.method != "POST":
        return UsernameForm()
    if invitation.member is not None:
        return UsernameForm({"username": invitation.member.username})
    return UsernameForm(request.POST)


def _first_page(
    request: HttpRequest, invitation: OpenInvitation, form: UsernameForm
) -> HttpResponse:
    can_use_passkeys = passkeys.are_possible(origin_of(request))
    shown = {"invitation": invitation, "form": form, "can_use_passkeys": can_use_passkeys}
    return render(request, "staff/join.html", shown)


def _passkey_page(
    request: HttpRequest, invitation: OpenInvitation, name: str, *, is_refused: bool = False
) -> HttpResponse:
    asked = passkeys.ask_to_create(origin_of(request), name)
    shown = {
        "username": name,
        "options": json.dumps(asked.options),
        "state": asked.state,
        "is_refused": is_refused,
        "invitation": invitation,
    }
    return render(request, "staff/join_passkey.html", shown)


def _with_passkey(
    request: HttpRequest, invitation: OpenInvitation, name: str, *, at: datetime
) -> HttpResponse:
    answer, state = request.POST.get("credential", ""), request.POST.get("state", "")
    try:
        made = passkeys.created(answer, state, origin=origin_of(request), at=at)
        joined = actions.join_with_passkey(invitation, name, made, at=at)
    except passkeys.PasskeyRefused:
        return _passkey_page(request, invitation, name, is_refused=True)
    return _welcome(request, joined, Proof.PASSKEY, at=at)


def _app_page(
    request: HttpRequest, invitation: OpenInvitation, name: str, *, form: AppForm
) -> HttpResponse:
    bound_to = bytes(invitation.token_hash).hex()
    try:
        secret = onetime.taken_up(form.data.get("secret", ""), by=bound_to)
    except CannotOpen:
        secret = onetime.new_secret()
    shown = {
        "invitation": invitation,
        "username": name,
        "form": form,
        "secret": onetime.offered(secret, to=bound_to),
        "typed_secret": onetime.typed_secret(secret),
        "code": onetime.code_to_scan(secret, name, label=_("Code to scan with the app")),
    }
    return render(request, "staff/join_app.html", shown)


def _with_app(
    request: HttpRequest, invitation: OpenInvitation, name: str, *, at: datetime
) -> HttpResponse:
    form = AppForm(request.POST)
    choice = _choice(form, invitation, at=at) if form.is_valid() else None
    if choice is None:
        return _app_page(request, invitation, name, form=form)
    joined = actions.join_with_app(invitation, name, choice, at=at)
    return _welcome(request, joined, Proof.APP, at=at)


def _choice(form: AppForm, invitation: OpenInvitation, *, at: datetime) -> actions.AppChoice | None:
    typed = form.cleaned_data
    try:
        secret = onetime.taken_up(typed["secret"], by=bytes(invitation.token_hash).hex())
    except CannotOpen:
        secret = b""
    step = onetime.step_of(secret, typed["code"], at=at) if secret else None
    if step is None:
        form.add_error("code", _("The app shows another code now. Type the newest one."))
        return None
    return actions.AppChoice(typed["password"], secret, step)


def _welcome(
    request: HttpRequest, joined: actions.Joined, proof: Proof, *, at: datetime
) -> HttpResponse:
    sessions.begin(request, joined.member, proof=proof, at=at)
    shown = {"codes": joined.codes, "home": home_of(joined.member), "is_new": True}
    response = render(request, "staff/codes.html", shown)
    remember_device(response, request, joined.member)
    return response
