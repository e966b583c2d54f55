"""A line at one moment, as it was told: who waits, who is served, which desks are announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

STANDARD = "standard"
FAST_TRACK = "fast_track"
SERVED = "served"
LEFT = "left"
NO_SHOW = "no_show"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket that waits."""

    ticket: int | str
    lane: str
    party_size: int
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Serving:
    """A ticket that is at a desk."""

    since: datetime
    lane: str
    party_size: int


@dataclass(frozen=True, slots=True)
class Opening:
    """So many desks are announced from one moment to another."""

    opens_at: datetime
    closes_at: datetime
    desks: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that is over. Who left was perhaps never called; `desk` is empty where unknown."""

    taken_at: datetime
    called_at: datetime | None
    ended_at: datetime
    lane: str
    party_size: int
    outcome: str
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Everything an estimate may rest on.

    Args:
        waiting: in the order in which they are called.
        openings: the announced desks, what is past included: it shows how late they were. Empty
            when nothing is announced: the desks of this moment then go on.
        history: visits that ended before `now`, in any order.
        open_desks: desks at which somebody works now, where that is known.
    """

    now: datetime
    waiting: tuple[Waiting, ...]
    serving: tuple[Serving, ...] = ()
    openings: tuple[Opening, ...] = ()
    history: tuple[Visit, ...] = ()
    open_desks: int | None = None
