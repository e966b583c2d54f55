"""A second centre in the same register, full of things that are nobody's business here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import models

from panah.certificates.models import Certificate
from panah.desk import actions as desk
from panah.desk.interview import Interview, Person
from panah.desk.models import Change, Individual, RegistrationGroup
from panah.duplicates.models import CandidatePair
from panah.engines.identity import Identity, PartialDate, show_number
from panah.line import actions as line
from panah.line.models import Pause, Ticket
from panah.shift.models import Alarm
from panah.sites.actions import add_desks
from panah.sites.models import Desk, Site, SiteChange
from panah.staff.models import AccountChange, OpenInvitation, Passkey, Seat, StaffMember
from panah.vault.models import SealedIdentity
from panah.web.access import Role
from tests.builders import MORNING
from tests.promises.addresses import another_site
from tests.promises.planting import Planted

BEYOND = 40
"""More numbers and desks than the centre here has: theirs are not here."""


@dataclass(frozen=True, slots=True)
class Others:
    """What another centre has, by its kind."""

    site: Site
    by_kind: dict[str, list[object]]
    people: list[Planted]
    individuals: list[str]
    clerks: list[str]

    @property
    def count(self) -> int:
        return sum(map(len, self.by_kind.values()))

    def told_in(self, content: bytes) -> set[str]:
        """What of it stands in an answer."""
        text = content.decode(errors="replace")
        return {needle for needle in self._needles() if needle in text}

    def _needles(self) -> Iterable[str]:
        for group in [*self.by_kind["group"], *self.individuals]:
            yield from (str(group), show_number(str(group)))
        for one in self.people:
            yield from (part for part in one.written if len(part) > 5)
        yield from self.clerks

    def written(self) -> list[list[tuple[object, ...]]]:
        """Every row that is theirs, to see whether one has changed."""
        theirs: list[models.QuerySet[models.Model]] = [
            model.objects.filter(site=self.site)  # type: ignore[attr-defined]
            for model in (
                Ticket, RegistrationGroup, Certificate, CandidatePair, Alarm, Desk, StaffMember,
                OpenInvitation, SiteChange, AccountChange,
            )
        ]  # fmt: skip
        theirs += [
            Individual.objects.filter(group__site=self.site),
            Change.objects.filter(group__site=self.site),
            Seat.objects.filter(desk__site=self.site),
            Pause.objects.filter(desk__site=self.site),
            Passkey.objects.filter(member__site=self.site),
            SealedIdentity.objects.filter(pk__in=self.individuals),
        ]
        return [sorted(map(_comparable, rows.order_by().values_list())) for rows in theirs]


def _comparable(row: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(bytes(v).hex() if isinstance(v, memoryview) else repr(v) for v in row)


def others(people: list[Planted]) -> Others:
    """Fill the second centre: as many of everything as there are people."""
    site = another_site()
    add_desks(site, BEYOND)
    clerks = [_member(site, number) for number in range(len(people))]
    for _ in range(BEYOND):
        line.issue_ticket(site, party_size=1, at=MORNING)
    groups = [_registered(one, site, by=clerks[0]) for one in people]
    individuals = [one.pk for group in groups for one in group.people.all()]
    waiting = [line.issue_ticket(site, party_size=1, at=MORNING).ticket for _ in people]
    alarms = [_alarm(site, minutes) for minutes in range(len(people))]
    by_kind: dict[str, list[object]] = {
        "group": [group.pk for group in groups],
        "pair": [_pair(site, individuals, place).pk for place in range(len(people))],
        "alarm": [alarm.pk for alarm in alarms],
        "member": [clerk.pk for clerk in clerks],
        "ticket": [ticket.number for ticket in waiting],
        "desk": list(range(BEYOND - len(people), BEYOND)) if len(people) < BEYOND else [BEYOND],
    }
    names = [clerk.shown_name for clerk in clerks]
    return Others(site, by_kind, people, individuals, names)


def _member(site: Site, number: int) -> StaffMember:
    member = StaffMember(
        username=f"elsewhere-{number}",
        shown_name=f"Цветогорова {number:03}.",
        role=Role.CLERK.value,
        site=site,
    )
    member.set_unusable_password()
    member.save()
    return member


def _registered(one: Planted, site: Site, *, by: StaffMember) -> RegistrationGroup:
    ticket = line.call_next(site, desk="1", at=MORNING)
    assert ticket is not None
    person = Person(Identity(one.name, birth_date=PartialDate.of(one.born)))
    interview = Interview(uuid4(), RegistrationGroup.Kind.ALONE, (person,))
    return desk.register(ticket, interview, by=by, at=MORNING)


def _pair(site: Site, individuals: list[str], place: int) -> CandidatePair:
    lower, higher = sorted((individuals[place - 1], individuals[place]))
    found, _ = CandidatePair.objects.update_or_create(
        lower_id=lower,
        higher_id=higher,
        defaults={"site": site, "weight_bits": 9.0, "found_at": MORNING},
    )
    return found


def _alarm(site: Site, minutes: int) -> Alarm:
    at = MORNING - timedelta(minutes=minutes)
    return Alarm.objects.create(site=site, kind=Alarm.Kind.DISK_LOW, began_at=at, ended_at=at)
