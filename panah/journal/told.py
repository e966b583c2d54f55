"""What the register's log tells of a number: the only part of it that is about one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from panah.journal.encoding import decode
from panah.journal.events import RegisterAct
from panah.journal.models import Entry, Log, Mention, PendingEvent


@dataclass(frozen=True, slots=True)
class Told:
    """One entry about a number: the day, by which account, for what. No minute, no name."""

    subject: str
    act: RegisterAct
    day: date
    by: str = ""
    purpose: str = ""
    changed: tuple[str, ...] = ()


def told_of(subjects: Iterable[str]) -> list[Told]:
    """What was done to the records of some numbers, in the log's order, the newest last."""
    wanted = set(subjects)
    said = [decode(body) for body in _placed(wanted)]
    said += [body for body in map(decode, _pending()) if body.get("subject") in wanted]
    return [_told(one) for one in said]


def _placed(subjects: set[str]) -> Iterator[bytes | memoryview]:
    places = Mention.objects.filter(subject__in=subjects).values("position")
    entries = Entry.objects.filter(log=Log.REGISTER, position__in=places).order_by("position")
    yield from entries.values_list("body", flat=True)


def _pending() -> QuerySet[PendingEvent, bytes | memoryview]:
    waiting = PendingEvent.objects.filter(log=Log.REGISTER)
    return waiting.values_list("body", flat=True)


def _told(said: dict[str, Any]) -> Told:
    return Told(
        subject=said["subject"],
        act=RegisterAct(said["act"]),
        day=date.fromisoformat(said["day"]),
        by=said.get("by", ""),
        purpose=said.get("purpose", ""),
        changed=tuple(said.get("changed", ())),
    )
