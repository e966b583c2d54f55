"""The public check, and the printing of papers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from panah.certificates import actions, queries
from panah.certificates.findings import finding
from panah.certificates.forms import CheckForm, ReplaceForm
from panah.certificates.models import Certificate
from panah.engines.identity import IndividualNumber, show_number
from panah.keeper.client.asker import asking_as
from panah.keeper.errors import KeeperError
from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.web.clock import now


def check(request: HttpRequest) -> HttpResponse:
    """Say what a code is worth. The code comes in the body, so that no log can keep it."""
    if request.method != "POST":
        return render(request, "certificates/check.html", {"form": CheckForm()})
    form = CheckForm(request.POST)
    if not form.is_valid():
        return render(request, "certificates/check.html", {"form": form}, status=422)
    found = queries.check(form.cleaned_data["code"], at=now())
    context = {"form": CheckForm(), "found": found, "said": finding(found)}
    return render(request, "certificates/check.html", context)


def outstanding(request: HttpRequest) -> HttpResponse:
    """List the groups whose papers nobody has seen printed yet."""
    site = _printer(request).site
    context = {"site": site, "groups": queries.outstanding_groups(site)}
    return render(request, "certificates/outstanding.html", context)


def group(request: HttpRequest, group: str) -> HttpResponse:
    """Show where the papers of one group stand."""
    return _shown(request, group)


def print_group(request: HttpRequest, group: str) -> HttpResponseBase:
    """The papers of one group as a PDF, a page each."""
    numbers = [IndividualNumber(one) for one in _living(_papers(request, group))]
    try:
        with asking_as(f"staff:{_printer(request).pk}"):
            content = actions.render_papers(numbers, at=now())
    except KeeperError:
        return _shown(request, group, status=503, keeper_is_silent=True)
    except actions.NoSuchPaper:
        raise Http404 from None
    saved = _printer(request).site.papers == Site.Papers.FILE  # printed elsewhere
    way = "attachment" if saved else "inline"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'{way}; filename="panah-{show_number(group)}.pdf"'},
    )


def confirm(request: HttpRequest, group: str) -> HttpResponseBase:
    """Note that a group's papers came out of the printer."""
    try:
        actions.confirm_group(group, by=_printer(request), at=now())
    except actions.NoSuchPaper:
        raise Http404 from None
    except actions.AlreadyRevoked:
        return _shown(request, group, status=409, was_revoked=True)
    return redirect(_next(request) or "certificates:outstanding")


def replace(request: HttpRequest, group: str) -> HttpResponseBase:
    """End one paper of a group and prepare its successor."""
    form = ReplaceForm(_issued(_papers(request, group)), request.POST)
    if not form.is_valid():
        return _shown(request, group, status=422, form=form)
    number = IndividualNumber(form.cleaned_data["number"])
    reason = Certificate.Reason(form.cleaned_data["reason"])
    try:
        actions.replace(number, reason, by=_printer(request), at=now())
    except actions.NoSuchPaper:
        return _shown(request, group, status=409, was_revoked=True)
    return redirect("certificates:group", group=group)


def _shown(request: HttpRequest, group: str, *, status: int = 200, **more: object) -> HttpResponse:
    papers = _papers(request, group)
    context = {
        "group": group,
        "site": _printer(request).site,
        "papers": queries.standings(papers),
        "waiting": any(paper.status == Certificate.Status.OUTSTANDING for paper in papers),
        "holding": bool(_living(papers)),
        "form": ReplaceForm(_issued(papers)) if _issued(papers) else None,
    }
    return render(request, "certificates/group.html", context | more, status=status)


def _living(papers: list[Certificate]) -> list[str]:
    return [one.individual_id for one in papers if one.status != Certificate.Status.REVOKED]


def _issued(papers: list[Certificate]) -> list[str]:
    # One that nobody has confirmed needs no successor: it is printed again.
    return [one.individual_id for one in papers if one.status == Certificate.Status.ISSUED]


def _papers(request: HttpRequest, group: str) -> list[Certificate]:
    # Another centre's group looks like one that is not there.
    papers = list(queries.papers_of(group).filter(site=_printer(request).site_id))
    if not papers:
        raise Http404
    return papers


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # A word without a stroke would be taken for the name of a view, and fail.
    return wanted if is_ours and "/" in wanted else ""


def _printer(request: HttpRequest) -> StaffMember:
    assert isinstance(request.user, StaffMember)
    return request.user
