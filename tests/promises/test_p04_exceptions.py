"""P4: an exception in any view, with identities at hand, puts no name in answer, log or mail."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import FrameType
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import Client
from django.utils.log import configure_logging

from panah.config.access import pages
from panah.engines.identity import Identity
from panah.line import middleware
from panah.web.access import Page, Role
from tests.promises.addresses import VIEWS, undone
from tests.promises.everyday import World, a_world
from tests.promises.planting import people
from tests.promises.scanning import Needles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]

PLANTED = people(3, seed=4)
NEEDLES = Needles(name for one in PLANTED for name in one.needles)
IN_A_VIEW = re.compile(r"/panah/(?!web/)\w+/(views(/\w+)?|start|health|metrics)\.py$")
KINDS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest)


class Broken(Exception):
    """Nothing in the product expects this."""


@pytest.fixture
def world(settings: Any) -> World:
    settings.PANAH_CLOCK = "tests.builders.morning"
    settings.ADMINS = [("Duty", "duty@panah.example")]
    return a_world(PLANTED)


class Told:
    """Everything that came out while views broke: answers, log lines, mails."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.log = io.StringIO()

    def keep(self, response: HttpResponse) -> None:
        head = "".join(f"{name}: {value}\n" for name, value in response.items())
        self.answers.append(head.encode() + str(response.cookies).encode() + response.content)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    def names(self) -> dict[str, set[str]]:
        """The names found, by where."""
        sent = "\n".join(str(each.message()) for each in mail.outbox)
        places = {
            "answers": b"\n".join(self.answers),
            "log": self.log.getvalue().encode(),
            "mail": sent.encode(),
        }
        found = {place: NEEDLES.found_in(content) for place, content in places.items()}
        return {place: names for place, names in found.items() if names}


@contextmanager
def listening(config: str, logging_settings: dict[str, Any]) -> Iterator[Told]:
    """Set logging up as Django does at its start, with every stream of it led to us."""
    told = Told()
    before = [(one, dict(vars(one))) for one in _loggers()]
    with redirect_stderr(told.log), redirect_stdout(told.log):
        configure_logging(config, logging_settings)
        try:
            yield told
        finally:
            for one, attributes in before:
                vars(one).update(attributes)
                one.manager._clear_cache()


def _loggers() -> list[logging.Logger]:
    known = logging.root.manager.loggerDict.values()
    return [logging.root, *(one for one in known if isinstance(one, logging.Logger))]


@pytest.fixture
def told(settings: Any) -> Iterator[Told]:
    with listening(settings.LOGGING_CONFIG, settings.LOGGING) as everything:
        yield everything


def breaking(kind: type[Exception]) -> Callable[..., HttpResponse]:
    """A view that breaks with people at hand: in its variables and in what it says."""

    def view(request: object, *told: object, **captured: object) -> HttpResponse:
        name, identities = PLANTED[0].name, [Identity(one.name) for one in PLANTED]
        said = " ".join(PLANTED[1].written)
        raise kind(f"{said} {name.shown} {[one.name.shown for one in identities]}")

    return view


def ask(world: World, page: Page, *, role: Role, method: str) -> HttpResponse:
    """Ask for a page as somebody in a role, with names in what is sent."""
    client = Client(raise_request_exception=False, headers={"user-agent": PLANTED[2].name.shown})
    client.cookies.update(world.cookies[role])
    address = world.address(page.view, VIEWS[page.view], role)
    if method == "POST":
        return client.post(address, world.fields(page, role))
    return client.get(address)


def everyone_asks() -> Iterator[tuple[Page, Role, str]]:
    """Every page with each role that may reach it and each method that it takes."""
    for page in pages().values():
        for role in sorted(page.roles):
            for method in page.methods:
                yield page, role, method


def someone_asks() -> Iterator[tuple[Page, Role, str]]:
    """Every page with one role, which sits at a desk where there is one, and each method."""
    for page in pages().values():
        sitting = [role for role in (Role.CLERK, Role.SUPERVISOR) if page.allows(role)]
        role = sitting[0] if sitting else min(page.roles)
        for method in page.methods:
            yield page, role, method


