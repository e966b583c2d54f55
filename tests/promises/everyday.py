"""A centre in the middle of a day: somebody in every role, and something behind every page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.urls.converters import SlugConverter
from django.urls.resolvers import URLPattern

from panah.desk import actions as desk
from panah.desk.interview import Interview, Person
from panah.desk.models import Individual, RegistrationGroup
from panah.duplicates.models import CandidatePair
from panah.engines.identity import Identity, PartialDate
from panah.journal.tasks import sequence, sign
from panah.line import actions as line
from panah.line.models import Ticket
from panah.line.secret import new_token
from panah.shift import actions as shift
from panah.shift.models import Alarm
from panah.sites.models import Desk, Site
from panah.sites.tasks import TASKS, WORKER, beat
from panah.staff.actions import take_seat
from panah.staff.models import StaffMember
from panah.web.access import STAFF, Page, Role
from panah.web.clock import real_now
from tests.builders import MORNING, a_clerk, a_site
from tests.promises.planting import Planted

SITTING = (Role.CLERK, Role.SUPERVISOR)
NEXT_DESK = len(SITTING) + 1
SHEETS = ("desk:interview", "desk:draft", "desk:zone", "desk:lines", "desk:add")
DOES = {"desk:correct": "open", "desk:act": "lost", "desk:lead": "looked_after"}


@dataclass(frozen=True, slots=True)
class World:
    """What addresses and forms need to lead somewhere, for each role."""

    people: list[Planted]
    cookies: dict[Role, SimpleCookie]
    captured: dict[str, object]
    called: dict[Role, int]
    one: str
    own: dict[str, dict[str, object]] = field(default_factory=dict)
    """What single views capture, where the name alone does not say what is meant."""

    def address(self, view: str, pattern: URLPattern, role: Role) -> str:
        """Where a view is. What it captures should be known here: else it leads to nothing."""
        known = (
            dict.fromkeys(pattern.pattern.converters, 0)
            | self.captured
            | {"number": self.called.get(role, 1)}
        )
        asked = pattern.pattern.converters
        if isinstance(asked.get("number"), SlugConverter):
            known["number"] = self.captured["group"]  # people have letters in their numbers
        known |= self.own.get(view, {})
        return reverse(view, kwargs={name: known[name] for name in asked})

    def fields(self, page: Page, role: Role) -> dict[str, Any]:
        """What is posted: something fitting, and a name in every field that has nothing fitting."""
        name = self.people[0].name.shown
        fitting = {
            "size": 2,
            "token": new_token(),
            "reason": "lost" if page.view.startswith("certificates") else "illness",
            "number": self.one if page.view.startswith("certificates") else 3,
            "desk": NEXT_DESK,
            "judgement": "two_people",
            "person": self.one,
            "request_id": str(uuid4()),
            "purpose": "request",
            "do": DOES.get(page.view, name),
            **({"do": "close", "reason": "break"} if page.view.startswith("shift") else {}),
        }
        if page.view == "desk:names":
            return fitting | {"given": name, "birth_date": f"{self.people[0].born:%d.%m.%Y}"}
        if page.view in SHEETS:
            return self._sheet(is_review=page.view == "desk:interview")
        return {"more": name} | {field: fitting.get(field, name) for field in page.fields}

    def _sheet(self, *, is_review: bool) -> dict[str, Any]:
        fields = {"people": 1, "request_id": str(uuid4()), "kind": "family"}
        fields |= {"current": int(is_review), "do": "register" if is_review else ""}
        one = next(one for one in self.people if one.has_passport)
        typed = {
            "family": one.name.family,
            "given": one.name.given,
            "birth_date": f"{one.born:%d.%m.%Y}",
            "confirmed": "on",
            "zone": one.zone(),
            "zone_read": one.zone() if is_review else "",
        }
        return fields | {f"p0-{field}": value for field, value in typed.items()}


def a_world(people: list[Planted]) -> World:
    """Set the centre up. The first of the people is registered twice, and noticed."""
    for process in (WORKER, TASKS):
        beat(real_now(), process)  # a worker works: `healthz` is asked, too
    site = a_site(desks=NEXT_DESK)
    members = {role: a_clerk(f"a-{role.value}", role=role, site=site) for role in STAFF}
    secret = line.issue_ticket(site, party_size=2, at=MORNING - timedelta(minutes=9)).secret
    line.hold(_called(site, "9"), at=MORNING)
    group = _registered(people[0], site, by=members[Role.CLERK])
    _registered(people[0], site, by=members[Role.CLERK])
    called = {}
    for number, role in enumerate(SITTING, 1):
        take_seat(members[role], Desk.objects.get(site=site, number=number), at=MORNING)
        called[role] = _called(site, str(number)).number
    waiting = line.issue_ticket(site, party_size=1, at=MORNING).ticket
    sequence(MORNING)
    sign(MORNING)
    captured = {"secret": secret, "group": group.number, "page": 0, "position": 0}
    captured |= {"pk": CandidatePair.objects.get().pk}
    one = Individual.objects.get(group=group).pk
    cookies = {role: signed_in(member, waiting) for role, member in members.items()}
    shift.raise_alarm(site, Alarm.Kind.DISK_LOW, amount=1, at=MORNING)
    own: dict[str, dict[str, object]] = {
        "shift:seen": {"pk": Alarm.objects.get().pk},
        "shift:desk": {"number": NEXT_DESK},
        "shift:pause": {"number": NEXT_DESK},
        "staff:member": {"member": members[Role.CLERK].pk},
    }
    return World(people, cookies | {Role.VISITOR: SimpleCookie()}, captured, called, one, own)


def _called(site: Site, desk_number: str) -> Ticket:
    line.issue_ticket(site, party_size=1, at=MORNING)
    ticket = line.call_next(site, desk=desk_number, at=MORNING)
    assert ticket is not None
    return ticket


def _registered(one: Planted, site: Site, *, by: StaffMember) -> RegistrationGroup:
    identity = Identity(one.name, birth_date=PartialDate.of(one.born))
    interview = Interview(uuid4(), RegistrationGroup.Kind.ALONE, (Person(identity),))
    return desk.register(_called(site, "9"), interview, by=by, at=MORNING)


def signed_in(member: StaffMember, given_out: Ticket | None = None) -> SimpleCookie:
    """The cookies of somebody who has signed in, and perhaps given out a number at the door."""
    client = Client()
    client.force_login(member)
    session = client.session
    if given_out:
        session["door_last"] = [given_out.day.isoformat(), given_out.number]
    session.save()
    return client.cookies
