"""The line's log for everybody to check; the register's for those who audit it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from panah.journal import queries
from panah.journal.forms import LookUp
from panah.journal.models import Log
from panah.journal.wording import ACTS

FOR_EVER = "public, max-age=31536000, immutable"


def line(request: HttpRequest) -> HttpResponse:
    """What was signed, and what happened to a number."""
    asked = "number" in request.GET
    form = LookUp(request.GET) if asked else LookUp(initial={"day": queries.latest_day()})
    found = _found(**form.cleaned_data) if asked and form.is_valid() else {}
    signed = queries.latest_checkpoint(Log.LINE)
    entries = signed.size if signed else 0
    pages = list(_pages(entries))
    keys = queries.verifier_keys(Log.LINE)
    return render(
        request,
        "journal/line.html",
        {"form": form, "signed": signed, "pages": pages, "keys": keys, **found},
    )


def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint, as a file to keep."""
    del request
    signed = queries.latest_checkpoint(Log.LINE)
    if signed is None:
        raise Http404
    return HttpResponse(signed.note, content_type="text/plain; charset=utf-8")


def entries(request: HttpRequest, page: int) -> HttpResponse:
    """A thousand entries, a line each, byte for byte what was hashed."""
    del request
    bodies = queries.entries_page(page)
    if not bodies:
        raise Http404
    answer = HttpResponse(b"\n".join(bodies) + b"\n", content_type="application/jsonl")
    if len(bodies) == queries.PAGE:  # entries never change, so a full page never does
        answer["Cache-Control"] = FOR_EVER
    return answer


def proof(request: HttpRequest, position: int) -> HttpResponse:
    """The proof that one entry is in the log, for a program to check."""
    del request
    found = queries.proof_of(position)
    if found is None:
        raise Http404
    return JsonResponse(
        {
            "position": found.position,
            "size": found.size,
            "entry": found.body.decode(),
            "leaf_hash": _base64(found.leaf),
            "path": [_base64(hashed) for hashed in found.path],
            "root": _base64(found.root),
            "checkpoint": found.note,
        }
    )


def register(request: HttpRequest) -> HttpResponse:
    """How far both logs have come, for whoever audits them."""
    logs = [
        {
            "log": log,
            "size": queries.size_of(log),
            "signed": queries.latest_checkpoint(log),
            "pending": queries.pending_count(log),
            "keys": queries.verifier_keys(log),
        }
        for log in Log
    ]
    return render(request, "journal/register.html", {"logs": logs})


def _found(number: int, day: date) -> dict[str, Any]:
    told = queries.happened_to(number, day)
    rows = [(entry, ACTS[entry.act]) for entry in told]
    proofs = [queries.proof_of(entry.position) for entry in told]
    return {
        "number": number,
        "day": day,
        "rows": rows,
        "is_proved": all(p is not None and p.leads_there and p.note for p in proofs),
        "is_broken": not all(p is not None and p.leads_there for p in proofs),
    }


def _pages(entries: int) -> Iterator[tuple[int, int, int]]:
    """Each page of the download: its number, its first entry and its last."""
    for page, first in enumerate(range(0, entries, queries.PAGE)):
        yield page, first, min(first + queries.PAGE, entries) - 1


def _base64(hashed: bytes) -> str:
    return b64encode(hashed).decode()