def break_all(
    world: World,
    told: Told,
    kind: type[Exception],
    *,
    asked: Iterable[tuple[Page, Role, str]],
) -> list[int]:
    """Replace each view by one that breaks, ask for it, and return the statuses."""
    statuses = []
    for page, role, method in asked:
        with undone(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(VIEWS[page.view], "callback", breaking(kind))
            patch.setattr(middleware, "news", breaking(kind))  # answers before the views do
            response = ask(world, page, role=role, method=method)
            told.keep(response)
            statuses.append(response.status_code)
    return statuses


def test_views_that_break_for_anybody_tell_no_name(world: World, told: Told) -> None:
    asked = list(everyone_asks())

    statuses = break_all(world, told, Broken, asked=asked)
    broken = [line for line in told.lines if line.get("error") == "Broken"]

    assert set(statuses) == {500}
    assert [line["view"] for line in broken] == [page.view for page, _, _ in asked]
    assert all(line["places"] for line in broken)
    assert told.names() == {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_django_answers_by_itself_tells_no_name(
    world: World, told: Told, kind: type[Exception]
) -> None:
    statuses = break_all(world, told, kind, asked=someone_asks())

    assert set(statuses) <= {400, 403, 404}
    assert len(told.lines) >= len(statuses)
    assert told.names() == {}


class Tripwire:
    """Breaks the n-th line that runs in a view, with people at hand; 0 breaks none and counts."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.passed = 0

    def __enter__(self) -> Tripwire:
        self.before = sys.gettrace()
        sys.settrace(self._enter)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)

    def _enter(self, frame: FrameType, _event: str, _arg: object) -> Any:
        return self._run if IN_A_VIEW.search(frame.f_code.co_filename) else None

    def _run(self, frame: FrameType, event: str, _arg: object) -> Any:
        self.passed += event == "line"
        if event == "line" and self.passed == self.line:
            breaking(Broken)(None)
        return self._run


def test_views_that_break_in_the_midst_of_their_work_tell_no_name(world: World, told: Told) -> None:
    tried = 0
    for page, role, method in someone_asks():
        for line in _lines_to_break(world, page, role=role, method=method):
            with undone(), Tripwire(line) as wire:
                response = ask(world, page, role=role, method=method)
            told.keep(response)
            tried += 1

            assert (wire.passed, response.status_code) == (line, 500), page.view
    broken = [line for line in told.lines if line.get("error") == "Broken"]

    assert len(broken) == tried > 1.5 * len(VIEWS)
    assert told.names() == {}


def _lines_to_break(world: World, page: Page, *, role: Role, method: str) -> list[int]:
    """The middle and last line of a view that works; it must work here, to mean anything."""
    with undone():  # what is put into words once is there from then on
        ask(world, page, role=role, method=method)
    with undone(), Tripwire(0) as wire:
        response = ask(world, page, role=role, method=method)

    assert response.status_code < 500, page.view
    return sorted({wire.passed // 2 + 1, wire.passed})


def test_the_log_holds_no_address_and_so_no_secret_of_a_ticket(world: World, told: Told) -> None:
    secret = str(world.captured["secret"])
    Client().get(f"/line/t/{secret}/nowhere/")
    Client().post(f"/line/t/{secret}/")

    assert [line["status"] for line in told.lines] == [404, 405]
    assert secret not in told.log.getvalue()


@pytest.mark.parametrize("who", ["panah.worker", "another.library"])
def test_a_task_that_breaks_tells_no_name(told: Told, who: str) -> None:
    try:
        breaking(Broken)(None)
    except Broken as broken:
        logging.getLogger(who).exception("%s failed", "a task" if "panah" in who else broken)

    assert [line["error"] for line in told.lines] == ["Broken"]
    assert told.names() == {}


@pytest.mark.parametrize(("is_debug", "places"), [(True, {"answers", "log"}), (False, {"mail"})])
def test_control_as_django_is_by_itself_names_are_told(
    world: World, settings: Any, is_debug: bool, places: set[str]
) -> None:
    settings.DEBUG = is_debug
    asked = list(someone_asks())[:5]
    with listening("logging.config.dictConfig", {}) as told:
        break_all(world, told, Broken, asked=asked)

    assert told.names().keys() >= places
