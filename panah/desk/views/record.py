"""A registration that is already there: found by its number, shown, and opened for a purpose."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from panah.certificates import queries as certificates
from panah.desk import queries, retyped
from panah.desk.interview import Person
from panah.desk.models import RegistrationGroup
from panah.desk.record import Record, record_of
from panah.desk.record_forms import FindForm, OpenForm
from panah.desk.retyped import Reader
from panah.desk.views.place import Place, at_work
from panah.desk.withdrawing import undo_until
from panah.desk.wording import said_of
from panah.engines.identity import IndividualNumber
from panah.keeper.errors import KeeperError
from panah.vault import actions as vault
from panah.vault.actions import Purpose
from panah.web.access import Role

ASKED = ("lost", "withdraw", "paper")
LEADS = frozenset({Role.SUPERVISOR})


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
    """Show a registration, and ask before something of it ends."""
    person = request.GET.get("person", "")
    return shown(request, place, group_here(place, number), person=person)


@at_work
def opened(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """Open one identity for a purpose, on record, and show it this once."""
    group = group_here(place, number)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    chosen = record_of(group, person=form.cleaned_data["person"]).chosen
    purpose = Purpose(form.cleaned_data["purpose"])
    try:
        identity = vault.open_identity(chosen.number, by=place.clerk, purpose=purpose, at=place.at)
    except (vault.WithheldIdentity, vault.IdentityErased):
        return redirect(address_of(group.number, chosen.number))
    except KeeperError as error:
        refused = said_of(error)
        return shown(request, place, group, person=chosen.number, status=503, refused=refused)
    facts = retyped.facts_of(Person(identity), reader=reader_at(place))
    return shown(request, place, group, person=chosen.number, facts=facts)


def shown(
    request: HttpRequest,
    place: Place,
    group: RegistrationGroup,
    *,
    person: str = "",
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The page of a registration, with one of its people chosen."""
    found = record_of(group, person=person)
    asked = request.GET.get("ask", "")
    until = undo_until(group)
    context = {
        "place": place,
        "record": found,
        "form": FindForm(),
        "ask": asked if asked in ASKED else "",
        "back": back if (back := request.GET.get("back", "")).isdecimal() else "",
        "request_id": uuid4(),
        "until": until if until and place.at <= until else None,
        "leads": place.clerk.role in LEADS,
        "kept": _kept_instead(found),
        "minors": queries.has_minors_alone(group),
    }
    return render(request, "desk/record.html", context | more, status=status)


def group_here(place: Place, number: str) -> RegistrationGroup:
    """A group of this centre; another centre's looks like one that is not there."""
    found = queries.group_by_number(number, place.site)
    if found is None:
        raise Http404
    return found


def address_of(group: str, person: str = "", *, back: int = 0) -> str:
    """Where a registration is shown, and which number of the line waits again because of it."""
    address = reverse("desk:record", kwargs={"number": group})
    said = {name: value for name, value in (("person", person), ("back", back)) if value}
    return f"{address}?{urlencode(said)}" if said else address


def reader_at(place: Place) -> Reader:
    """Whoever reads this page: the centre's country, and the page's language."""
    return Reader(place.site.profile, get_language() or "en")


def _kept_instead(record: Record) -> IndividualNumber | None:
    """The record whose paper this person has instead, as somebody judged."""
    paper = record.chosen.paper
    if paper is None or paper.holds or not paper.ended_for_another:
        return None
    kept = certificates.paper_kept_instead(record.chosen.number)
    return IndividualNumber(kept.individual_id) if kept else None
