"""P12: a page shows no more of people than is declared; what else is sent changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models
from django.http import HttpRequest, HttpResponse

from panah.config.access import pages
from panah.desk import actions as desk
from panah.desk.interview import Interview, Person
from panah.desk.models import RegistrationGroup
from panah.duplicates import tasks
from panah.duplicates.models import CandidatePair
from panah.line import actions as line
from panah.sites.models import Site
from panah.staff.models import StaffMember
from panah.web.access import Fact, Page, Role
from tests.builders import MORNING, a_site
from tests.promises.addresses import VIEWS, Asker, Browser, another_site, undone
from tests.promises.everyday import World, a_world
from tests.promises.facts import SOMEBODY, facts_in
from tests.promises.planting import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]

ACTS_ALONE = ("staff:sign_out",)
PLANTED = people(1, seed=15)


@pytest.fixture
def world(settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.PANAH_CLOCK = "tests.builders.morning"
    settings.PANAH_SITE = "ALA"
    # Told at once, not when eight have gathered: an act does the same whatever was done before.
    monkeypatch.setattr(tasks, "TOLD_AT_ONCE", 1)
    return a_world(PLANTED)


def with_somebody(world: World) -> World:
    """The same centre, whose addresses lead to the one person whose facts are looked for."""
    group = _registered(world, "9")
    other = _registered(world, "9")
    ends = sorted((_number(group), _number(other)))
    pair, _ = CandidatePair.objects.update_or_create(
        lower_id=ends[0],
        higher_id=ends[1],
        defaults={"site": a_site(), "weight_bits": 20.0, "found_at": MORNING},
    )
    captured = world.captured | {"group": group.number, "pk": pair.pk}
    return replace(world, captured=captured, one=_number(group))


def _registered(world: World, at_desk: str) -> RegistrationGroup:
    line.issue_ticket(a_site(), party_size=1, at=MORNING)
    ticket = line.call_next(a_site(), desk=at_desk, at=MORNING)
    assert ticket is not None
    interview = Interview(uuid4(), RegistrationGroup.Kind.ALONE, (Person(SOMEBODY),))
    clerk = StaffMember.objects.get(username="a-clerk")
    return desk.register(ticket, interview, by=clerk, at=MORNING)


def _number(group: RegistrationGroup) -> str:
    first = group.people.first()
    assert first is not None
    return str(first.pk)


def fitting(world: World, page: Page, role: Role) -> dict[str, Any]:
    """What is sent so that a page does what it is for."""
    sent = world.fields(page, role)
    if page.view in ("desk:open", "desk:correct"):
        sent |= {"person": world.one, "purpose": "request", "reason": "spelling"}
    return sent


def ask(world: World, page: Page, asker: Asker, *, method: str, sent: Any) -> HttpResponse:
    address = world.address(page.view, VIEWS[page.view], asker.role)
    browser = Browser.with_cookies(asker.cookies)
    return browser.post(address, sent) if method == "POST" else browser.get(address)


def shown(world: World) -> Iterator[tuple[Page, Role, set[Fact]]]:
    """What each page shows to each role."""
    for page in pages().values():
        for role, cookies in world.cookies.items():
            for method in page.methods:
                with undone():
                    sent = fitting(world, page, role)
                    answer = ask(world, page, Asker("", role, cookies), method=method, sent=sent)
                yield page, role, facts_in(answer)


def test_no_page_shows_a_role_more_of_people_than_is_declared(world: World) -> None:
    found = list(shown(with_somebody(world)))
    too_much = [
        f"{page.view} shows {role}: {', '.join(facts - page.shows)}"
        for page, role, facts in found
        if facts - page.shows or (facts and not page.allows(role))
    ]

    assert not too_much, "\n".join(too_much)
    seen = {view: set[Fact]() for view in pages()}
    for page, _, facts in found:
        seen[page.view] |= facts
    assert seen["desk:open"] == set(Fact)
    assert seen["desk:correct"] == set(Fact) - {Fact.RELATION}  # the first of a group has none
    assert seen["duplicates:open"] == pages()["duplicates:open"].shows


def test_control_a_page_that_declares_nothing_is_noticed(world: World) -> None:
    page = replace(pages()["duplicates:open"], shows=frozenset())
    asker = Asker("", Role.SUPERVISOR, world.cookies[Role.SUPERVISOR])
    answer = ask(with_somebody(world), page, asker, method="POST", sent={})

    assert facts_in(answer) - page.shows == pages()["duplicates:open"].shows


# What else is sent


Rows = dict[tuple[str, object], dict[str, object]]
VOLATILE = {"staff.session", "staff.signintry", "staff.spentchallenge"}


def everything_else(page: Page) -> dict[str, Any]:
    """Every field that any page reads, and every column of every table, with what harms most."""
    columns = {field.name for model in _models() for field in model._meta.concrete_fields}
    fields = {field for each in pages().values() for field in each.fields}
    harmful = {
        "role": "administrator",
        "site": another_site().pk,
        "is_active": "",
        "is_open": "",
        "status": "served",
        "judgement": "one_person",
        "is_erased": "on",
        "lane": "fast_track",
    }
    extra = {name: harmful.get(name, "1") for name in columns | fields | {"id", "pk", "is_staff"}}
    return {name: value for name, value in extra.items() if not _is_read(name, page)}


def _is_read(name: str, page: Page) -> bool:
    # A sheet's own fields carry the number of their person before them.
    return name in page.fields or ("people" in page.fields and name.startswith("p0-"))


def _models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.label_lower not in VOLATILE]


def rows() -> Rows:
    """Every row of every table that outlasts a request."""
    return {
        (model._meta.label_lower, row["pk"]): row
        for model in _models()
        for row in model._default_manager.annotate(pk_=models.F("pk")).values("pk", *_names(model))
    }


def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def changes(before: Rows, after: Rows) -> set[tuple[object, ...]]:
    """What a request did: columns of known rows, and of new rows what is a choice or a place."""
    known = {
        (*key, name, repr(after[key][name]) if _is_plain(name) else "")
        for key in before.keys() & after.keys()
        for name in before[key]
        if before[key][name] != after[key][name]
    }
    fresh = [(key[0], row) for key, row in after.items() if key not in before]
    made = {(label, name, repr(row[name])) for label, row in fresh for name in _telling(label)}
    gone = {("gone", *key) for key in before.keys() - after.keys()}
    return known | made | gone | {("new", len(fresh))}


def _is_plain(name: str) -> bool:
    return not name.endswith(("_at", "hash", "digest", "blob", "key", "sealed", "password"))


def _telling(label: str) -> list[str]:
    """The columns of a table that say whose a row is, and in which state."""
    model = apps.get_model(label)
    return [
        field.attname
        for field in model._meta.concrete_fields
        if field.choices
        or isinstance(field, models.BooleanField)
        or getattr(field, "related_model", None) in (Site, StaffMember)
    ]


def who_may(page: Page, world: World) -> Asker:
    """Somebody who may reach a page, at a desk where that matters."""
    order = (Role.SUPERVISOR, Role.ADMINISTRATOR, *Role)
    role = next(role for role in order if page.allows(role))
    return Asker(role.value, role, world.cookies[role])


def surprises(world: World, asked: Iterable[Page]) -> Iterator[tuple[str, int, set[object]]]:
    """Of each page how much its own fields did, and what everything else changed besides."""
    before = rows()
    for page in asked:
        asker, more = who_may(page, world), everything_else(page)
        own = {k: v for k, v in fitting(world, page, asker.role).items() if k != "more"}
        did = []
        for sent in (own, more | own):
            with undone():
                ask(world, page, asker, method="POST", sent=sent)
                did.append(changes(before, rows()))
        yield page.view, len(did[0]), set(did[0] ^ did[1])


def test_whatever_else_is_sent_changes_nothing(world: World) -> None:
    posted = [page for page in pages().values() if "POST" in page.methods]
    asked = [page for page in posted if page.view not in ACTS_ALONE]
    found = list(surprises(world, asked))
    unexpected = [f"{view}: {sorted(map(str, more))[:4]}" for view, _, more in found if more]

    assert not unexpected, "\n".join(unexpected)
    assert sum(count > 1 for _, count, _ in found) > 15


def test_control_a_view_that_takes_whatever_is_sent_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(request: HttpRequest) -> HttpResponse:
        sent = request.POST
        taken = {name: sent[name] for name in ("role", "shown_name") if name in sent}
        StaffMember.objects.filter(username="a-marshal").update(**taken or {"role": "marshal"})
        return HttpResponse()

    monkeypatch.setattr(VIEWS["staff:leave_desk"], "callback", greedy)
    ((view, _, more),) = surprises(world, [pages()["staff:leave_desk"]])

    assert view == "staff:leave_desk"
    assert {str(change[2]) for change in more if isinstance(change, tuple)} == {
        "role",
        "shown_name",
    }
