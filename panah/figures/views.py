"""What is published, for everybody."""

from __future__ import annotations

import csv as csv_files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from panah.figures import charts, queries
from panah.figures.definitions import DEFINITIONS, REGISTERED
from panah.sites.queries import here
from panah.web.clock import now


def published(request: HttpRequest) -> HttpResponse:
    """What was published; no parameter changes a figure."""
    site = here()
    page = queries.published(site, at=now())
    last = page.days[-charts.SHOWN_DAYS :]
    chart = charts.with_margins([day.figures[REGISTERED.code] for day in last])
    return render(
        request,
        "figures/published.html",
        {
            "site": site,
            "page": page,
            "rows": [(day, [day.figures.get(d.code) for d in DEFINITIONS]) for day in page.days],
            "chart": chart,
            "labelled": list(zip(chart.places, last, strict=True)),
            "definitions": DEFINITIONS,
        },
    )


def csv(request: HttpRequest) -> HttpResponse:
    """The same figures as a table for programs, in every language the same."""
    del request
    site = here()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="panah-{site.pk}.csv"'
    writer = csv_files.writer(answer)
    codes = [definition.code for definition in DEFINITIONS]
    ends = [f"{code}{end}" for code in codes for end in ("", "_low", "_high")]
    writer.writerow(["site", "day", *ends])
    for day in queries.published(site, at=now()).days:
        writer.writerow([site.pk, day.day.isoformat(), *_cells(day, codes)])
    return answer


def _cells(day: queries.Day, codes: list[str]) -> list[int | str]:
    cells: list[int | str] = []
    for code in codes:
        figure = day.figures.get(code)
        if figure is None:
            cells += ["", "", ""]
        else:
            cells += ["" if figure.about is None else figure.about, figure.low, figure.high]
    return cells
