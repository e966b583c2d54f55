"""P10: every address, method and role answers as declared; a new address needs a declaration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from panah.config.access import PageDeclaredTwice, pages, rows
from panah.web.access import EVERYONE, Page, Role
from panah.web.middleware import AccessMiddleware
from tests.builders import a_clerk
from tests.promises.addresses import (
    METHODS,
    VIEWS,
    Asker,
    Browser,
    all_views,
    everybody,
    leads_to,
    undone,
)
from tests.promises.everyday import World, a_world
from tests.promises.planting import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]

PLANTED = people(1, seed=10)
SIGN_IN = "/staff/sign-in/"
CHOOSE_DESK = "/staff/desk/"
KNOWN = {"secret", "group", "page", "position", "pk", "number", "member"}  # to `everyday.World`
NOTHING_THERE = {
    "sites:setup": "a centre that is open is not set up again",
    "sites:setup_link": "the same",
    "sites:setup_step": "the same",
    "sites:setup_check": "the same",
}
"""Addresses that lead to nothing in a centre that works, whoever asks."""
Asked = tuple[Page, str, Asker]


@pytest.fixture
def world(settings: Any) -> World:
    settings.PANAH_CLOCK = "tests.builders.morning"
    return a_world(PLANTED)


def all_asked(askers: Sequence[Asker]) -> Iterator[Asked]:
    """Every address with every method and everybody."""
    for page in pages().values():
        for method in METHODS:
            for asker in askers:
                yield page, method, asker


def most_asked(askers: Sequence[Asker]) -> Iterator[Asked]:
    """The same, but of the methods that are seldom asked one for each address and asker in turn."""
    seldom = cycle([method for method in METHODS if method not in ("GET", "POST")])
    for page in pages().values():
        for asker in askers:
            yield page, "GET", asker
            yield page, "POST", asker
            if page.allows(asker.role):
                yield page, next(seldom), asker


def unexpected(world: World, asked: Iterator[Asked]) -> list[str]:
    """The answers that the registry does not declare."""
    found = []
    for page, method, asker in asked:
        with undone():
            answer = asker.ask(world, page, method)
            said = answer_of(answer)
        if said != (wanted := declared(page, method, asker)):
            found.append(f"{method} {page.view} as {asker.name}: {said}, not {wanted}")
    return found


def declared(page: Page, method: str, asker: Asker) -> str:
    """What the registry says: sign in, refused, no such method, nothing there, or an answer."""
    if not page.allows(asker.role):
        return "refused" if asker.role is not Role.VISITOR else "sign in"
    if not page.answers(method):
        return "no such method"
    return "nothing there" if is_anothers(page, asker) else "an answer"


def captured_by(page: Page) -> set[str]:
    """The parts of an address that say which object is meant."""
    return set(VIEWS[page.view].pattern.converters)


def is_anothers(page: Page, asker: Asker) -> bool:
    """Whether the address leads to something that the asker has nothing to do with."""
    captured = captured_by(page)
    if page.view in NOTHING_THERE or captured - KNOWN:
        return True
    if "secret" in captured:
        return not asker.knows
    return bool(captured) and asker.name == "elsewhere" and page.roles != EVERYONE


def answer_of(response: HttpResponse) -> str:
    """What an answer amounts to."""
    if leads_to(response, SIGN_IN):
        return "sign in"
    if leads_to(response, CHOOSE_DESK) and response.wsgi_request.resolver_match.kwargs:
        return "nothing there"  # whoever sits nowhere has no number and no group before them
    known = {403: "refused", 404: "nothing there", 405: "no such method"}
    if response.status_code in known:
        return known[response.status_code]
    # 503 is meant: a part of the centre does not answer, and the page says so.
    return "an error" if response.status_code == 500 else "an answer"


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert VIEWS.keys() == pages().keys()
    assert {row.view for row in rows()} == VIEWS.keys()


def test_everybody_gets_what_is_declared_from_every_address(world: World) -> None:
    askers = everybody(world)
    asked = list(most_asked(askers))
    found = unexpected(world, iter(asked))

    assert not found, "\n".join(found)
    assert len(asked) > 2 * len(askers) * len(VIEWS) > 800


@pytest.mark.long
def test_every_address_method_and_asker_gets_what_is_declared(world: World) -> None:
    assert unexpected(world, all_asked(everybody(world))) == []


@pytest.fixture
def browsers() -> Iterator[None]:
    """What a control changes is loaded, and afterwards left, anew."""
    yield
    Browser.anew()


def without_the_gate(patch: pytest.MonkeyPatch, instead: Callable[..., Any]) -> None:
    patch.setattr(AccessMiddleware, "process_view", instead)
    Browser.anew()


ASKED_FIRST = AccessMiddleware.process_view


def letting_head_through(gate: AccessMiddleware, request: HttpRequest, *rest: Any) -> Any:
    """As the gate was once: `HEAD` reached pages that act when they are posted to."""
    return None if request.method == "HEAD" else ASKED_FIRST(gate, request, *rest)


@pytest.mark.usefixtures("browsers")
def test_control_without_the_gate_almost_everything_is_answered_wrongly(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_gate(monkeypatch, lambda *_: None)
    askers = [asker for asker in everybody(world) if asker.name in ("analyst", "nobody")]
    kinds = Counter(each.split()[0] for each in unexpected(world, most_asked(askers)))

    assert kinds["GET"] > 10
    assert kinds["POST"] > 20
    assert sum(kinds.values()) > kinds["GET"] + kinds["POST"]


@pytest.mark.usefixtures("browsers")
def test_control_a_gate_that_lets_head_through_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_the_gate(monkeypatch, letting_head_through)
    askers = [asker for asker in everybody(world) if asker.name == "clerk"]

    with_head = (asked for asked in all_asked(askers) if asked[1] == "HEAD")
    assert "HEAD desk:back as clerk: an answer, not no such method" in unexpected(world, with_head)


urlpatterns = [
    path("", include("panah.config.urls")),
    path("new/", lambda request: HttpResponse(), name="new"),
]


def test_a_new_address_without_a_row_fails_and_answers_nobody(world: World, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client()
    client.force_login(a_clerk("a-new-one", role=Role.ADMINISTRATOR))

    assert all_views(__name__).keys() - pages().keys() == {"new"}
    assert client.get("/new/").status_code == 404


def test_two_rows_for_one_address_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = Page("start", roles=frozenset({Role.AUDITOR}))
    monkeypatch.setattr("panah.config.access.OWN", (twice, twice))
    pages.cache_clear()
    try:
        with pytest.raises(PageDeclaredTwice):
            pages()
    finally:
        pages.cache_clear()


def test_no_form_is_taken_without_its_token_whoever_sends_it(world: World) -> None:
    answers = set()
    askers = everybody(world)
    for turn, page in enumerate(pages().values()):
        asker = askers[turn % len(askers)]
        browser = Browser.with_cookies(asker.cookies, strict=True)
        address = world.address(page.view, VIEWS[page.view], asker.role)
        answers.add(browser.post(address, world.fields(page, asker.role)).status_code)

    assert answers == {403}
