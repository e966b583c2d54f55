"""Events and logs for tests."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from django.db import transaction

from panah.journal import actions
from panah.journal.events import LineAct, LineEvent, RegisterAct, RegisterEvent
from panah.journal.models import Entry, Log
from tests.builders import MORNING

DAY = date(2022, 10, 5)


def a_line_event(
    number: int = 1,
    *,
    act: LineAct = LineAct.TAKEN,
    at: datetime = MORNING,
    day: date = DAY,
    site: str = "ALA",
) -> LineEvent:
    """Somebody took a number."""
    return LineEvent(site=site, act=act, day=day, number=number, at=at, party_size=2)


def a_register_event(day: date = DAY, *, site: str = "ALA", **more: object) -> RegisterEvent:
    """Somebody was registered."""
    values: dict[str, object] = {
        "age_band": "18-28",
        "sex": "M",
        "nationality": "RUS",
        "origin_region": "RU-SAM",
        "group_size": 1,
    }
    return RegisterEvent(site=site, act=RegisterAct.REGISTERED, day=day, **(values | more))  # type: ignore[arg-type]


def tell(*events: LineEvent | RegisterEvent) -> None:
    """Write events as an act does."""
    with transaction.atomic():
        actions.record_many(events, at=MORNING)


def a_log_of(count: int, *, log: Log = Log.LINE) -> None:
    """A log with this many entries more."""
    if log is Log.LINE:
        tell(*(a_line_event(n, at=MORNING + timedelta(minutes=n)) for n in range(1, count + 1)))
    else:
        tell(*(a_register_event() for _ in range(count)))
    actions.sequence_pending(log, at=MORNING)


def bodies(log: Log = Log.LINE) -> list[bytes]:
    """What the entries of a log say, in order."""
    told = Entry.objects.filter(log=log).order_by("position")
    return [bytes(body) for body in told.values_list("body", flat=True)]


def encode_again(body: bytes, **changed: object) -> bytes:
    """The same event saying something else."""
    said = json.loads(body) | changed
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
