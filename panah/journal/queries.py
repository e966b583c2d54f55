"""Reading the journal: sizes, roots, proofs, entries, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min

from panah.engines.transparency import (
    inclusion_proof,
    leaf_hash,
    root_of,
    verifier_key,
    verify_inclusion,
)
from panah.journal.encoding import Said, decode, said_in
from panah.journal.events import CentreAct, LineAct, RegisterAct
from panah.journal.models import Entry, Log, PendingEvent
from panah.journal.reading import (
    NoTile,
    Signed,
    checking_keys,
    latest_checkpoint,
    nodes_of,
    origin_of,
    size_of,
)
from panah.journal.told import Told, told_of
from panah.journal.verifying import Fault, FaultKind, Verdict, verify

__all__ = [
    "PAGE",
    "Fault",
    "FaultKind",
    "Happened",
    "Head",
    "LineDay",
    "NoTile",
    "Proof",
    "Signed",
    "Told",
    "Verdict",
    "changes_told",
    "checking_keys",
    "count_on",
    "days_of",
    "entries_page",
    "group_sizes_on",
    "happened_to",
    "head_of",
    "latest_checkpoint",
    "latest_day",
    "line_on",
    "origin_of",
    "pending_count",
    "proof_of",
    "registered_on",
    "size_of",
    "told_of",
    "verifier_keys",
    "verify",
]

PAGE = 1000
"""Entries on one page of the download."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far a log has come."""

    log: Log
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """The way from one entry to a root, and whether we walked it to the end just now.

    `note` is the signed checkpoint of that root; empty when the entry is newer than the last one.
    """

    position: int
    size: int
    body: bytes
    leaf: bytes
    path: tuple[bytes, ...]
    root: bytes
    leads_there: bool
    note: str


@dataclass(frozen=True, slots=True)
class LineDay:
    """When each number of a day was taken, and when it was first called."""

    taken: Mapping[int, datetime]
    called: Mapping[int, datetime]

    def waits_minutes(self) -> list[float]:
        """How long each called number had waited."""
        both = self.called.keys() & self.taken.keys()
        return [(self.called[n] - self.taken[n]).total_seconds() / 60 for n in both]


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry about a number; `at` is on the clock of its site."""

    position: int
    site: str
    act: LineAct
    desk: str
    at: datetime | None


def pending_count(log: Log) -> int:
    """How many committed events still wait for their place."""
    return PendingEvent.objects.filter(log=log).count()


def head_of(log: Log) -> Head:
    """The size and the root of a log now."""
    size = size_of(log)
    return Head(log, size, root_of(nodes_of(log), size=size))


def verifier_keys(log: Log) -> list[str]:
    """The same, in the form that tools for signed notes read."""
    return [verifier_key(origin_of(log), key) for key in checking_keys()]


def latest_day() -> date | None:
    """The newest day of which the line's log tells."""
    newest: date | None = Entry.objects.filter(log=Log.LINE).aggregate(last=Max("day"))["last"]
    return newest


def happened_to(number: int, day: date) -> list[Happened]:
    """What the line's log says about a number of a day, in order."""
    told = Entry.objects.filter(log=Log.LINE, day=day, number=number).order_by("position")
    return [_happened(entry) for entry in told]


def proof_of(position: int) -> Proof | None:
    """The proof that an entry is in the line's log: in what was signed last, once it is there."""
    entry = Entry.objects.filter(log=Log.LINE, position=position).first()
    if entry is None:
        return None
    signed = latest_checkpoint(Log.LINE)
    if signed and position < signed.size:
        return _proof(
            bytes(entry.body), position, size=signed.size, root=signed.root, note=signed.note
        )
    head = head_of(Log.LINE)
    return _proof(bytes(entry.body), position, size=head.size, root=head.root)


def _proof(body: bytes, position: int, *, size: int, root: bytes, note: str = "") -> Proof:
    path = inclusion_proof(nodes_of(Log.LINE), index=position, size=size)
    leaf = leaf_hash(body)
    leads = verify_inclusion(leaf, path, index=position, size=size, root=root)
    return Proof(position, size, body, leaf, tuple(path), root, leads, note)


