"""P11: nobody reads or writes what is another centre's: it looks like what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from panah.config.access import pages
from panah.duplicates import queries as duplicates
from panah.duplicates.models import CandidatePair
from panah.sites.models import Site
from panah.web.access import Page, Role
from tests.promises.addresses import VIEWS, Asker, Browser, undone
from tests.promises.elsewhere import Others, others
from tests.promises.everyday import World, a_world
from tests.promises.planting import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]

SHORT, LONG = 4, 40  # of each of six kinds
NOT_THERE: dict[str, object] = {
    "group": "7Q4M2K9DX",
    "pair": 999_999,
    "alarm": 999_999,
    "member": 999_999,
    "ticket": 9_999,
    "desk": 999,
}
# What a part of an address means, by room; a new one must be told, or the test says so.
KINDS = {
    ("desk", "number", "SlugConverter"): "group",
    ("desk", "number", "IntConverter"): "ticket",
    ("certificates", "group", "SlugConverter"): "group",
    ("duplicates", "pk", "IntConverter"): "pair",
    ("shift", "pk", "IntConverter"): "alarm",
    ("shift", "number", "IntConverter"): "desk",
    ("staff", "member", "IntConverter"): "member",
}
NOBODYS = {
    "secret": "whoever knows the secret of a number holds it; nobody guesses one",
    "token": "the same of an invitation",
    "step": "a page of the setting up, which is over",
    "page": "the journal of the line is public",
    "position": "the same",
}
SAYS_NOTHING = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def world(settings: Any) -> World:
    settings.PANAH_CLOCK = "tests.builders.morning"
    settings.PANAH_SITE = "ALA"
    return a_world(people(1, seed=10))


def askers_of(world: World) -> list[Asker]:
    """Everybody of this centre, and whoever works nowhere."""
    return [Asker(role.value, role, cookies) for role, cookies in world.cookies.items()]


def kind_of(page: Page) -> tuple[str, str] | None:
    """The part of an address that says which object is meant, and of what kind it is."""
    room = page.view.partition(":")[0]
    for name, converter in VIEWS[page.view].pattern.converters.items():
        if name not in NOBODYS:
            return name, KINDS[room, name, type(converter).__name__]
    return None


def asked_for(page: Page, asker: Asker, *, method: str, value: object, sent: Any) -> HttpResponse:
    """Ask for an object by its address."""
    found = kind_of(page)
    assert found is not None
    address = reverse(page.view, kwargs={found[0]: value})
    browser = Browser.with_cookies(asker.cookies)
    return browser.post(address, sent) if method == "POST" else browser.get(address)


def faults_of(world: World, there: Others, *, room: str = "") -> Iterator[str]:
    """Every answer that differs from what somebody gets who asks for nothing at all."""
    for page in pages().values():
        found = kind_of(page)
        if found is None or not page.view.startswith(room):
            continue
        for asker in askers_of(world):
            for method in page.methods:
                yield from _faults(world, there, page, asker=asker, method=method, kind=found[1])


def _faults(
    world: World, there: Others, page: Page, *, asker: Asker, method: str, kind: str
) -> Iterator[str]:
    before, sent, nobody = there.written(), world.fields(page, asker.role), NOT_THERE[kind]
    what = f"{method} {page.view} as {asker.name}"
    with undone():
        nothing = asked_for(page, asker, method=method, value=nobody, sent=sent)
        # Whoever may not reach a page is refused before anything is looked for: one is enough.
        values = there.by_kind[kind] if page.allows(asker.role) else there.by_kind[kind][:1]
        for value in values:
            answer = asked_for(page, asker, method=method, value=value, sent=sent)
            either = re.compile(rb"\b(%s|%s)\b" % tuple(f"{v}".encode() for v in (value, nobody)))
            if _said(answer, either) != _said(nothing, either):
                yield f"{what}: {answer.status_code}, not {nothing.status_code} as for nothing"
            if told := there.told_in(answer.content.replace(str(value).encode(), b"")):
                yield f"{what}: tells {len(told)} things"
        if page.allows(asker.role) and kind != "ticket" and nothing.status_code != 404:
            yield f"{what}: {nothing.status_code} for nothing"
        if there.written() != before:
            yield f"{what}: something was written"


def _said(answer: HttpResponse, asked: re.Pattern[bytes]) -> tuple[int, bytes, bytes]:
    """What an answer says, whatever number was asked for."""
    location = str(answer.headers.get("Location", "")).encode()
    content = SAYS_NOTHING.sub(b"", answer.content)
    return answer.status_code, asked.sub(b"", location), asked.sub(b"", content)


def test_what_is_another_centres_looks_like_what_is_not_there(world: World) -> None:
    there = others(people(SHORT, seed=11))
    found = list(faults_of(world, there))

    assert not found, "\n".join(found)
    assert there.count >= 20


@pytest.mark.long
def test_two_hundred_things_of_another_centre_look_like_none(world: World) -> None:
    there = others(people(LONG, seed=11))
    found = list(faults_of(world, there))

    assert not found, "\n".join(found)
    assert there.count >= 200


def fields_of_others(there: Others) -> dict[str, object]:
    """What somebody would send who knows what the other centre has."""
    one = there.people[0]
    return {
        "number": there.by_kind["ticket"][0],
        "desk": there.by_kind["desk"][0],
        "person": there.individuals[0],
        "leaving": there.individuals[0],
        "text": show_group(there),
        "family": one.name.family,
        "given": one.name.given,
        "patronymic": one.name.patronymic,
        "birth_date": f"{one.born:%d.%m.%Y}",
        "purpose": "find",
        "invitation": 1,
        "passkey": 1,
        "group": there.by_kind["group"][0],
        "site": there.site.pk,
        "next": "/",
        "reason": "other",
    }


def show_group(there: Others) -> str:
    """A group's number, as somebody reads it from a paper."""
    return str(there.by_kind["group"][0])


