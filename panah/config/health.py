"""Whether the centre works: the database answers, the keeper is open, the worker works."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from panah.config.onlookers import may_see
from panah.sites import queries as sites
from panah.sites.tasks import WORKER
from panah.web.clock import real_now
from panah.web.context import keeper_state

SILENT_AFTER = timedelta(seconds=90)
WELL = ("", "evaluation")


@dataclass(frozen=True, slots=True)
class Health:
    """How each part is: `ok`, or a word that says what is not."""

    database: str
    keeper: str
    worker: str
    worker_beaten_at: str | None

    @property
    def is_well(self) -> bool:
        """Whether every part does its work."""
        return (self.database, self.keeper, self.worker) == ("ok", "ok", "ok")


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
        beaten = sites.last_beat(WORKER)
    except DatabaseError:
        return Health("silent", _keeper(), "unknown", None)
    works = beaten is not None and at - beaten < SILENT_AFTER
    said = beaten.isoformat(timespec="seconds") if beaten else None
    return Health("ok", _keeper(), "ok" if works else "silent", said)


def _keeper() -> str:
    state = keeper_state()
    return "ok" if state in WELL else state
