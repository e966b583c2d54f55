"""A registration that is already there: found by its number, and shown."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from panah.desk import queries
from panah.desk.models import RegistrationGroup
from panah.desk.record import record_of
from panah.desk.record_forms import FindForm
from panah.desk.views.place import Place, at_work


@at_work
def find(request: HttpRequest, place: Place) -> HttpResponse:
    """Lead to the registration of a number, or say what is the matter with it."""
    if request.method != "POST":
        return render(request, "desk/find.html", {"place": place, "form": FindForm()})
    form = FindForm(request.POST)
    if form.is_valid():
        found = queries.found(form.cleaned_data["text"], place.site, at=place.at)
        if found:
            return redirect(address_of(found.group, found.person))
        form.add_error("text", _("Nothing is registered under this number at this centre."))
    return render(request, "desk/find.html", {"place": place, "form": form}, status=422)


@at_work
def record(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """Show a registration."""
    return shown(request, place, group_here(place, number))


def shown(
    request: HttpRequest,
    place: Place,
    group: RegistrationGroup,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The page of a registration, with one of its people chosen."""
    found = record_of(group, person=request.GET.get("person", ""))
    context = {"place": place, "record": found, "form": FindForm()}
    return render(request, "desk/record.html", context | more, status=status)


def group_here(place: Place, number: str) -> RegistrationGroup:
    """A group of this centre; another centre's looks like one that is not there."""
    found = queries.group_by_number(number, place.site)
    if found is None:
        raise Http404
    return found


def address_of(group: str, person: str = "") -> str:
    """Where a registration is shown."""
    address = reverse("desk:record", kwargs={"number": group})
    return f"{address}?{urlencode({'person': person})}" if person else address
