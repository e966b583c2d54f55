"""The interview: one screen, from the first person's document to the registered group."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone

from panah.desk import actions, drafts, queries, screen
from panah.desk.interview import Interview
from panah.desk.steps import Desktop, Step, take, with_lines_read
from panah.desk.typed import Typed, nothing_typed
from panah.desk.views.place import Place, at_a_desk
from panah.desk.wording import Problem, problem_of
from panah.duplicates.queries import comparability
from panah.keeper.errors import KeeperError
from panah.line.models import Ticket


@at_a_desk
def interview(request: HttpRequest, place: Place, number: int) -> HttpResponse:
    """Show the sheets of a number, and do what was pressed."""
    if request.method == "POST":
        return _pressed(request, place, number)
    ticket = place.ticket_numbered(number)
    if ticket is None:
        return redirect("desk:desk")
    try:
        typed = None if "anew" in request.GET else _kept(place, ticket)
    except KeeperError as error:
        context = {"place": place, "ticket": ticket, "problem": problem_of(error)}
        return render(request, "desk/kept.html", context, status=503)
    step = Step(typed or nothing_typed(ticket.party_size))
    return _shown(request, place, step=step, number=number)


@at_a_desk
def draft(request: HttpRequest, place: Place, number: int) -> HttpResponse:
    """Keep what is typed, and say so."""
    typed = _typed(request)
    if typed is None:
        return HttpResponseBadRequest()
    problem = _save(place, place.ticket_numbered(number), typed)
    return render(request, "desk/_saved.html", {"place": place, "problem": problem})


@at_a_desk
def zone(request: HttpRequest, place: Place, number: int) -> HttpResponse:
    """Read the lines of a document, and show the sheet with what they fill in."""
    typed = _typed(request)
    if typed is None:
        return HttpResponseBadRequest()
    read = with_lines_read(Desktop.of(typed, site=place.site, at=place.at))
    problem = _save(place, place.ticket_numbered(number), read)
    context = screen.of(Desktop.of(read, site=place.site, at=place.at), Step(read))
    context |= {"place": place, "number": number, "problem": problem}
    return render(request, "desk/_read.html", context)


def _pressed(request: HttpRequest, place: Place, number: int) -> HttpResponse:
    typed, ticket = _typed(request), place.ticket_numbered(number)
    if typed is None:
        return HttpResponseBadRequest()
    do = request.POST.get("do", "")
    step = take(Desktop.of(typed, site=place.site, at=place.at), do)
    if do == "register" and typed.is_review and step.is_settled:
        return _register(request, place, step=step, number=number, ticket=ticket)
    problem = _save(place, ticket, step.typed)
    if step.is_settled and problem is None:
        return redirect("desk:interview", number=number)
    return _shown(request, place, step=step, number=number, problem=problem)


def _register(
    request: HttpRequest, place: Place, *, step: Step, number: int, ticket: Ticket | None
) -> HttpResponse:
    group, problem = None, Problem.MOVED_ON
    try:
        if ticket is None:
            # Sent twice, the number is not at the desk any more, and the group is there.
            group = queries.group_of_request(step.typed.request_id, place.site)
        else:
            interview = step.interview or _interview(place, step)
            group = actions.register(ticket, interview, by=place.clerk, at=place.at)
    except actions.TicketNotCalled:
        problem = Problem.MOVED_ON
    except KeeperError as error:
        problem = problem_of(error)
    if group is not None:
        return redirect("desk:group", number=group.number)
    return _shown(request, place, step=step, number=number, problem=problem)


def _interview(place: Place, step: Step) -> Interview:
    return Desktop.of(step.typed, site=place.site, at=place.at).sheets.interview()


def _shown(
    request: HttpRequest,
    place: Place,
    *,
    step: Step,
    number: int,
    problem: Problem | None = None,
) -> HttpResponse:
    desktop = Desktop.of(step.typed, site=place.site, at=place.at)
    context = screen.of(desktop, step)
    context |= {"place": place, "number": number, "ticket": place.ticket_numbered(number)}
    if step.typed.is_review:
        people, asked = screen.review(desktop)
        context |= {"people": people, "compares_all": comparability().is_over}
        problem = problem or asked
    template = "desk/review.html" if step.typed.is_review else "desk/interview.html"
    return render(request, template, context | {"problem": problem})


def _typed(request: HttpRequest) -> Typed | None:
    try:
        return Typed.from_post(request.POST)
    except ValueError:
        return None


def _kept(place: Place, ticket: Ticket) -> Typed | None:
    return drafts.open_draft(place.session_key, ticket, real_now=timezone.now())


def _save(place: Place, ticket: Ticket | None, typed: Typed) -> Problem | None:
    if ticket is None:
        return Problem.MOVED_ON
    try:
        actions.save_draft(place.session_key, ticket, typed, real_now=timezone.now())
    except KeeperError as error:
        return problem_of(error)
    if place.ticket() is None:
        # Registered in another request meanwhile: nothing that was typed stays behind.
        actions.forget_drafts_of_ticket(ticket)
    return None
