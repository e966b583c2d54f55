"""What is done to a registration with one press, after the page has said what it means."""

from __future__ import annotations

from collections.abc import Callable
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

Act = Callable[[RegistrationGroup, IndividualNumber, UUID, Place], object]


def _lost(group: RegistrationGroup, person: IndividualNumber, request: UUID, at: Place) -> object:
    del group
    return actions.reprint_lost(person, request_id=request, by=at.clerk, at=at.at)


def _withdraw(
    group: RegistrationGroup, person: IndividualNumber, request: UUID, at: Place
) -> object:
    del person
    return actions.withdraw(group, request_id=request, by=at.clerk, at=at.at)


def _new_paper(
    group: RegistrationGroup, person: IndividualNumber, request: UUID, at: Place
) -> object:
    del group
    return actions.paper_after_judgement(
        person, request_id=request, are_two_people=False, by=at.clerk, at=at.at
    )


def _two_people(
    group: RegistrationGroup, person: IndividualNumber, request: UUID, at: Place
) -> object:
    del group
    return actions.paper_after_judgement(
        person, request_id=request, are_two_people=True, by=at.clerk, at=at.at
    )


def _looked_after(
    group: RegistrationGroup, person: IndividualNumber, request: UUID, at: Place
) -> object:
    del person, request
    return actions.look_after(group, by=at.clerk, at=at.at)


OF_THE_DESK: dict[str, Act] = {"lost": _lost, "withdraw": _withdraw}
OF_WHO_LEADS: dict[str, Act] = {
    "paper": _new_paper,
    "two_people": _two_people,
    "looked_after": _looked_after,
}


@at_work
def act(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """End a lost paper, or take the registration back."""
    return _done(request, place, number, OF_THE_DESK)


@at_work
def lead(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """Give a paper back that a judgement ended, or say that a child has an adult."""
    return _done(request, place, number, OF_WHO_LEADS)


def _done(request: HttpRequest, place: Place, number: str, acts: dict[str, Act]) -> HttpResponse:
    group = group_here(place, number)
    chosen = record_of(group, person=request.POST.get("person", "")).chosen
    wanted = acts.get(request.POST.get("do", ""))
    try:
        request_id = UUID(request.POST.get("request_id", ""))
    except ValueError:
        return HttpResponseBadRequest()
    if wanted is None:
        return HttpResponseBadRequest()
    try:
        wanted(group, chosen.number, request_id, place)
    except (
        NoSuchPaper,
        actions.AnotherPaperHolds,
        actions.GroupWithdrawn,
        actions.TooLate,
    ) as refused:
        return shown(
            request, place, group, person=chosen.number, status=409, refused=_said(refused)
        )
    return redirect(address_of(group.number, chosen.number))


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
