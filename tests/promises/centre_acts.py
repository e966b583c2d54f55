"""Every act that changes a centre or a desk, and the entry that it owes to the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

from panah.line import actions as line
from panah.line.models import Pause
from panah.shift import actions as shift
from panah.sites import actions as sites
from panah.sites.hours import Hours
from panah.sites.models import Desk, Site
from panah.staff.models import StaffMember
from tests.builders import MORNING, a_clerk, a_site
from tests.promises.owing import Act

LATER = MORNING + timedelta(minutes=2)
CHANGED, TOLD = {"centre_changed": 1}, {"desk_paused": 1}


def a_desk() -> Desk:
    """An open desk that no other act has touched."""
    sites.add_desks(a_site(), 1)
    last = Desk.objects.filter(site=a_site()).order_by("number").last()
    assert last is not None
    return last


def a_closed_desk() -> Desk:
    """A desk that was closed."""
    desk = a_desk()
    sites.close_desk(desk.site, desk.number, by="leader", at=MORNING)
    return desk


def a_paused_desk() -> Desk:
    """A desk that calls nobody for a while."""
    desk = a_desk()
    line.pause_desk(desk, Pause.Reason.BREAK, by=_leader(), at=MORNING)
    return desk


def a_resumed_desk() -> Desk:
    """A desk whose pause has just ended."""
    desk = a_paused_desk()
    line.resume_desk(desk, by=_leader(), at=MORNING)
    return desk


def _leader() -> StaffMember:
    return StaffMember.objects.filter(username="clerk-1").first() or a_clerk()


def changing_the_hours() -> Act:
    site, week = a_site(), [Hours(time(9), time(18))] * 7
    return Act(
        lambda: sites.set_week(site, week, time_zone="Asia/Almaty", by="boss", at=LATER), CHANGED
    )


def changing_a_day() -> Act:
    site, days = a_site(), {date(2022, 10, 25): None}
    return Act(lambda: sites.set_days(site, days, by="boss", at=LATER), CHANGED)


def changing_the_names() -> Act:
    site, names = a_site(), {"kk": "Шығыс қақпа", "en": "Eastern gate"}
    return Act(lambda: sites.set_names(site, names, by="boss", at=LATER), CHANGED)


def changing_the_papers() -> Act:
    site, file = a_site(), Site.Papers.FILE
    return Act(
        lambda: sites.set_papers(site, languages=["kk", "en"], papers=file, by="boss", at=LATER),
        CHANGED,
    )


def changing_the_desks() -> Act:
    site, number = a_site(), a_closed_desk().number
    return Act(
        lambda: sites.set_desks(site, open_numbers={1, 2, number}, add=1, by="boss", at=LATER),
        CHANGED,
    )


def opening_a_desk_by_number() -> Act:
    site, number = a_site(), a_closed_desk().number
    return Act(lambda: sites.open_desk(site, number, by="leader", at=LATER), CHANGED)


def closing_a_desk_by_number() -> Act:
    site, number = a_site(), a_desk().number
    return Act(lambda: sites.close_desk(site, number, by="leader", at=LATER), CHANGED)


def opening_a_desk() -> Act:
    desk, leader = a_closed_desk(), _leader()
    return Act(lambda: shift.open_desk(desk, by=leader, at=LATER), CHANGED)


def closing_a_paused_desk() -> Act:
    desk, leader = a_paused_desk(), _leader()
    return Act(lambda: shift.close_desk(desk, by=leader, at=LATER), CHANGED | TOLD)


def pausing_a_desk() -> Act:
    desk, leader = a_desk(), _leader()
    return Act(lambda: line.pause_desk(desk, Pause.Reason.BREAK, by=leader, at=LATER), TOLD)


def resuming_a_desk_of_the_line() -> Act:
    desk, leader = a_paused_desk(), _leader()
    return Act(lambda: line.resume_desk(desk, by=leader, at=LATER), TOLD)


def resuming_a_desk() -> Act:
    desk, leader = a_paused_desk(), _leader()
    return Act(lambda: shift.resume_desk(desk, by=leader, at=LATER), TOLD)


def taking_back_a_pause_of_the_line() -> Act:
    desk = a_paused_desk()
    return Act(lambda: line.take_back_pause(desk, at=LATER), TOLD)


def taking_back_a_resuming_of_the_line() -> Act:
    desk = a_resumed_desk()
    return Act(lambda: line.take_back_resuming(desk, at=LATER), TOLD)


def taking_back_an_opening() -> Act:
    desk, leader = a_desk(), _leader()
    return Act(lambda: shift.take_back(desk, "opened", by=leader, at=LATER), CHANGED)


def taking_back_a_closing() -> Act:
    desk, leader = a_closed_desk(), _leader()
    return Act(lambda: shift.take_back(desk, "closed", by=leader, at=LATER), CHANGED)


def taking_back_a_pause() -> Act:
    desk, leader = a_paused_desk(), _leader()
    return Act(lambda: shift.take_back(desk, "paused", by=leader, at=LATER), TOLD)


def taking_back_a_resuming() -> Act:
    desk, leader = a_resumed_desk(), _leader()
    return Act(lambda: shift.take_back(desk, "resumed", by=leader, at=LATER), TOLD)


OF_THE_CENTRE: tuple[Callable[[], Act], ...] = (
    changing_the_hours,
    changing_a_day,
    changing_the_names,
    changing_the_papers,
    changing_the_desks,
    opening_a_desk_by_number,
    closing_a_desk_by_number,
    opening_a_desk,
    closing_a_paused_desk,
    pausing_a_desk,
    resuming_a_desk_of_the_line,
    resuming_a_desk,
    taking_back_a_pause_of_the_line,
    taking_back_a_resuming_of_the_line,
    taking_back_an_opening,
    taking_back_a_closing,
    taking_back_a_pause,
    taking_back_a_resuming,
)
