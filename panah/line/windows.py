"""Windows as rows and as they are read: when a new one replaces the old, and why it moved.

The engine estimates; here is what a person is told. A window on a page changes only when the new
estimate no longer fits in it, when the new one is sharper by ten minutes, or when the line before
the ticket is of another length: a page that changes every minute is believed by nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from panah.engines.waiting import Calibration, Called, Reason, Window, shown, why_it_moved
from panah.line.models import SiteEstimate, Ticket
from panah.line.models import Window as Row

MOVED_MINUTES = 10
MOVED = timedelta(minutes=MOVED_MINUTES)
SEEN_SOONER = "seen_sooner"
METHOD = "simulated"

Span = tuple[datetime, datetime]


def kept(stored: dict[str, Any] | None) -> Window | None:
    """A window as it was stored; None for one that an older version stored in another form."""
    try:
        return Window.from_plain(stored) if stored else None
    except (KeyError, TypeError, ValueError):
        return None


def learned_so_far(estimate: SiteEstimate | None) -> Calibration:
    """What windows have taught a centre; nothing where an older version stored another form."""
    try:
        return Calibration.from_plain(estimate.calibration if estimate else {})
    except (KeyError, TypeError, ValueError, AttributeError):
        return Calibration()


def moment_of(window: Window, minutes: float) -> datetime:
    """The moment that lies so many minutes after a window was made; never before it."""
    return window.at + timedelta(minutes=max(0.0, minutes))


def span_of(window: Window, *, closes_at: datetime) -> Span:
    """What a page shows of a window: rounded outward, and not beyond the closing of the desks."""
    told = shown(window, now=window.at)
    if window.called is Called.NOT_TODAY or told.not_before >= closes_at:
        return told.not_before, told.not_after
    return told.not_before, min(told.not_after, closes_at)


def row_of(window: Window, ticket: Ticket, *, closes_at: datetime, method: str = METHOD) -> Row:
    """A row that keeps a window as it was told to a ticket."""
    low, high = span_of(window, closes_at=closes_at)
    return Row(
        ticket=ticket,
        made_at=window.at,
        ahead=window.drivers.ahead,
        band=window.band,
        lane=ticket.lane,
        method=method,
        says=window.called.value,
        low_at=moment_of(window, window.low_minutes),
        middle_at=moment_of(window, window.middle_minutes),
        high_at=moment_of(window, window.high_minutes),
        shown_low_at=low,
        shown_high_at=high,
        made_of=window.plain(),
    )


def is_said_anew(old: Row, new: Row) -> bool:
    """Whether a page should say the new window instead of the old one."""
    if (old.says, old.band, old.lane) != (new.says, new.band, new.lane):
        return True
    if new.low_at < old.shown_low_at or new.high_at > old.shown_high_at:
        return True
    left_of_old = old.shown_high_at - max(old.shown_low_at, new.made_at)
    return left_of_old - (new.shown_high_at - new.shown_low_at) >= MOVED


def compared_with(old: Row) -> Row:
    """The window with which the one after this is compared: the last that was announced."""
    return old if old.reasons or old.before is None else old.before


def is_explained(old: Row, new: Row) -> bool:
    """Whether the page says why it moved, so that what the earlier one was made of is needed."""
    reference = compared_with(old)
    return reference.lane == new.lane and _has_moved(reference, new)


def follow(old: Row, new: Row) -> Row:
    """Let a new row say what it is compared with, and why it moved if it did by ten minutes.

    Small steps add up: a row is compared with the last one that was announced, or the first.
    """
    reference = compared_with(old)
    new.before = reference
    new.reasons = reasons_of(reference, new)
    return new


def reasons_of(old: Row, new: Row) -> list[str]:
    """Why a window moved by more than ten minutes; nothing when it did not, or only narrowed."""
    if old.lane != new.lane:
        return [SEEN_SOONER]
    if not _has_moved(old, new):
        return []
    before, after = kept(old.made_of), kept(new.made_of)
    said = why_it_moved(before, after, more_than_minutes=MOVED_MINUTES) if before and after else ()
    return [reason.value for reason in said] or [Reason.AS_BEFORE.value]


def _has_moved(old: Row, new: Row) -> bool:
    sooner = old.shown_low_at - new.shown_low_at
    later = new.shown_high_at - old.shown_high_at
    return max(sooner, later, abs(new.middle_at - old.middle_at)) > MOVED
