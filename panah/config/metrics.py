"""Figures of the running of things for whoever watches the machines. None of them has a name.

They are for this machine and for holders of the token: together they would tell how busy a centre
is before its figures are released. Text as Prometheus reads it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from panah.certificates import queries as certificates
from panah.config.health import health
from panah.config.onlookers import may_see
from panah.duplicates import queries as duplicates
from panah.journal import queries as journal
from panah.journal.models import Log
from panah.line import queries as line
from panah.sites import queries as sites
from panah.web.clock import now, real_now

SLOW_SECONDS = 2.0
SHARED_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The library's: a folder in which processes that answer together leave what each has counted."""
Next = Callable[[HttpRequest], HttpResponseBase]
Reading = tuple[str, str, float]

slow = structlog.get_logger("panah.slow")
registry = CollectorRegistry()
ANSWERS = Histogram(
    "panah_answer_seconds",
    "How long answers took.",
    ("view", "status"),
    buckets=(0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    registry=registry,
)


class Measured:
    """Notes how long each answer takes, by view and kind of status; the slow ones in the log."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        match = request.resolver_match
        view = match.view_name if match and match.view_name else "none"
        note(view, response.status_code, seconds)
        return response


def note(view: str, status: int, seconds: float) -> None:
    """Count an answer of a page, and how long it took."""
    ANSWERS.labels(view, f"{status // 100}xx").observe(seconds)
    if seconds > SLOW_SECONDS:
        slow.warning("slow answer", view=view, milliseconds=round(seconds * 1000))


class Readings:
    """What is read from the tables whenever somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One figure after the other."""
        for name, meaning, value in (*_of_processes(), *_of_centre()):
            yield GaugeMetricFamily(f"panah_{name}", meaning, value=value)


registry.register(Readings())


def metrics(request: HttpRequest) -> HttpResponse:
    """Every figure; strangers are told that there is no such page."""
    if not may_see(request):
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(_of_all()), content_type=CONTENT_TYPE_LATEST)


def _of_all() -> CollectorRegistry:
    """This process's figures, or those of all that answer, where they leave them in a folder."""
    if SHARED_VARIABLE not in os.environ:
        return registry
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    shared.register(Readings())
    return shared


def _of_processes() -> Iterator[Reading]:
    found = health(at=real_now())
    yield "database_up", "Whether the database answers.", float(found.database == "ok")
    yield "keeper_up", "Whether the keeper answers and is open.", float(found.keeper == "ok")
    yield "worker_up", "Whether the worker beat lately.", float(found.worker == "ok")
    yield "tasks_up", "Whether tasks were lately done, or none waited.", float(found.tasks == "ok")
    if found.database != "ok":
        return
    ready = DBTaskResult.objects.ready().filter(run_after__lte=real_now()).count()
    yield "tasks_due", "Tasks that wait for the worker.", ready
    yield "tasks_failed", "Tasks that were given up.", DBTaskResult.objects.failed().count()
    for log in Log:
        name = f"journal_{log.value}_pending"
        yield name, "Entries without a place in the log.", journal.pending_count(log)


def _of_centre() -> Iterator[Reading]:
    if not sites.is_set_up():
        return
    site, at = sites.here(), now()
    waiting = line.waiting_tickets(site, line.day_of(site, at)).count()
    yield "line_waiting", "Numbers that wait now.", waiting
    yield "desks_open", "Desks that are open.", sites.open_desk_count(site)
    outstanding = certificates.outstanding_count(site)
    yield "papers_outstanding", "Papers that nobody saw printed.", outstanding
    yield "pairs_open", "Pairs that wait for a judgement.", duplicates.open_pairs_count(site)
