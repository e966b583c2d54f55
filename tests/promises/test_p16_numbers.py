"""P16: no answer tells whether a number is known to whoever is not meant to know.

A number is, for everybody: the secret of a number in the line, and the id in a paper's code; for a
clerk: the number of a person, a group, a paper or a place in the line of another centre. Whoever
holds a secret of their own is shown their own number, whatever became of it, at any centre. A code
that we signed says itself that there is such a paper.
"""

from __future__ import annotations

import re
import secrets
import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from panah.certificates import token
from panah.certificates.models import Certificate
from panah.certificates.queries import known_keys
from panah.certificates.signing import claims_of
from panah.config.access import pages
from panah.desk import queries as desk
from panah.desk.finding import Found, Sought
from panah.desk.models import Individual, RegistrationGroup
from panah.desk.record import record_of
from panah.engines.identity import draw_number
from panah.line import actions as line
from panah.line.secret import hash_of, new_secret
from panah.sites.models import Site
from panah.web.access import Page, Role
from tests.builders import MORNING, a_site
from tests.promises.addresses import VIEWS, Browser, another_site, undone
from tests.promises.elsewhere import Others, others
from tests.promises.everyday import World, a_world
from tests.promises.planting import people
from tests.promises.timing import area_under_the_curve, times_by_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]

HOLDERS = ("phone", "phone_now", "hold", "come_back", "sooner", "give_up")
YESTERDAY = MORNING - timedelta(days=1)
RANDOM = re.compile(rb'(name="(?:csrfmiddlewaretoken|token|request_id|was)" value=")([^"]*)')
ELSEWHERE, NOWHERE = "another centre's", "nobody's"
CARRY = {"text", "number", "person", "leaving"}
"""The fields in which somebody's number is sent."""


@pytest.fixture
def world(settings: Any) -> World:
    settings.PANAH_CLOCK = "tests.builders.morning"
    settings.PANAH_SITE = "ALA"
    return a_world(people(1, seed=20))


def plain(answer: HttpResponse, *asked: str) -> tuple[int, bytes, dict[str, str], list[str]]:
    """An answer without what is random in every answer, and without what was asked."""
    body = RANDOM.sub(lambda found: found[1] + b"%d" % len(found[2]), answer.content)
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    for one in (form(text) for text in asked for form in (str, quote, quote_plus, escape)):
        body = body.replace(one.encode(), b"")
        headers = {name: value.replace(one, "") for name, value in headers.items()}
    return answer.status_code, body, headers, sorted(answer.cookies)


# Everybody: the secret of a number in the line


def secrets_of_nobody() -> dict[str, str]:
    """What somebody may ask with who has no number, beside numbers in every state."""
    waiting = line.issue_ticket(a_site(), party_size=1, at=MORNING)
    given_up = line.issue_ticket(a_site(), party_size=1, at=MORNING)
    line.give_up(given_up.ticket, at=MORNING)
    old = line.issue_ticket(a_site(), party_size=1, at=YESTERDAY)
    line.close_day(a_site(), YESTERDAY.date(), at=MORNING)
    elsewhere = line.issue_ticket(another_site(), party_size=1, at=MORNING)
    own = waiting.secret
    return {
        "random": new_secret(),
        "a letter beside one that waits": own[:-2] + ("AA" if own[-2:] != "AA" else "BB"),
        "one that waits, a letter short": own[:-1],
        "one that waits, a letter long": own + "A",
        "one that waits, in other letters": own.swapcase(),
        "one that was given up, a letter short": given_up.secret[:-1],
        "one of yesterday, a letter short": old.secret[:-1],
        "one of another centre, a letter short": elsewhere.secret[:-1],
        "what is stored of one that waits": hash_of(own).hex(),
        "a number that waits": str(waiting.ticket.number),
        "another centre and its number": f"{another_site().pk}-{elsewhere.ticket.number}",
        "one letter": "a",
        "very long": "a" * 900,
    }