def entries_page(page: int) -> list[bytes]:
    """One page of the line's entries, as they were hashed."""
    start = page * PAGE
    told = Entry.objects.filter(
        log=Log.LINE, position__gte=start, position__lt=start + PAGE
    ).order_by("position")
    return [bytes(body) for body in told.values_list("body", flat=True)]


def bodies_of(act: RegisterAct) -> list[bytes]:
    """What the register's log says of every act of one kind, in its order."""
    found = Entry.objects.filter(log=Log.REGISTER, act=act.value)
    return [bytes(body) for body in found.values_list("body", flat=True)]


def registered_on(site: str, day: date) -> int:
    """How many people were registered at a site on a day, those taken back not counted."""
    return count_on(site, day, RegisterAct.REGISTERED) - count_on(site, day, RegisterAct.WITHDRAWN)


def count_on(site: str, day: date, act: RegisterAct) -> int:
    """How often an act of the register happened at a site on a day."""
    placed = Entry.objects.filter(log=Log.REGISTER, site=site, day=day, act=act.value).count()
    return placed + sum(
        (said.site, said.day, said.act) == (site, day, act.value) for said in _pending_said()
    )


def changes_told(site: str) -> set[str]:
    """The digests of all changes of a centre, with or without a place in the log."""
    told = Entry.objects.filter(log=Log.REGISTER, site=site, act=CentreAct.CHANGED.value)
    waiting = PendingEvent.objects.filter(log=Log.REGISTER).values_list("body", flat=True)
    said = map(decode, [*told.values_list("body", flat=True), *waiting])
    return {one["digest"] for one in said if "digest" in one and one["site"] == site}


def group_sizes_on(site: str, day: date) -> Counter[int]:
    """How many people were registered in groups of each size on a day that is over.

    A registration that was taken back is taken off. A group that had grown meanwhile is taken off
    at its later size, so that a count may be below nothing; their sum is right.
    """
    sizes = _sizes(site, day, RegisterAct.REGISTERED)
    sizes.subtract(_sizes(site, day, RegisterAct.WITHDRAWN))
    return sizes


def _sizes(site: str, day: date, act: RegisterAct) -> Counter[int]:
    told = Entry.objects.filter(log=Log.REGISTER, site=site, day=day, act=act.value)
    bodies = told.values_list("body", flat=True).iterator(chunk_size=2000)
    return Counter(decode(body).get("group_size", 1) for body in bodies)


def line_on(site: str, day: date) -> LineDay:
    """What the line's log says about a day as a whole: when numbers were taken and called."""
    first: dict[LineAct, dict[int, datetime]] = {LineAct.TAKEN: {}, LineAct.CALLED: {}}
    told = Entry.objects.filter(log=Log.LINE, site=site, day=day, act__in=list(first))
    for body in told.order_by("position").values_list("body", flat=True).iterator(chunk_size=2000):
        said = said_in(body)
        if said.at is not None and said.number is not None:
            first[LineAct(said.act)].setdefault(said.number, said.at)
    return LineDay(taken=first[LineAct.TAKEN], called=first[LineAct.CALLED])


def days_of(site: str, *, since: date = date.min) -> list[date]:
    """The days from `since` on of which the journal tells anything about a site, in order."""
    return sorted({day for log in Log for day in _days_of(log, site, since)})


def _days_of(log: Log, site: str, since: date) -> Iterator[date]:
    # From day to day along the index: a DISTINCT would read every entry of every day.
    days = Entry.objects.filter(log=log, site=site)
    day = days.filter(day__gte=since).aggregate(first=Min("day"))["first"]
    while day is not None:
        yield day
        day = days.filter(day__gt=day).aggregate(next=Min("day"))["next"]


def _happened(entry: Entry) -> Happened:
    said = said_in(entry.body)
    desk = decode(entry.body).get("desk", "")
    return Happened(entry.position, said.site, LineAct(said.act), desk, said.at)


def _pending_said() -> Iterator[Said]:
    waiting = PendingEvent.objects.filter(log=Log.REGISTER).values_list("body", flat=True)
    return (said_in(body) for body in waiting)
