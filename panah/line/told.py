"""What the holder of a waiting ticket is told about the time, as it stands on the page now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from panah.line import honesty
from panah.line.honesty import Held
from panah.line.models import Ticket, Window
from panah.line.newcomers import is_fresh, newest
from panah.line.windows import Span

STAYS = timedelta(minutes=30)  # so long a page says that a window moved, and why
Says = Window.Says


@dataclass(frozen=True, slots=True)
class Told:
    """A window as it is read now.

    `moved_from` and `reasons` say what stood there before, when it moved by more than ten minutes;
    `made_at` is when the last estimate was made, when that is too long ago.
    """

    not_before: datetime
    not_after: datetime
    is_any_moment: bool
    says: str
    band: str
    held: Held | None
    moved_from: Span | None = None
    was_not_today: bool = False
    reasons: tuple[str, ...] = ()
    made_at: datetime | None = None

    @property
    def is_not_today(self) -> bool:
        """Whether the day ends before this ticket is called, as far as anybody can see."""
        return self.says == Says.NOT_TODAY

    @property
    def is_perhaps(self) -> bool:
        """Whether it may be too late today."""
        return self.says == Says.PERHAPS

    @property
    def span(self) -> Span:
        """From when to when."""
        return self.not_before, self.not_after


class Said(Protocol):
    """A window as it stands in a row, or as much of it as a page says."""

    @property
    def made_at(self) -> datetime: ...
    @property
    def lane(self) -> str: ...
    @property
    def band(self) -> str: ...
    @property
    def says(self) -> str: ...
    @property
    def shown_low_at(self) -> datetime: ...
    @property
    def shown_high_at(self) -> datetime: ...
    @property
    def reasons(self) -> Sequence[str]: ...
    @property
    def before(self) -> Said | None: ...


def told(ticket: Ticket, *, at: datetime) -> Told | None:
    """What is said to a ticket now; None when it has no window, or one that has run out."""
    row = ticket.windows.filter(is_current=True).select_related("before__before").first()
    if row is None or row.lane != ticket.lane:
        return None
    estimate, site = newest(ticket.site), ticket.site
    until = site.local(at).date()
    return told_by(
        row,
        newest_at=estimate.made_at if estimate else None,
        held=lambda band: honesty.held_in_band(site, band, until=until),
        at=at,
    )


def told_by(
    row: Said, *, newest_at: datetime | None, held: Callable[[str], Held], at: datetime
) -> Told | None:
    """What a window says at a moment; None when it has run out.

    A window that the worker stands behind may end a moment ago: it says so anew at once. When the
    worker has been silent for some minutes, a window that has ended says nothing any more.

    Args:
        newest_at: when the worker made its last estimate of the centre.
        held: how often windows of a length of the line held here.
    """
    fresh = is_fresh(newest_at, at=at)
    has_ended = row.shown_high_at <= at
    if has_ended and not fresh:
        return None
    moved = _moved(row, at=at)
    return Told(
        not_before=max(row.shown_low_at, at),
        not_after=max(row.shown_high_at, at),
        is_any_moment=row.shown_low_at <= at and row.says != Says.NOT_TODAY,
        says=row.says,
        band=row.band,
        held=_enough(held(row.band)) if row.says == Says.TODAY else None,
        moved_from=_span(moved.before) if moved and moved.before else None,
        was_not_today=bool(moved and moved.before and moved.before.says == Says.NOT_TODAY),
        reasons=tuple(moved.reasons) if moved else (),
        made_at=None if fresh else max(row.made_at, newest_at or row.made_at),
    )


def _moved(row: Said, *, at: datetime) -> Said | None:
    """The window that was announced as moved last, while that is worth saying."""
    announced = row if row.reasons else row.before
    if announced is None or not announced.reasons or at - announced.made_at > STAYS:
        return None
    return announced


def _span(row: Said) -> Span | None:
    return None if row.says == Says.NOT_TODAY else (row.shown_low_at, row.shown_high_at)


def _enough(found: Held) -> Held | None:
    return found if found.is_enough else None
