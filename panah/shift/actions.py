"""Changes that a shift leader makes, and what the worker notes about the centre."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from panah.line import actions as line
from panah.line import queries as lines
from panah.shift.looking import Kind, look
from panah.shift.models import Alarm, Watch
from panah.sites import actions as sites
from panah.sites.models import Desk, Site
from panah.staff.models import StaffMember


class TooLate(Exception):
    """What was to be taken back has had consequences, or somebody has done it already."""


class NoSuchAlarm(Exception):
    """The alarm is another centre's, or somebody else has seen it first."""


def look_around(site: Site, *, at: datetime, real_at: datetime) -> None:
    """Note what is wrong and what is not any more. Doing it twice changes nothing."""
    last = Watch.objects.filter(pk=site.pk).first() or Watch(site=site, looked_at=real_at)
    found = look(last, real_at=real_at)
    with transaction.atomic():
        for kind, amount in found.standing.items():
            raise_alarm(site, kind, amount=amount, at=at)
        standing = Alarm.objects.filter(site=site, ended_at=None, began_at__lte=at)
        standing.exclude(kind__in=found.standing).update(ended_at=at)
        for passed, size in found.passed.items():
            tell_alarm(site, passed, amount=size, at=at)
        found.watch.save()


def raise_alarm(site: Site, kind: Kind, *, amount: int | None = None, at: datetime) -> None:
    """Say that something is wrong from now on; one that stands already goes on standing."""
    standing = Alarm.objects.filter(site=site, kind=kind, ended_at=None)
    if standing.exists():
        return
    try:
        with transaction.atomic():
            Alarm.objects.create(site=site, kind=kind, amount=amount, began_at=at)
    except IntegrityError:
        return  # another process has said so in the same moment


def tell_alarm(site: Site, kind: Kind, *, amount: int, at: datetime) -> None:
    """Say that something went wrong and is over; what nobody has seen yet is added to."""
    unseen = Alarm.objects.filter(site=site, kind=kind, seen_at=None, ended_at__isnull=False)
    known = unseen.first()
    if known is None:
        Alarm.objects.create(site=site, kind=kind, amount=amount, began_at=at, ended_at=at)
        return
    total = (known.amount or 0) + amount if kind == Kind.TOO_FAST else amount
    unseen.filter(pk=known.pk).update(amount=total, ended_at=max(at, known.began_at))


def note_seen(site: Site, alarm: int, *, by: StaffMember, at: datetime) -> None:
    """Note who has seen an alarm, and when.

    Raises:
        NoSuchAlarm: nothing was changed.
    """
    unseen = Alarm.objects.filter(pk=alarm, site=site, seen_at=None)
    if not unseen.update(seen_at=at, seen_by=by):
        raise NoSuchAlarm(str(alarm))


def open_desk(desk: Desk, *, by: StaffMember, at: datetime) -> bool:
    """Open a desk; whether it was closed."""
    return sites.open_desk(desk.site, desk.number, by=by.username, at=at)


def close_desk(desk: Desk, *, by: StaffMember, at: datetime) -> bool:
    """Close a desk, which ends its pause, too; whether it was open."""
    with transaction.atomic():
        was_open = sites.close_desk(desk.site, desk.number, by=by.username, at=at)
        _resume(desk, by=by, at=at)
    return was_open


def resume_desk(desk: Desk, *, by: StaffMember, at: datetime) -> bool:
    """Let a paused desk call again; whether it was paused."""
    return _resume(desk, by=by, at=at)


def take_back(desk: Desk, done: str, *, by: StaffMember, at: datetime) -> None:
    """Undo what was done to a desk a moment ago, where that is still possible.

    Args:
        done: `opened`, `closed`, `paused` or `resumed`.

    Raises:
        TooLate: nothing was changed.
    """
    undo: Callable[[], object] | None = {
        "opened": lambda: _close_again(desk, by=by, at=at),
        "closed": lambda: open_desk(desk, by=by, at=at),
        "paused": lambda: line.take_back_pause(desk, at=at),
        "resumed": lambda: line.take_back_resuming(desk, at=at),
    }.get(done)
    try:
        if undo is None or undo() is False:
            raise TooLate(done)
    except (line.DeskIsNotPaused, line.DeskIsPaused) as error:
        raise TooLate(done) from error


def _close_again(desk: Desk, *, by: StaffMember, at: datetime) -> bool:
    # Somebody may be on the way to the desk: then it stays open.
    day = lines.day_of(desk.site, at)
    if lines.called_to(desk.site, str(desk.number), day):
        return False
    return sites.close_desk(desk.site, desk.number, by=by.username, at=at)


def _resume(desk: Desk, *, by: StaffMember, at: datetime) -> bool:
    try:
        line.resume_desk(desk, by=by, at=at)
    except line.DeskIsNotPaused:
        return False
    return True
