"""How often people were called when we said: for everybody to see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from panah.line import queries
from panah.line.charts import held_by_length
from panah.sites import queries as sites
from panah.web.clock import now


def honesty(request: HttpRequest) -> HttpResponse:
    """Show how often windows held, rounded and not, by the length of the line; before the first
    day, too."""
    if not sites.is_set_up():
        return render(request, "line/honesty.html", {})
    site, at = sites.here(), now()
    record = queries.record_of_windows(site, at)
    enough = [(band, held) for band, held in record.bands if held.is_enough]
    context = {
        "site": site,
        "record": record,
        "chart": held_by_length(enough) if enough else None,
        "basis": queries.basis_of_windows(site, at),
    }
    return render(request, "line/honesty.html", context)
