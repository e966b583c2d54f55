"""Opening the doors of a demonstration, and letting a visitor in as one of those who work there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from panah.demo import clock
from panah.demo.guests import note_at_desk
from panah.demo.today import crowd_outside, let_in_line
from panah.line import queries as line
from panah.sites import queries as sites
from panah.sites.models import Desk, Site
from panah.staff import actions as staff
from panah.staff import queries as staff_queries
from panah.staff.models import StaffMember
from panah.web.access import Role

OTHERS = {
    Role.MARSHAL: "Ержан М.",
    Role.SUPERVISOR: "Гүлжан Т.",
    Role.PROTECTION: "Ирина К.",
}
CLERKS = (
    "Айгүл С.", "Марат Б.", "Ольга Н.", "Данияр Қ.", "Сәуле Ж.", "Павел Р.",
    "Әсел О.", "Тимур А.", "Наталья В.", "Бекзат Ү.", "Жанар І.", "Роман Л.",
)  # fmt: skip
ROLES = frozenset({Role.CLERK, *OTHERS})


class NoDeskFree(RuntimeError):
    """Visitors sit at every desk."""


@dataclass(frozen=True, slots=True)
class Place:
    """A desk, and the clerk as whom a visitor works at it."""

    clerk: StaffMember
    desk: Desk


def open_doors() -> None:
    """Bring everybody to work, set the clock, and let those who stand outside take numbers."""
    site = sites.here()
    for place, desk in enumerate(staff_queries.desks_of(site)):
        _employ(f"clerk-{desk.number}", CLERKS[place % len(CLERKS)], role=Role.CLERK, site=site)
    for role, name in OTHERS.items():
        _employ(role.value, name, role=role, site=site)
    clock.open_at(clock.START)
    _, parties = crowd_outside()
    let_in_line(site, parties, opens_at=clock.START)


def member_for(role: Role) -> StaffMember | None:
    """Whom a visitor works as, in a role that has no desk."""
    return staff_queries.member(role.value) if role in OTHERS else None


def choose_desk(site: Site, *, desk: int | None, at: datetime) -> Place:
    """Where a visitor can work, and as whom: at the desk they ask for, where there is one.

    Whoever asks for a desk at which a visitor sits is that visitor, in another window.

    Raises:
        NoDeskFree: visitors sit everywhere.
    """
    taken, desks = staff_queries.taken_desks(site), _desks(site)
    number = desk if desk in desks else _free_desk(site, taken, at=at)
    return Place(taken.get(number) or _clerk_without_desk(number, taken), desks[number])


def seat_visitor(place: Place, *, at: datetime) -> None:
    """Let a visitor sit down; from now on nobody plays at this desk."""
    note_at_desk(place.desk.number)
    staff.take_seat(place.clerk, place.desk, at=at)


def _free_desk(site: Site, taken: Mapping[int, StaffMember], *, at: datetime) -> int:
    # At best one that talks to nobody now; at the others, whoever sits down takes over.
    day = line.day_of(site, at)
    free = [number for number in _desks(site) if number not in taken]
    if not free:
        raise NoDeskFree
    idle = [number for number in free if not line.called_to(site, str(number), day)]
    return (idle or free)[-1]


def _clerk_without_desk(number: int, taken: Mapping[int, StaffMember]) -> StaffMember:
    # The desk's own clerk may sit elsewhere: a visitor who works as one may have moved.
    seated = {clerk.username for clerk in taken.values()}
    wanted = [number, *range(1, len(CLERKS) + 1)]
    names = [name for n in wanted if (name := f"clerk-{n}") not in seated]
    found = (staff_queries.member(name) for name in names)
    return next(clerk for clerk in found if clerk)


def _desks(site: Site) -> dict[int, Desk]:
    return {desk.number: desk for desk in staff_queries.desks_of(site)}


def _employ(username: str, shown_name: str, *, role: Role, site: Site) -> None:
    staff.add_member(username, shown_name=shown_name, role=role, site=site, password=None)
