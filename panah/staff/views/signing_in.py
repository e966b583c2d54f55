"""Signing in and out, and finding out whether a session is still open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from panah.staff import actions, passkeys, queries
from panah.staff.forms import RecoveryForm, SignInForm
from panah.staff.models import StaffMember
from panah.staff.views.asking import (
    address_of,
    device_of,
    home_of,
    origin_of,
    remember_device,
    safe,
)
from panah.web import sessions
from panah.web.clock import real_now
from panah.web.sessions import Proof


def sign_in(request: HttpRequest) -> HttpResponse:
    """Offer the passkey, or ask for user name, password and code; lead on to the person's work."""
    form = SignInForm(request.POST or None)
    if form.is_valid():
        at = real_now()
        try:
            member, proof = actions.prove(_typed(request, form), at=at)
            return _let_in(request, member, proof)
        except actions.NotProved:
            form.add_error(None, _("User name, password and code do not go together. Try again."))
        except actions.TooManyTries:
            form.add_error(None, _too_many())
        except actions.HashingBusy:
            form.add_error(None, _busy())
    return _page(request, form)


def passkey_question(request: HttpRequest) -> HttpResponse:
    """What the browser asks a passkey for; nothing is kept until it is answered."""
    asked = passkeys.ask_to_sign_in(origin_of(request))
    return JsonResponse({"options": asked.options, "state": asked.state})


def passkey(request: HttpRequest) -> HttpResponse:
    """Let in whoever's passkey has answered."""
    answer, state = request.POST.get("credential", ""), request.POST.get("state", "")
    try:
        member = passkeys.signed_in_by(answer, state, origin=origin_of(request), at=real_now())
    except passkeys.PasskeyRefused:
        return _page(request, SignInForm(), is_refused=True)
    return _let_in(request, member, Proof.PASSKEY)


def recover(request: HttpRequest) -> HttpResponse:
    """Lead whoever has a code from paper to choosing anew how to sign in."""
    form = RecoveryForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect(actions.recover(_typed(request, form), at=real_now()).path)
        except actions.NotProved:
            form.add_error(None, _("User name, code and password do not go together. Try again."))
        except actions.TooManyTries:
            form.add_error(None, _too_many())
        except actions.HashingBusy:
            form.add_error(None, _busy())
    return render(request, "staff/recover.html", {"form": form})


def sign_out(request: HttpRequest) -> HttpResponse:
    """Stand up, let every room forget what belongs to this session, and end it."""
    if isinstance(request.user, StaffMember):
        actions.leave_seat(request.user)
    sessions.end(request)
    return redirect("start")


def here(request: HttpRequest) -> HttpResponse:
    """After how many seconds the page closes, for its script; with `active`, somebody is there."""
    if not request.user.is_authenticated:
        return HttpResponse("0", content_type="text/plain")
    at = real_now()
    if "active" in request.GET:
        sessions.note_seen(request.session, at=at)
    left = sessions.seconds_left(request.session, at=at)
    return HttpResponse(str(left), content_type="text/plain")


def _page(request: HttpRequest, form: SignInForm, *, is_refused: bool = False) -> HttpResponse:
    closed = sessions.closed_for(request)
    shown = {
        "form": form,
        "next": _wanted(request),
        "closed": closed[1] if closed else "",
        "can_use_passkeys": passkeys.are_possible(origin_of(request)),
        "is_refused": is_refused,
    }
    return render(request, "staff/sign_in.html", shown)


def _let_in(request: HttpRequest, member: StaffMember, proof: Proof) -> HttpResponse:
    closed = sessions.closed_for(request)
    if closed and closed[0] != str(member.pk) and (before := queries.member_by_pk(closed[0])):
        actions.leave_seat(before)  # a colleague takes over the machine
    sessions.begin(request, member, proof=proof, at=real_now())
    response = redirect(safe(_wanted(request), request, member) or home_of(member))
    remember_device(response, request, member)
    return response


def _typed(request: HttpRequest, form: SignInForm) -> actions.Typed:
    return actions.Typed(
        **form.cleaned_data, device=device_of(request), address=address_of(request)
    )


def _wanted(request: HttpRequest) -> str:
    return request.POST.get("next", request.GET.get("next", ""))


def _too_many() -> str:
    return _("Five tries were wrong within an hour. Try again in an hour, or use your passkey.")


def _busy() -> str:
    return _("Many people are signing in at this moment. Try again in a minute.")
