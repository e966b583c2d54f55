"""A registered group: its numbers and its papers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from panah.certificates import queries as certificates
from panah.desk import queries
from panah.desk.views.place import Place, at_a_desk
from panah.duplicates import queries as duplicates
from panah.engines.identity import IndividualNumber


@at_a_desk
def group(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """Show the numbers of a group, and print its papers."""
    found = queries.group_by_number(number, place.site)
    if found is None:
        raise Http404
    people = [IndividualNumber(one.pk) for one in queries.people_of(found)]
    papers = certificates.standings_of(people)
    context = {
        "place": place,
        "group": found,
        "papers": papers,
        "is_printed": all(paper.is_issued for paper in papers if paper.holds),
        "holding": any(paper.holds for paper in papers),
        "was_not_printed": request.GET.get("printed") == "no",
        "minors": queries.has_minors_alone(found),
        "alike": duplicates.are_being_compared(people),
    }
    return render(request, "desk/group.html", context)
