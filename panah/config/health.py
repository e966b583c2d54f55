"""Whether the centre works: database, keeper, worker, and the tasks that wait for the worker."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from panah.config.onlookers import may_see
from panah.sites import queries as sites
from panah.sites.tasks import TASKS, WORKER
from panah.web.clock import real_now
from panah.web.context import keeper_state

SILENT_AFTER = timedelta(seconds=90)
"""The worker beats every 15 seconds. The longest task compares 200 people, in seconds; it waits 30
at most for an answer of the keeper."""
WELL = ("", "evaluation")


@dataclass(frozen=True, slots=True)
class Health:
    """How each part is: `ok`, or a word that says what is not."""

    database: str
    keeper: str
    worker: str
    tasks: str
    worker_beaten_at: str | None
    tasks_done_at: str | None

    @property
    def is_well(self) -> bool:
        """Whether every part does its work."""
        return {self.database, self.keeper, self.worker, self.tasks} == {"ok"}


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well and 503 when not; the parts are named to this machine alone."""
    found = health(at=real_now())
    shown: dict[str, object] = {"ok": found.is_well}
    if may_see(request):
        shown |= asdict(found)
    return JsonResponse(shown, status=200 if found.is_well else 503)


def health(*, at: datetime) -> Health:
    """How the centre is at a moment of real time."""
    try:
        connection.ensure_connection()
        worker, tasks = sites.last_beat(WORKER), sites.last_beat(TASKS)
    except DatabaseError:
        return Health("silent", _keeper(), "unknown", "unknown", None, None)
    beats = (_heard(worker, at), _heard(tasks, at))
    return Health("ok", _keeper(), *beats, _written(worker), _written(tasks))


def _heard(beaten: datetime | None, at: datetime) -> str:
    return "ok" if beaten is not None and at - beaten < SILENT_AFTER else "silent"


def _written(beaten: datetime | None) -> str | None:
    return beaten.isoformat(timespec="seconds") if beaten else None


def _keeper() -> str:
    state = keeper_state()
    return "ok" if state in WELL else state
