"""What is done to a registration with one press, after the page has said what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from panah.certificates.actions import NoSuchPaper
from panah.desk import actions
from panah.desk.models import RegistrationGroup
from panah.desk.record import record_of
from panah.desk.views.place import Place, at_work
from panah.desk.views.record import address_of, group_here, shown
from panah.engines.identity import IndividualNumber
from panah.line.models import Ticket


@dataclass(frozen=True, slots=True)
class _Pressed:
    """What was pressed for whom, by whom; sent twice it has the same id."""

    group: RegistrationGroup
    person: IndividualNumber
    request_id: UUID
    place: Place


Act = Callable[[_Pressed], object]


def _lost(pressed: _Pressed) -> object:
    return actions.reprint_lost(pressed.person, **_by(pressed))


def _withdraw(pressed: _Pressed) -> object:
    return actions.withdraw(pressed.group, **_by(pressed))


def _new_paper(pressed: _Pressed) -> object:
    return actions.paper_after_judgement(pressed.person, are_two_people=False, **_by(pressed))


def _two_people(pressed: _Pressed) -> object:
    return actions.paper_after_judgement(pressed.person, are_two_people=True, **_by(pressed))


def _looked_after(pressed: _Pressed) -> object:
    return actions.look_after(pressed.group, by=pressed.place.clerk, at=pressed.place.at)


def _by(pressed: _Pressed) -> dict[str, Any]:
    place = pressed.place
    return {"request_id": pressed.request_id, "by": place.clerk, "at": place.at}


OF_THE_DESK: dict[str, Act] = {"lost": _lost, "withdraw": _withdraw}
OF_WHO_LEADS: dict[str, Act] = {
    "paper": _new_paper,
    "two_people": _two_people,
    "looked_after": _looked_after,
}

REFUSALS = (
    NoSuchPaper,
    actions.AnotherPaperHolds,
    actions.GroupWithdrawn,
    actions.TooLate,
)


@at_work
def act(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """End a lost paper, or take the registration back."""
    return _done(request, place, acts=OF_THE_DESK, group=group_here(place, number))


@at_work
def lead(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """Give a paper back that a judgement ended, or say that a child has an adult."""
    return _done(request, place, acts=OF_WHO_LEADS, group=group_here(place, number))


def _done(
    request: HttpRequest, place: Place, *, acts: dict[str, Act], group: RegistrationGroup
) -> HttpResponse:
    chosen = record_of(group, person=request.POST.get("person", "")).chosen.number
    wanted = acts.get(request.POST.get("do", ""))
    try:
        pressed = _Pressed(group, chosen, UUID(request.POST.get("request_id", "")), place)
    except ValueError:
        return HttpResponseBadRequest()
    if wanted is None:
        return HttpResponseBadRequest()
    try:
        wanted(pressed)
    except REFUSALS as refused:
        said = _said(refused)
        return shown(request, place, group, person=chosen, status=409, refused=said)
    return redirect(address_of(group.number, chosen, back=_waits_again(group)))


def _waits_again(group: RegistrationGroup) -> int:
    """The number on which they came, if it waits again because of what was done."""
    ticket = group.ticket
    return ticket.number if ticket and ticket.status == Ticket.Status.WAITING else 0


def _said(refused: Exception) -> str:
    if isinstance(refused, NoSuchPaper):
        return _("The papers of this person have changed meanwhile. Nothing was done.")
    if isinstance(refused, actions.AnotherPaperHolds):
        return _("This person has the paper of another record. Nothing was done.")
    if isinstance(refused, actions.TooLate):
        return _(
            "A registration can be withdrawn for ten minutes, and they are over. "
            "Correct what is wrong in it instead."
        )
    return _("This registration was withdrawn meanwhile. Nothing was done.")
