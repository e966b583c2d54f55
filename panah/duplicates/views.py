"""The review: two records, what speaks for one person, and three equal answers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from panah.duplicates import actions, queries
from panah.duplicates.forms import JudgementForm
from panah.duplicates.models import CandidatePair, Judgement
from panah.duplicates.side_by_side import side_by_side
from panah.duplicates.waterfall import in_order, waterfall
from panah.engines.identity import Identity, IndividualNumber
from panah.keeper.client.asker import asking_as
from panah.keeper.errors import KeeperError
from panah.staff.models import StaffMember
from panah.vault.actions import IdentityErased, Purpose, WithheldIdentity, open_identity
from panah.web.clock import now


def pairs(request: HttpRequest) -> HttpResponse:
    """List the pairs that wait for a person."""
    site = _reviewer(request).site
    context = {
        "pairs": queries.open_pairs(site)[:100],
        "undecided": queries.undecided_pairs(site)[:100],
        "site": site,
    }
    return render(request, "duplicates/pairs.html", context)


def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what speaks for one pair, with both identities still sealed."""
    found = _pair(request, pk)
    return render(request, "duplicates/pair.html", _about(request, found))


def open_both(request: HttpRequest, pk: int) -> HttpResponse:
    """Open both identities, on record, and show them beside each other."""
    found = _pair(request, pk)
    context = _about(request, found)
    try:
        left, right = (_opened(request, number) for number in (found.lower_id, found.higher_id))
        codes = [code for code, _bits in found.reasons]
        profile = context["site"].profile
        rows = side_by_side(left, right, codes, profile=profile)
        context |= {"rows": rows, "opened_at": now()}
    except WithheldIdentity:
        context["is_withheld"] = True
    except IdentityErased:
        context["is_erased"] = True
    except KeeperError:
        context["keeper_is_silent"] = True
    return render(request, "duplicates/pair.html", context)


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the judgement and go on to the next pair."""
    found = _pair(request, pk)
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return render(
            request, "duplicates/pair.html", _about(request, found) | {"form": form}, status=422
        )
    judgement, note = Judgement(form.cleaned_data["judgement"]), form.cleaned_data["note"]
    try:
        actions.decide(found, judgement, by=_reviewer(request), at=now(), note=note)
    except actions.PairAlreadyJudged:
        return render(
            request, "duplicates/pair.html", _about(request, found) | {"was_judged": True}
        )
    return redirect("duplicates:pairs")


def _about(request: HttpRequest, found: CandidatePair) -> dict[str, Any]:
    site = _reviewer(request).site
    return {
        "pair": found,
        "site": site,
        "fall": waterfall(in_order(found.reasons), found.weight_bits),
        "odds": round(2 ** abs(found.weight_bits)),
        "left": queries.open_pairs_count(site),
        "is_open": found.judgement in (Judgement.OPEN, Judgement.CANNOT_TELL),
    }


def _pair(request: HttpRequest, pk: int) -> CandidatePair:
    found = queries.pair_at(_reviewer(request).site, pk)
    if found is None:
        raise Http404
    return found


def _opened(request: HttpRequest, number: str) -> Identity:
    by = _reviewer(request)
    with asking_as(f"staff:{by.pk}"):
        return open_identity(IndividualNumber(number), by=by, purpose=Purpose.REVIEW, at=now())


def _reviewer(request: HttpRequest) -> StaffMember:
    assert isinstance(request.user, StaffMember)
    return request.user
