"""Desks that call nobody for a while, and why. Whoever sits at one keeps the seat and the number.

A paused desk counts as closed wherever somebody reckons when a number is called. Each act has its
entry in the journal: the desk, and what was done.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from panah.journal import actions as journal
from panah.journal.events import CentreAct, CentreEvent
from panah.line.models import Pause
from panah.sites import queries as sites
from panah.sites.models import Desk, Site
from panah.staff.models import StaffMember

UNDO_WITHIN = timedelta(minutes=5)


class DeskIsPaused(Exception):
    """Somebody has paused this desk already: the first reason stands."""


class DeskIsNotPaused(Exception):
    """There is no pause to end, or none that ended a moment ago to be taken back."""


def pause_desk(desk: Desk, reason: str, *, by: StaffMember, at: datetime) -> Pause:
    """Let a desk call nobody from now on. A number that it has called stays with it.

    Raises:
        DeskIsPaused: nothing was changed.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                pause = Pause.objects.create(desk=desk, reason=reason, began_at=at, began_by=by)
        except IntegrityError as error:
            raise DeskIsPaused(f"desk {desk.number}") from error
        _told(desk, "paused", at=at)
    return pause


def resume_desk(desk: Desk, *, by: StaffMember, at: datetime) -> None:
    """Let a paused desk call again.

    Raises:
        DeskIsNotPaused: somebody else has ended the pause.
    """
    standing = Pause.objects.filter(desk=desk, ended_at=None)
    with transaction.atomic():
        if not standing.update(ended_at=at, ended_by=by):
            raise DeskIsNotPaused(f"desk {desk.number}")
        _told(desk, "resumed", at=at)


def take_back_pause(desk: Desk, *, at: datetime) -> None:
    """A pause that began a moment ago by mistake never was.

    Raises:
        DeskIsNotPaused: it ended, or began longer ago than a slip explains.
    """
    slip = Pause.objects.filter(desk=desk, ended_at=None, began_at__gte=at - UNDO_WITHIN)
    with transaction.atomic():
        if not slip.delete()[0]:
            raise DeskIsNotPaused(f"desk {desk.number}")
        _told(desk, "pause_undone", at=at)


def take_back_resuming(desk: Desk, *, at: datetime) -> None:
    """A pause that was ended a moment ago by mistake goes on, with its reason and its beginning.

    Raises:
        DeskIsNotPaused: it ended longer ago.
        DeskIsPaused: another pause has begun meanwhile.
    """
    recent = Pause.objects.filter(desk=desk, ended_at__gte=at - UNDO_WITHIN).order_by("-ended_at")
    last = recent.first()
    slip = Pause.objects.filter(pk=last.pk if last else 0, ended_at__isnull=False)
    with transaction.atomic():
        try:
            with transaction.atomic():
                goes_on = slip.update(ended_at=None, ended_by=None)
        except IntegrityError as error:
            raise DeskIsPaused(f"desk {desk.number}") from error
        if not goes_on:
            raise DeskIsNotPaused(f"desk {desk.number}")
        _told(desk, "resume_undone", at=at)


def pauses_now(site: Site) -> dict[int, Pause]:
    """The pauses that last, by the numbers of their desks."""
    standing = Pause.objects.filter(desk__site=site, ended_at=None)
    return {pause.desk.number: pause for pause in standing.select_related("desk", "began_by")}


def pause_of(site: Site, desk: str) -> Pause | None:
    """The pause of one desk; None while it calls."""
    number = int(desk) if desk.isdecimal() else 0
    return Pause.objects.filter(desk__site=site, desk__number=number, ended_at=None).first()


def _told(desk: Desk, what: str, *, at: datetime) -> None:
    day = desk.site.local(at).date()
    event = CentreEvent(desk.site_id, day, what, desk=str(desk.number), act=CentreAct.DESK)
    journal.record(event, at=at)


def calling_desk_count(site: Site) -> int:
    """How many desks call people now: open, and not paused."""
    paused = Pause.objects.filter(desk__site=site, desk__is_open=True, ended_at=None)
    return sites.open_desk_count(site) - paused.count()