@pytest.mark.parametrize("step", HOLDERS)
def test_a_secret_that_nobody_holds_is_answered_as_every_other(step: str, settings: Any) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"
    wanted = {
        what: reverse(f"line:{step}", args=[secret]) for what, secret in secrets_of_nobody().items()
    }
    for method in pages()[f"line:{step}"].methods:
        answers = {
            what: plain(Client().generic(method, address), address)
            for what, address in wanted.items()
        }

        assert [what for what, said in answers.items() if said != answers["random"]] == []
        assert answers["random"][0] == 404


def test_a_number_of_another_day_or_centre_is_its_holder_s_and_nobody_s(settings: Any) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"
    old = line.issue_ticket(a_site(), party_size=1, at=YESTERDAY)
    line.close_day(a_site(), YESTERDAY.date(), at=MORNING)
    other = line.issue_ticket(another_site(), party_size=1, at=MORNING)
    own = [Client().get(reverse("line:phone", args=[one.secret])) for one in (old, other)]
    mistyped = [
        plain(Client().get(reverse("line:phone", args=[one.secret[:-1]]))) for one in (old, other)
    ]

    assert [answer.status_code for answer in own] == [200, 200]
    assert mistyped[0] == mistyped[1]
    assert mistyped[0][0] == 404


# Everybody: the id in a paper's code


def forged(there: Others) -> dict[str, str]:
    """Codes that somebody makes who has read an id on a paper, and has no key."""
    held, waits = Certificate.objects.filter(site=a_site()).order_by("pk")
    revoked, other = Certificate.objects.filter(site=there.site).order_by("pk")[:2]
    _set(held, status="issued", issued_on=MORNING.date())
    _set(revoked, status="revoked", revoked_on=MORNING.date(), revoked_because="lost")
    ids = {"holds": held, "waits": waits, "was revoked": revoked, ELSEWHERE: other}
    found = {what: paper.pk for what, paper in ids.items()} | {NOWHERE: secrets.token_hex(8)}
    return {what: _unsigned(waits, paper) for what, paper in found.items()}


def _set(paper: Certificate, **facts: object) -> None:
    Certificate.objects.filter(pk=paper.pk).update(**facts)


def _unsigned(like: Certificate, paper_id: str) -> str:
    claims = replace(claims_of(like), token_id=bytes.fromhex(paper_id))
    return token.assemble(claims, key_id=next(iter(known_keys())), signature=b"\0" * 64)


@pytest.mark.usefixtures("world")
def test_a_code_that_nobody_signed_tells_nothing_of_the_paper_it_names() -> None:
    codes = forged(others(people(2, seed=21)))
    answers = {
        what: plain(Client().post(reverse("certificates:check"), {"code": code}), code)
        for what, code in codes.items()
    }

    assert [what for what, said in answers.items() if said != answers[NOWHERE]] == []
    assert answers[NOWHERE][0] == 200


@pytest.mark.usefixtures("world")
def test_control_a_check_that_asks_the_register_first_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes = forged(others(people(2, seed=21)))
    monkeypatch.setattr(token, "verify", lambda *_: True)
    said = {
        plain(Client().post(reverse("certificates:check"), {"code": code}), code)[1]
        for code in codes.values()
    }

    assert len(said) > 2


# A clerk: a number of another centre


def numbers(there: Others) -> dict[str, tuple[str, str]]:
    """Of each kind one of another centre, and one that is nowhere."""
    paper = Certificate.objects.filter(site=there.site)[0]
    ticket = str(there.by_kind["ticket"][-1])
    return {
        "person": (there.individuals[0], draw_number()),
        "group": (str(there.by_kind["group"][0]), draw_number()),
        "paper": (paper.pk, secrets.token_hex(8)),
        "code": (_unsigned(paper, paper.pk), _unsigned(paper, secrets.token_hex(8))),
        "ticket": (ticket, ticket[::-1] + "99"),
    }