def test_whatever_is_sent_about_another_centres_people_nothing_is_told_or_written(
    world: World,
) -> None:
    there = others(people(SHORT, seed=12))
    before, found = there.written(), []
    for page in pages().values():
        if page.view in ("staff:sign_out", "staff:leave_desk"):
            continue
        for asker in askers_of(world):
            if not page.allows(asker.role) or "POST" not in page.methods:
                continue
            with undone():
                address = world.address(page.view, VIEWS[page.view], asker.role)
                sent = world.fields(page, asker.role) | fields_of_others(there)
                answer = Browser.with_cookies(asker.cookies).post(address, sent, follow=False)
                if there.written() != before:
                    found.append(f"{page.view} as {asker.name} writes")
                typed = [str(value) for value in sent.values()]
                told = {one for one in there.told_in(answer.content) if one not in typed}
                if told - {one.name.shown for one in there.people}:
                    found.append(f"{page.view} as {asker.name} tells {sorted(told)[0][:3]}…")

    assert not found, "\n".join(found)


def test_no_list_of_this_centre_holds_anything_of_another(world: World) -> None:
    there = others(people(SHORT, seed=13))
    found = []
    for page in pages().values():
        for asker in askers_of(world):
            if "GET" in page.methods and page.allows(asker.role):
                answer = asker.ask(world, page, "GET")
                if told := there.told_in(answer.content):
                    found.append(f"{page.view} as {asker.name}: {len(told)} things")

    assert not found, "\n".join(found)


def test_every_part_of_an_address_is_known_here() -> None:
    parts = [(page, kind_of(page)) for page in pages().values()]

    assert {kind for _, found in parts if found for _, kind in [found]} == set(KINDS.values())


def test_control_a_review_that_asks_for_no_centre_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_any(_site: Site, pk: int) -> CandidatePair | None:
        return CandidatePair.objects.filter(pk=pk).first()

    monkeypatch.setattr(duplicates, "pair_at", of_any)
    there = others(people(SHORT, seed=14))
    found = list(faults_of(world, there, room="duplicates"))

    assert any("duplicates:decide as supervisor" in each and "written" in each for each in found)
    assert {each.split()[1] for each in found} == {
        "duplicates:pair",
        "duplicates:open",
        "duplicates:decide",
    }
    assert Role.SUPERVISOR in pages()["duplicates:decide"].roles
