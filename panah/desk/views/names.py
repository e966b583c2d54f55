"""Looking for a registration by name: with a purpose, counted, and on record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from panah.desk import actions, queries
from panah.desk.record_forms import NameForm
from panah.desk.screen import Alike
from panah.desk.views.place import Place, at_work
from panah.desk.wording import said_of
from panah.keeper.errors import KeeperError
from panah.vault.actions import Purpose


@at_work
def names(request: HttpRequest, place: Place) -> HttpResponse:
    """Ask the keeper who may be meant; it answers with numbers and reasons."""
    today = place.site.local(place.at).date()
    if request.method != "POST":
        context = {"place": place, "form": NameForm(today=today)}
        return render(request, "desk/names.html", context)
    form = NameForm(request.POST, today=today)
    context = {"place": place, "form": form}
    if not form.is_valid():
        return render(request, "desk/names.html", context, status=422)
    purpose = Purpose(form.cleaned_data["purpose"])
    try:
        found = actions.search(form.told(), purpose=purpose, by=place.clerk, at=place.at)
    except actions.TooManySearches:
        return render(request, "desk/names.html", context | {"too_many": True}, status=429)
    except KeeperError as error:
        context["refused"] = said_of(error)
        return render(request, "desk/names.html", context, status=503)
    groups = queries.groups_of(one.number for one in found)
    rows = [(groups[one.number], Alike.of(one)) for one in found]
    return render(request, "desk/names.html", context | {"rows": rows, "was_asked": True})
