"""The centre, as whoever administers it sees and changes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from panah.sites import actions, forms, hours, poster, queries, setting_up
from panah.sites.models import Site, SiteChange
from panah.sites.wording import CHANGES, LANGUAGES, PAPERS, PROFILES, weekday_names
from panah.web.clock import now

What = SiteChange.What


def centre(request: HttpRequest) -> HttpResponse:
    """Show what is said about the centre, and what is to be done before people come."""
    setting_up.forget()  # whoever reads this page administers the centre
    at, site = now(), _site(request)
    desks = queries.all_desks_of(site)
    ahead = {day: kept for day, kept in _days(site).items() if day >= site.local(at).date()}
    context = {
        "site": site,
        "at": at,
        "today": site.hours_on(site.local(at).date()),
        "week": list(zip(weekday_names(), site.week(), strict=True)),
        "days": sorted(ahead.items(), key=lambda item: item[0])[:5],
        "desks": len(desks),
        "open_desks": sum(desk.is_open for desk in desks),
        "profile": PROFILES.get(site.profile, site.profile),
        "papers": PAPERS[site.papers],
        "languages": [(code, LANGUAGES[code]) for code in site.languages],
        "changes": [(CHANGES[one.what], one) for one in queries.changes_of(site)],
        "is_new": get_user_model().objects.filter(site=site).count() < 2,
        "members_address": _address_of("staff:members"),
    }
    return render(request, "sites/centre.html", context)


def change_names(request: HttpRequest) -> HttpResponse:
    """Call the centre by another name."""
    site = _site(request)
    form = forms.NamesForm(request.POST or None, initial=forms.names_initial(site))
    if form.is_valid() and _is_fresh(request, What.NAMES, form, site=site):
        actions.set_names(site, form.names, by=_by(request), at=now())
        return redirect("sites:centre")
    return _asked(request, What.NAMES, form, site=site)


def change_hours(request: HttpRequest) -> HttpResponse:
    """Change from when to when the centre is open. The line reads it from now on."""
    site = _site(request)
    initial = forms.hours_initial(site.week(), site.time_zone)
    form = forms.HoursForm(request.POST or None, initial=initial)
    if form.is_valid() and _is_fresh(request, What.HOURS, form, site=site):
        zone = form.cleaned_data["time_zone"]
        actions.set_week(site, form.week, time_zone=zone, by=_by(request), at=now())
        return redirect("sites:centre")
    return _asked(request, What.HOURS, form, site=site)


def change_days(request: HttpRequest) -> HttpResponse:
    """Change single days: holidays, short days, an extension for today."""
    site, at = _site(request), now()
    known = queries.holidays_ahead(site.profile, on=site.local(at).date())
    form = forms.DaysForm(
        request.POST if request.method == "POST" else None,
        initial=forms.DaysForm.initial_of(_days(site), known),
        holidays=known,
    )
    if form.is_valid() and _is_fresh(request, What.DAYS, form, site=site):
        actions.set_days(site, form.days(), by=_by(request), at=at)
        return redirect("sites:centre")
    return _asked(request, What.DAYS, form, site=site)


def change_desks(request: HttpRequest) -> HttpResponse:
    """Open and close desks, and add new ones."""
    site = _site(request)
    desks = queries.all_desks_of(site)
    initial = {"open": [desk.number for desk in desks if desk.is_open], "add": 0}
    form = forms.OpenDesksForm(request.POST or None, initial=initial, desks=desks)
    if form.is_valid() and _is_fresh(request, What.DESKS, form, site=site):
        chosen, added = set(form.cleaned_data["open"]), form.cleaned_data["add"]
        actions.set_desks(site, open_numbers=chosen, add=added, by=_by(request), at=now())
        return redirect("sites:centre")
    return _asked(request, What.DESKS, form, site=site)


def change_papers(request: HttpRequest) -> HttpResponse:
    """Change the languages of the poster and the way of printing."""
    site = _site(request)
    initial = {"languages": site.languages, "papers": site.papers}
    form = forms.PapersForm(request.POST or None, initial=initial)
    if form.is_valid() and _is_fresh(request, What.PAPERS, form, site=site):
        actions.set_papers(site, **form.cleaned_data, by=_by(request), at=now())
        return redirect("sites:centre")
    return _asked(request, What.PAPERS, form, site=site)


def print_poster(request: HttpRequest) -> HttpResponse:
    """The poster for the door as a PDF."""
    site = _site(request)
    return HttpResponse(
        poster.pdf_of(site),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="panah-{site.pk}-poster.pdf"'},
    )


def _asked(request: HttpRequest, what: What, form: Any, *, site: Site) -> HttpResponse:
    context = {"form": form, "site": site, "seen": queries.last_change(site, what)}
    status = 422 if form.is_bound else 200
    return render(request, f"sites/change_{what.value}.html", context, status=status)


def _is_fresh(request: HttpRequest, what: What, form: Any, *, site: Site) -> bool:
    """Whether nobody changed the same thing since this page was made; the form says it if so."""
    if request.POST.get("seen", "") in ("", str(queries.last_change(site, what))):
        return True
    form.add_error(None, _("Somebody changed this meanwhile. Compare, and save again if it holds."))
    return False


def _days(site: Site) -> dict[date, hours.Hours | None]:
    return {date.fromisoformat(day): hours.read(kept) for day, kept in site.days.items()}


def _address_of(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def _site(request: HttpRequest) -> Site:
    found: Site = request.user.site  # type: ignore[union-attr]
    return found


def _by(request: HttpRequest) -> str:
    return str(request.user.get_username())
