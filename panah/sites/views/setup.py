"""Setting up a new centre, one short page after the other; each can be gone back to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from panah.sites import forms, hours, queries, setting_up
from panah.sites.hours import by_day
from panah.sites.models import Setup, Site
from panah.sites.profile import load_profile
from panah.sites.wording import LANGUAGES, PAPERS, PROFILES, STEPS, weekday_names
from panah.web.clock import now

BROWSER_KEY = "setup"

StepView = Callable[..., HttpResponse]


def link(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link is for; one press binds the setting up to this browser."""
    at = now()
    if request.method == "POST":
        try:
            request.session[BROWSER_KEY] = setting_up.begin(token, at=at)
        except setting_up.LinkDead:
            return _dead(request)
        return redirect("sites:setup")
    if not setting_up.is_alive(token, at=at):
        return _dead(request)
    return render(request, "sites/setup_link.html")


def in_this_browser(view: StepView) -> StepView:
    """Let only the browser that opened the link go on."""

    @wraps(view)
    def found(request: HttpRequest, **more: Any) -> HttpResponse:
        setup = setting_up.of_browser(request.session.get(BROWSER_KEY, ""), at=now())
        return view(request, setup, **more) if setup else _dead(request)

    return found


@in_this_browser
def setup(request: HttpRequest, setup: Setup) -> HttpResponse:
    """Lead to the first thing that was not answered yet."""
    del request
    if queries.is_set_up():
        return redirect("sites:setup_check")
    step = setting_up.next_step(setup)
    return redirect("sites:setup_check") if step == "check" else _to(step)


@in_this_browser
def step(request: HttpRequest, setup: Setup, step: str) -> HttpResponse:
    """Ask the questions of one step, and keep the answers."""
    if queries.is_set_up():
        return redirect("sites:setup_check")
    if step not in setting_up.STEPS:
        raise Http404
    if step != "centre" and "centre" not in setup.answers:
        return _to("centre")
    form = FORMS[step](request, setup.answers, now())
    if form.is_valid():
        setting_up.answer(setup, step, SAID[step](form))
        return redirect("sites:setup")
    context = {"form": form, "step": step, "steps": _steps(step, setup)}
    status = 422 if form.is_bound else 200
    return render(request, f"sites/setup_{step}.html", context, status=status)


@in_this_browser
def check(request: HttpRequest, setup: Setup) -> HttpResponse:
    """Show every answer; open the centre and lead on to the first administrator's invitation."""
    at, is_open = now(), queries.is_set_up()
    if not is_open and (missing := setting_up.next_step(setup)) != "check":
        return _to(missing)
    form = forms.AdministratorForm(request.POST or None)
    if form.is_valid():
        site = setting_up.open_centre(setup, at=at)
        name = form.cleaned_data["shown_name"]
        return redirect(setting_up.invite_administrator(site, name, at=at))
    context = {"form": form, "is_open": is_open, "steps": _steps("check", setup)}
    shown = context | (_of_site(queries.here()) if is_open else _of_answers(setup.answers))
    return render(request, "sites/setup_check.html", shown, status=422 if form.is_bound else 200)


def _centre_form(request: HttpRequest, answers: dict[str, Any], at: datetime) -> forms.CentreForm:
    del at
    said = answers.get("centre", {})
    names = {f"name_{code}": name for code, name in said.get("names", {}).items()}
    return forms.CentreForm(request.POST or None, initial={**said, **names})


def _hours_form(request: HttpRequest, answers: dict[str, Any], at: datetime) -> forms.HoursForm:
    del at
    said = answers.get("hours", {})
    zone = said.get("time_zone") or load_profile(answers["centre"]["profile"]).time_zone
    initial = forms.hours_initial(setting_up.week_of(said), zone)
    return forms.HoursForm(request.POST or None, initial=initial)


def _holidays_form(request: HttpRequest, answers: dict[str, Any], at: datetime) -> forms.DaysForm:
    known = queries.holidays_ahead(answers["centre"]["profile"], on=at.date())
    kept = answers.get("holidays")
    days = setting_up.days_of(kept) if kept else dict.fromkeys(known)
    initial = forms.DaysForm.initial_of(days, known)
    # A page without a tick and without a line is an answer, too: the token is always sent.
    return forms.DaysForm(
        request.POST if request.method == "POST" else None, initial=initial, holidays=known
    )


def _desks_form(request: HttpRequest, answers: dict[str, Any], at: datetime) -> forms.DesksForm:
    del at
    first = {"count": 4, "languages": list(queries.LANGUAGES), "papers": Site.Papers.PRINTER}
    return forms.DesksForm(request.POST or None, initial=answers.get("desks", first))


FORMS: dict[str, Callable[[HttpRequest, dict[str, Any], datetime], Any]] = {
    "centre": _centre_form,
    "hours": _hours_form,
    "holidays": _holidays_form,
    "desks": _desks_form,
}
SAID: dict[str, Callable[[Any], dict[str, Any]]] = {
    "centre": lambda form: form.said(),
    "hours": lambda form: {
        "time_zone": form.cleaned_data["time_zone"],
        "week": [hours.written(day) for day in form.week],
    },
    "holidays": lambda form: {"days": by_day(form.days())},
    "desks": lambda form: form.cleaned_data,
}


def _to(step: str) -> HttpResponse:
    return redirect("sites:setup_step", step=step)


def _steps(current: str, setup: Setup) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "title": title,
            "is_current": code == current,
            "is_done": code in setup.answers and code != current,
        }
        for code, title in STEPS.items()
    ]


def _of_answers(answers: dict[str, Any]) -> dict[str, Any]:
    days = setting_up.days_of(answers["holidays"])
    return {
        "names": answers["centre"]["names"],
        "code": answers["centre"]["code"],
        "profile": PROFILES.get(answers["centre"]["profile"], answers["centre"]["profile"]),
        "time_zone": answers["hours"]["time_zone"],
        "week": list(zip(weekday_names(), setting_up.week_of(answers["hours"]), strict=True)),
        "days": sorted(days.items(), key=_by_day),
        "desks": answers["desks"]["count"],
        "languages": [(code, LANGUAGES[code]) for code in answers["desks"]["languages"]],
        "papers": PAPERS[answers["desks"]["papers"]],
    }


def _of_site(site: Site) -> dict[str, Any]:
    return {"names": site.names, "code": site.pk}


def _by_day(item: tuple[date, Any]) -> date:
    return item[0]


def _dead(request: HttpRequest) -> HttpResponse:
    return render(request, "sites/setup_dead.html", status=404)