def asked_with_numbers() -> Iterator[tuple[Page, Role, str, str]]:
    """Every page, role, method and field with which somebody may ask for a number."""
    for page in pages().values():
        for field in sorted(CARRY & {*page.fields}):
            for role in sorted(page.roles - {Role.VISITOR}):
                yield from ((page, role, method, field) for method in page.methods)


def told_apart(world: World, there: Others) -> Iterator[str]:
    """Every question whose answer says whether a number is another centre's or nobody's."""
    known = numbers(there)
    for page, role, method, field in asked_with_numbers():
        address = world.address(page.view, VIEWS[page.view], role)
        browser = Browser.with_cookies(world.cookies[role])
        sent = world.fields(page, role) if method == "POST" else {}
        for what, both in known.items():
            said = []
            for number in both:
                with undone():
                    answer = getattr(browser, method.lower())(address, sent | {field: number})
                    said.append(plain(answer, number))
            if said[0] != said[1]:
                yield f"{method} {page.view} as {role}: {field} of a {what}"


def test_a_number_of_another_centre_is_answered_as_one_that_is_nowhere(world: World) -> None:
    found = list(told_apart(world, others(people(2, seed=22))))

    assert not found, "\n".join(found)
    asked = {(page.view, field) for page, _, _, field in asked_with_numbers()}
    assert {("desk:find", "text"), ("desk:record", "person"), ("desk:back", "number")} <= asked


def test_control_a_search_in_every_centre_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "found", found_anywhere)
    found = list(told_apart(world, others(people(2, seed=22))))

    assert {each.partition(":")[2].rpartition(" ")[2] for each in found} == {"person"}
    assert all("desk:find" in each for each in found)


def found_anywhere(sought: Sought, _site: Site, *, at: datetime) -> Found | None:
    """The defence switched off: nobody asks whose number it is."""
    del at
    person = Individual.objects.filter(pk=sought.number).first()
    return Found(person.group_id, person.pk) if person else None


# The time of an answer


def spent(world: World, kind: str, *, rounds: int) -> dict[str, list[float]]:
    """Processor time of the desk's answer for numbers of another centre, and of nobody."""
    there = others(people(8, seed=23))
    theirs = {
        "person": there.individuals,
        "group": list(map(str, there.by_kind["group"])),
        "paper": [paper.pk for paper in Certificate.objects.filter(site=there.site)],
    }[kind]
    nobodys = [secrets.token_hex(8) if kind == "paper" else draw_number() for _ in theirs]
    browser, address = Browser.with_cookies(world.cookies[Role.CLERK]), reverse("desk:find")

    def find(number: str) -> None:
        assert browser.post(address, {"text": number}).status_code == 422

    for number in theirs:  # what is done once in a process is done
        find(number)
    return times_by_kind({ELSEWHERE: theirs, NOWHERE: nobodys}, find, rounds=rounds)


@pytest.mark.timed
@pytest.mark.long
@pytest.mark.parametrize("kind", ["person", "group", "paper"])
def test_the_time_of_an_answer_does_not_tell_whether_a_number_is_another_centre_s(
    world: World, kind: str
) -> None:
    times = spent(world, kind, rounds=600)
    found = area_under_the_curve(times[ELSEWHERE], times[NOWHERE])

    assert max(found, 1 - found) <= 0.55


@pytest.mark.timed
def test_the_time_is_about_the_same_for_a_number_that_is_nowhere(world: World) -> None:
    times = spent(world, "person", rounds=30)
    ratio = statistics.median(times[NOWHERE]) / statistics.median(times[ELSEWHERE])

    assert 0.8 < ratio < 1.25


@pytest.mark.timed
def test_control_a_registration_that_is_read_before_it_is_refused_is_told_by_the_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_first(sought: Sought, _site: Site, *, at: datetime) -> None:
        if found := found_anywhere(sought, _site, at=at):
            record_of(RegistrationGroup.objects.get(pk=found.group))

    monkeypatch.setattr(desk, "found", read_first)
    times = spent(world, "person", rounds=30)

    assert area_under_the_curve(times[ELSEWHERE], times[NOWHERE]) > 0.7
