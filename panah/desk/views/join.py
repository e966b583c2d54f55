"""Who belongs to a group: one more person, or some who leave it; and lines of a document read."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render

from panah.desk import actions, screen
from panah.desk.actions import Joining
from panah.desk.models import RegistrationGroup
from panah.desk.record import record_of
from panah.desk.record_forms import SplitForm
from panah.desk.steps import Desktop, Step, take, with_lines_read
from panah.desk.typed import Typed, nothing_typed
from panah.desk.views.place import Place, at_work
from panah.desk.views.record import address_of, group_here
from panah.desk.wording import said_of
from panah.keeper.errors import KeeperError

Kind = RegistrationGroup.Kind


@at_work
def add(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """Register one more person in a group."""
    group = group_here(place, number)
    if group.withdrawn_on:
        return redirect(address_of(group.number))
    if request.method != "POST":
        return _sheet(request, place, group=group, step=Step(_empty(group)))
    try:
        typed = replace(Typed.from_post(request.POST), current=0)
    except ValueError:
        return HttpResponseBadRequest()
    desktop = Desktop.of(typed, site=place.site, at=place.at)
    lines = with_lines_read(desktop)
    do = request.POST.get("do", "")
    if do != "save" or lines is not typed:
        step = take(desktop, do if do == "fix" else "stay")
        return _sheet(request, place, group=group, step=Step(replace(step.typed, current=0)))
    return _added(request, place, group=group, desktop=desktop)


@at_work
def split(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """Let some of a group be a group of their own."""
    group = group_here(place, number)
    record = record_of(group)
    if group.withdrawn_on or len(record.people) < 2:
        return redirect(address_of(group.number))
    numbers = [one.number for one in record.people]
    data = request.POST if request.method == "POST" else None
    form = SplitForm(numbers, data, initial={"request_id": uuid4()})
    context = {"place": place, "group": group, "form": form}
    if data is None:
        return render(request, "desk/split.html", context)
    if not form.is_valid():
        return render(request, "desk/split.html", context, status=422)
    try:
        new = actions.split(group, form.wanted(), by=place.clerk, at=place.at)
    except (actions.GroupChanged, actions.GroupWithdrawn):
        return redirect(address_of(group.number))
    return redirect(address_of(new.number))


@at_work
def lines(request: HttpRequest, place: Place) -> HttpResponse:
    """Read the lines of a document, and show the sheet with what they fill in."""
    try:
        typed = replace(Typed.from_post(request.POST), current=0)
    except ValueError:
        return HttpResponseBadRequest()
    read = with_lines_read(Desktop.of(typed, site=place.site, at=place.at))
    context = screen.of(Desktop.of(read, site=place.site, at=place.at), Step(read))
    return render(request, "desk/_lines.html", context)


def _added(
    request: HttpRequest, place: Place, *, group: RegistrationGroup, desktop: Desktop
) -> HttpResponse:
    typed = desktop.typed
    form = desktop.sheets.judged(0)
    if not form.is_valid():
        return _sheet(request, place, group=group, step=Step(typed, judged=0))
    kind = Kind.FRIENDS if typed.kind == Kind.FRIENDS else Kind.FAMILY
    joining = Joining(typed.request_id, form.person(is_first=False), kind)
    try:
        actions.add_person(group, joining, by=place.clerk, at=place.at)
    except actions.GroupWithdrawn:
        return redirect(address_of(group.number))
    except KeeperError as error:
        return _sheet(request, place, group=group, step=Step(typed), refused=said_of(error))
    return redirect(address_of(group.number, record_of(group).people[-1].number))


def _sheet(
    request: HttpRequest,
    place: Place,
    *,
    group: RegistrationGroup,
    step: Step,
    refused: str = "",
) -> HttpResponse:
    desktop = Desktop.of(step.typed, site=place.site, at=place.at)
    context = screen.of(desktop, step) | {
        "place": place,
        "group": group,
        "is_alone": group.kind == Kind.ALONE,
        "refused": refused,
    }
    is_faulty = step.judged is not None
    return render(request, "desk/add.html", context, status=422 if is_faulty else 200)


def _empty(group: RegistrationGroup) -> Typed:
    """An empty sheet; the language of the paper is the first person's."""
    first = group.people.first()
    typed = nothing_typed(1)
    return typed.with_sheet(0, {"language": [first.language]}) if first else typed
