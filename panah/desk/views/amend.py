"""A correction: the record is opened on record, its sheet is typed over, and it is sealed anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from panah.desk import actions, amending, screen
from panah.desk.amending import Amending, NotOurPage
from panah.desk.correcting import Reason
from panah.desk.models import RegistrationGroup
from panah.desk.record import Member, record_of
from panah.desk.record_forms import ReasonForm
from panah.desk.steps import Desktop, Step, take, with_lines_read
from panah.desk.typed import FIELDS, Typed
from panah.desk.views.place import Place, at_work, session_of
from panah.desk.views.record import address_of, group_here, reader_at, shown
from panah.desk.wording import said_of
from panah.keeper.errors import KeeperError
from panah.vault import actions as vault


@dataclass(frozen=True, slots=True, repr=False)
class _Work:
    """One record on one clerk's screen."""

    place: Place
    group: RegistrationGroup
    member: Member
    amending: Amending

    @property
    def desktop(self) -> Desktop:
        """The sheet as forms."""
        return Desktop.of(self.amending.typed, site=self.place.site, at=self.place.at)


@at_work
def correct(request: HttpRequest, place: Place, number: str) -> HttpResponse:
    """Open a record, and save what was corrected in it."""
    group = group_here(place, number)
    member = record_of(group, person=request.POST.get("person", "")).chosen
    if request.method != "POST" or member.is_erased:
        return redirect(address_of(group.number))
    if request.POST.get("do") == "open":
        return _opened(request, place, group=group, member=member)
    try:
        work = _Work(place, group, member, amending.posted(request.POST, member.number))
    except ValueError:
        return HttpResponseBadRequest()
    if request.POST.get("do") == "save":
        return _save(request, work)
    step = take(work.desktop, request.POST.get("do", ""))
    return _sheet(request, work, Step(replace(step.typed, current=0)))


def _opened(
    request: HttpRequest, place: Place, *, group: RegistrationGroup, member: Member
) -> HttpResponse:
    try:
        begun = _begin(place, member)
    except KeeperError as error:
        return shown(
            request, place, group, person=member.number, status=503, refused=said_of(error)
        )
    work = _Work(place, group, member, begun)
    return _sheet(request, work, Step(begun.typed))


def _save(request: HttpRequest, work: _Work) -> HttpResponse:
    lines = with_lines_read(work.desktop)
    if lines is not work.amending.typed:
        # Lines came in with this press: they are looked at before anything is sealed.
        return _sheet(request, _with(work, lines), Step(lines))
    if any(name not in request.POST for name in request.POST.getlist("asked")):
        return _side_by_side(request, work)
    form, reason = work.desktop.sheets.judged(0), ReasonForm(request.POST)
    if not (form.is_valid() & reason.is_valid()):
        return _sheet(request, work, Step(work.amending.typed, judged=0), reason=reason)
    try:
        return _sealed(request, work, Reason(reason.cleaned_data["reason"]))
    except vault.ChangedMeanwhile:
        return _side_by_side(request, work)
    except NotOurPage:
        return HttpResponseBadRequest()
    except (actions.GroupWithdrawn, vault.IdentityErased):
        return redirect(address_of(work.group.number))
    except KeeperError as error:
        return _sheet(
            request, work, Step(work.amending.typed), reason=reason, refused=said_of(error)
        )


def _sealed(request: HttpRequest, work: _Work, reason: Reason) -> HttpResponse:
    form = work.desktop.sheets.judged(0)
    form.is_valid()
    wanted = amending.correction(
        work.amending, form, reason, session=session_of(work.place.session_key)
    )
    if not wanted.changed:
        refused = _("Nothing differs from what is sealed. Change a field, or go back.")
        return _sheet(
            request,
            work,
            Step(work.amending.typed),
            reason=ReasonForm(request.POST),
            refused=refused,
        )
    actions.correct(wanted, by=work.place.clerk, at=work.place.at)
    return redirect(address_of(work.group.number, work.member.number))


def _sheet(
    request: HttpRequest,
    work: _Work,
    step: Step,
    *,
    reason: ReasonForm | None = None,
    refused: str = "",
) -> HttpResponse:
    desktop = Desktop.of(step.typed, site=work.place.site, at=work.place.at)
    reason = reason or ReasonForm(initial={"reason": request.POST.get("reason", "")})
    context = screen.of(desktop, step) | {
        "place": work.place,
        "group": work.group,
        "member": work.member,
        "amending": work.amending,
        "reason": reason,
        "forms": [reason],
        "refused": refused,
    }
    is_faulty = step.judged is not None
    return render(request, "desk/correct.html", context, status=422 if is_faulty else 200)


def _side_by_side(request: HttpRequest, work: _Work) -> HttpResponse:
    """Both values of every field that a colleague filled in otherwise meanwhile, to choose from."""
    try:
        theirs = _begin(work.place, work.member)
    except KeeperError as error:
        return _sheet(request, work, Step(work.amending.typed), refused=said_of(error))
    mine = dict(work.amending.typed.sheets[0])
    for name in FIELDS:
        if f"mine-p0-{name}" in request.POST:
            mine[name] = [request.POST[f"mine-p0-{name}"]]
    form = work.desktop.sheets.open(0)
    their_sheet = theirs.typed.sheets[0]
    differing = amending.differences(mine, their_sheet, form=form)
    asked = {one.name for one in differing}
    context = {
        "place": work.place,
        "group": work.group,
        "member": work.member,
        "amending": replace(theirs, typed=replace(work.amending.typed, request_id=uuid4())),
        "rows": differing,
        "is_withheld": not theirs.was,
        "their_needs": amending.needs_of(their_sheet),
        "my_needs": amending.needs_of(mine),
        "hidden": [
            (f"p0-{name}", value)
            for name, values in mine.items()
            if f"p0-{name}" not in asked
            for value in values
        ],
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "desk/side_by_side.html", context, status=409)


def _begin(place: Place, member: Member) -> Amending:
    return amending.begin(
        member.number,
        session=session_of(place.session_key),
        reader=reader_at(place),
        by=place.clerk,
        at=place.at,
    )


def _with(work: _Work, typed: Typed) -> _Work:
    return replace(work, amending=replace(work.amending, typed=replace(typed, current=0)))
