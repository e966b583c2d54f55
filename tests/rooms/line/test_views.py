"""The pages of the line as a phone, a marshal and a wall get them."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import structlog
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from panah.line import actions, moves
from panah.line.models import FastTrack, Ticket
from panah.line.secret import new_token, secret_from
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.line.tickets import acts_of, events

pytestmark = pytest.mark.django_db
LANGUAGES = ("kk", "ru", "en")
LARGEST_PAGE = 50_000


@pytest.fixture
def marshal() -> Client:
    client = Client()
    client.force_login(a_clerk("marshal-1", role=Role.MARSHAL))
    return client


def _token(html: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found
    return found[1]


def _take(client: Client, size: int = 2) -> str:
    """Take a number as a phone does, and return the address of its page."""
    form = client.get("/line/take/").content.decode()
    answer = client.post("/line/take/", {"size": size, "token": _token(form)})
    assert answer.status_code == 302
    return str(answer["Location"])


def _held_by(status: str) -> tuple[str, Ticket]:
    """The address of the page of a ticket in a state."""
    issued = actions.issue_ticket(a_site(), party_size=1, at=MORNING)
    ticket = issued.ticket
    if status in ("called", "served", "no_show"):
        actions.call_next(ticket.site, desk="2", at=MORNING)
        ticket.refresh_from_db()
    if status == "served":
        actions.serve(ticket, desk="2", at=MORNING)
    elif status == "no_show":
        actions.no_show(ticket, at=MORNING)
    elif status == "held":
        actions.hold(ticket, at=MORNING)
    elif status == "given_up":
        actions.give_up(ticket, at=MORNING)
    elif status == "undone":
        actions.undo_issue(ticket, at=MORNING)
    elif status == "closed":
        Ticket.objects.filter(pk=ticket.pk).update(status="closed", ended_at=MORNING)
    return reverse("line:phone", args=[issued.secret]), ticket


# Taking a number


def test_taking_a_number_leads_to_its_page(client: Client) -> None:
    a_site()

    page = client.get(_take(client, size=3)).content.decode()

    assert Ticket.objects.get().party_size == 3
    assert 'id="n"' in page


def test_a_form_sent_twice_gives_one_number_and_the_same_page(client: Client) -> None:
    a_site()
    token = _token(client.get("/line/take/").content.decode())

    places = [client.post("/line/take/", {"size": 2, "token": token})["Location"] for _ in range(2)]

    assert places[0] == places[1]
    assert Ticket.objects.count() == 1


def test_a_form_whose_token_is_not_ours_still_gives_a_number(client: Client) -> None:
    a_site()

    client.post("/line/take/", {"size": 1, "token": "made up"})
    client.post("/line/take/", {"size": 1, "token": "made up"})

    assert Ticket.objects.count() == 2


def test_the_secret_cannot_be_read_from_the_token() -> None:
    token = new_token()

    assert secret_from(token) not in token
    assert secret_from(token) == secret_from(token)
    assert secret_from(token + "x") != secret_from(token)


@pytest.mark.parametrize("size", ["", "0", "11", "many"])
def test_a_party_that_cannot_be_is_explained_and_gets_no_number(client: Client, size: str) -> None:
    a_site()

    page = client.post("/line/take/?lang=en", {"size": size}).content.decode()

    assert "from 1 to 10" in page
    assert "<title>Error: " in page
    assert not Ticket.objects.exists()


def test_nine_and_ten_people_can_be_chosen(client: Client) -> None:
    a_site()

    page = client.get("/line/take/?more=1").content.decode()

    assert 'value="9"' in page
    assert 'value="10"' in page


# The phone page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [*Ticket.Status.values])
def test_the_page_of_a_ticket_says_where_it_stands_in_every_language(
    client: Client, status: str, language: str
) -> None:
    address, _ticket = _held_by(status)

    answer = client.get(f"{address}?lang={language}")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert f'<html lang="{language}"' in page
    assert len(answer.content) < LARGEST_PAGE


def test_what_a_phone_loads_the_first_time_is_under_fifty_kilobytes(client: Client) -> None:
    from django.contrib.staticfiles import finders

    address, _ticket = _held_by("waiting")
    page = client.get(address).content
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())
    found = [finders.find(name) for name in files]

    assert len(files) == 3
    total = len(page) + sum(Path(str(path)).stat().st_size for path in found if path)
    assert total < LARGEST_PAGE


def test_a_called_ticket_is_told_its_desk_in_the_title_too(client: Client) -> None:
    address, _ticket = _held_by("called")

    page = client.get(f"{address}?lang=en").content.decode()

    assert "<title>Number 1, desk 2" in page
    assert 'aria-label="Go to desk 2"' in page


def test_a_page_with_a_wrong_secret_is_calm_and_tells_nothing(client: Client) -> None:
    address, _ticket = _held_by("waiting")
    wrong = [address[:-2] + "/", "/line/t/x/", address[:-1] + "x/", address.replace("/t/", "/t/a")]

    for other in wrong:
        answer = client.get(f"{other}?lang=en")
        assert answer.status_code == 404
        assert "belongs to no number" in answer.content.decode()


@pytest.mark.parametrize("step", ["hold", "come_back", "sooner", "give_up"])
def test_without_the_secret_nobody_moves_a_ticket(client: Client, step: str) -> None:
    _address, ticket = _held_by("waiting")

    answer = client.post(reverse(f"line:{step}", args=["A" * 22]), {"reason": "illness"})

    ticket.refresh_from_db()
    assert answer.status_code == 404
    assert (ticket.status, ticket.lane) == ("waiting", "standard")


def test_stepping_away_and_coming_back_keeps_the_place(client: Client) -> None:
    address, ticket = _held_by("waiting")

    for step, status in (("hold/", "held"), ("back/", "waiting")):
        assert client.post(address + step)["Location"] == address
        ticket.refresh_from_db()
        assert ticket.status == status

    assert acts_of(1) == ["held", "returned", "taken"]


def test_giving_up_asks_once_more_and_names_the_number(client: Client) -> None:
    address, ticket = _held_by("waiting")

    asked = client.get(f"{address}give-up/?lang=en").content.decode()
    ticket.refresh_from_db()
    assert ticket.status == "waiting"
    assert asked.count("number 1") >= 3

    client.post(f"{address}give-up/")
    ticket.refresh_from_db()
    assert ticket.status == "given_up"


def test_a_press_that_comes_too_late_shows_the_ticket_as_it_is(client: Client) -> None:
    address, _ticket = _held_by("served")

    for step in ("hold/", "back/", "give-up/"):
        answer = client.post(address + step)
        assert (answer.status_code, answer["Location"]) == (302, address)

    assert acts_of(1) == ["called", "served", "taken"]


def test_being_seen_sooner_needs_a_reason_and_no_paper(client: Client) -> None:
    address, ticket = _held_by("waiting")

    refused = client.post(f"{address}sooner/?lang=en", {}).content.decode()
    assert "Choose the reason" in refused

    client.post(f"{address}sooner/", {"reason": "pregnancy"})
    ticket.refresh_from_db()
    assert ticket.fast_track_reason == "pregnancy"


def test_the_live_part_is_sent_again_only_when_it_changed(client: Client) -> None:
    address, ticket = _held_by("waiting")
    first = client.get(address + "now/")
    tag = {"If-None-Match": first["ETag"]}

    same = client.get(address + "now/", headers=tag)
    actions.call_next(ticket.site, desk="2", at=MORNING)
    changed = client.get(address + "now/", headers=tag)

    assert (same.status_code, same.content) == (304, b"")
    assert same["Panah-Clock"] == "09:00"
    assert changed.status_code == 200
    assert 'data-state="called"' in changed.content.decode()


def test_the_live_part_differs_between_languages(client: Client) -> None:
    address, _ticket = _held_by("waiting")
    tags = {client.get(f"{address}now/?lang={language}")["ETag"] for language in LANGUAGES}

    assert len(tags) == 3


# The wall


def test_the_wall_shows_numbers_and_no_secret(client: Client) -> None:
    called, _ = _held_by("called")
    waiting, _ = _held_by("waiting")

    for address in ("/line/wall/", "/line/wall/now/"):
        page = client.get(address).content.decode()
        assert called.split("/")[3] not in page
        assert waiting.split("/")[3] not in page
        assert "<span>1</span>" in page


def test_the_wall_says_everything_in_three_languages_whatever_the_browser_speaks(
    client: Client,
) -> None:
    _held_by("called")

    page = client.get("/line/wall/", headers={"Accept-Language": "ru"}).content.decode()

    assert '<html lang="kk"' in page
    for word in ("Терезе", "Окно", "Desk"):
        assert word in page


def test_the_reason_of_a_fast_track_is_on_no_page_that_others_see(
    client: Client, marshal: Client
) -> None:
    site = a_site()
    actions.issue_ticket(site, party_size=1, fast_track=FastTrack.DISABILITY, at=MORNING)

    answers = [client.get("/line/wall/"), client.get("/line/wall/now/"), marshal.get("/line/door/")]
    for answer in answers:
        page = answer.content.decode().lower()
        assert "disability" not in page
        assert "fast_track" not in page


# The door


def test_a_visitor_is_asked_to_sign_in_at_the_door(client: Client) -> None:
    assert client.get("/line/door/").status_code == 302
    assert client.post("/line/door/", {"size": 1}).status_code == 302
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.ANALYST, Role.AUDITOR, Role.PROTECTION])
def test_the_door_is_for_marshals_and_supervisors(client: Client, role: Role) -> None:
    client.force_login(a_clerk("somebody", role=role))

    assert client.get("/line/door/").status_code == 403


def test_the_marshals_press_shows_the_number_and_the_code_of_its_page(
    marshal: Client, settings: Settings
) -> None:
    settings.PANAH_PUBLIC_URL = "https://panah.example"
    token = _token(marshal.get("/line/door/").content.decode())

    page = marshal.post("/line/door/?lang=en", {"size": 4, "token": token}).content.decode()

    ticket = Ticket.objects.get()
    assert ticket.party_size == 4
    assert 'aria-label="Number given 1"' in page
    assert 'class="qr"' in page
    assert secret_from(token) not in page


def test_a_marshals_double_press_gives_one_number(marshal: Client) -> None:
    token = _token(marshal.get("/line/door/").content.decode())
    for _ in range(2):
        marshal.post("/line/door/", {"size": 1, "token": token})

    assert Ticket.objects.count() == 1


def test_the_secret_stands_in_no_session_and_no_later_page(marshal: Client) -> None:
    token = _token(marshal.get("/line/door/").content.decode())
    marshal.post("/line/door/", {"size": 1, "token": token})

    assert secret_from(token) not in str(dict(marshal.session.items()))
    assert 'class="qr"' not in marshal.get("/line/door/").content.decode()


def test_the_undo_takes_back_the_number_that_it_names(marshal: Client) -> None:
    token = _token(marshal.get("/line/door/").content.decode())
    marshal.post("/line/door/", {"size": 1, "token": token})

    page = marshal.post("/line/door/undo/?lang=en", {"number": 1}, follow=True).content.decode()

    assert Ticket.objects.get().status == "undone"
    assert "Number 1 was taken back" in page


def test_a_marshal_cannot_undo_a_number_that_somebody_took_themselves(marshal: Client) -> None:
    _address, ticket = _held_by("waiting")

    marshal.post("/line/door/undo/", {"number": ticket.number})

    ticket.refresh_from_db()
    assert ticket.status == "waiting"


def test_an_old_page_does_not_undo_a_newer_number(marshal: Client) -> None:
    for _ in range(2):
        token = _token(marshal.get("/line/door/").content.decode())
        marshal.post("/line/door/", {"size": 1, "token": token})

    marshal.post("/line/door/undo/", {"number": 1})

    assert set(Ticket.objects.values_list("status", flat=True)) == {"waiting"}


def test_the_undo_comes_too_late_once_the_number_is_called(marshal: Client) -> None:
    token = _token(marshal.get("/line/door/").content.decode())
    marshal.post("/line/door/", {"size": 1, "token": token})
    actions.call_next(a_site(), desk="1", at=MORNING)

    page = marshal.post("/line/door/undo/?lang=en", {"number": 1}, follow=True).content.decode()

    assert Ticket.objects.get().status == "called"
    assert "too late" in page


def test_a_marshal_sees_to_it_that_somebody_is_seen_sooner(marshal: Client) -> None:
    _address, ticket = _held_by("waiting")

    answer = marshal.post("/line/door/sooner/", {"number": 1, "reason": "older_age"})

    ticket.refresh_from_db()
    assert urlsplit(answer["Location"]).path == "/line/door/"
    assert ticket.fast_track_reason == "older_age"


@pytest.mark.parametrize("number", ["", "77", "x", "1"])
def test_a_number_that_does_not_wait_is_explained_beside_the_field(
    marshal: Client, number: str
) -> None:
    _held_by("served")

    page = marshal.post(
        "/line/door/sooner/?lang=en", {"number": number, "reason": "illness"}
    ).content.decode()

    assert 'id="id_number_error"' in page


def test_the_door_counts_who_waits(marshal: Client) -> None:
    actions.issue_ticket(a_site(), party_size=4, at=MORNING)

    page = marshal.get("/line/door/now/?lang=en").content.decode()

    assert "1 number, 4 people" in page


# All pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_style_or_script_inside(client: Client, marshal: Client, language: str) -> None:
    address, _ticket = _held_by("waiting")
    pages = ["/line/take/", address, address + "sooner/", address + "give-up/", "/line/wall/"]
    answers = [client.get(f"{page}?lang={language}") for page in pages]
    answers += [
        marshal.get(f"{page}?lang={language}") for page in ("/line/door/", "/line/door/sooner/")
    ]

    for answer in answers:
        html = answer.content.decode()
        assert answer.status_code == 200
        assert not re.search(r"<style|style=|<script(?! src)|http-equiv|\son\w+=", html)


def test_no_page_of_the_line_is_stored(client: Client) -> None:
    address, _ticket = _held_by("waiting")

    for page in (address, address + "now/", "/line/take/", "/line/wall/"):
        assert client.get(page)["Cache-Control"] == "no-store"


def test_a_holder_has_a_page_for_every_move_of_theirs_and_for_no_other() -> None:
    theirs = {row.move.value for row in moves.MOVES if moves.Who.HOLDER in row.who}
    pages = {"hold": "hold", "come_back": "come_back", "sooner": "fast_track", "give_up": "give_up"}

    assert set(pages.values()) == theirs
    assert all(reverse(f"line:{page}", args=["A" * 22]) for page in pages)


def test_everything_the_pages_did_is_in_the_journal_once(client: Client) -> None:
    address, _ticket = _held_by("waiting")
    client.post(f"{address}sooner/", {"reason": "illness"})
    client.post(f"{address}sooner/", {"reason": "illness"})
    client.post(f"{address}hold/")
    client.post(f"{address}hold/")
    client.post(f"{address}give-up/")

    assert acts_of(1) == ["fast_tracked", "given_up", "held", "taken"]
    assert len(events()) == 4


def test_the_undo_is_offered_for_a_few_minutes_only(
    marshal: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = _token(marshal.get("/line/door/").content.decode())
    marshal.post("/line/door/", {"size": 1, "token": token})
    assert "formaction" in marshal.get("/line/door/").content.decode()

    monkeypatch.setattr("tests.builders.MORNING", MORNING + timedelta(minutes=6))
    assert "formaction" not in marshal.get("/line/door/").content.decode()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What this process writes to its log."""
    ours = [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler)
        and isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    ]
    written = io.StringIO()
    before = ours[0].setStream(written)
    yield written
    ours[0].setStream(before)


def test_no_line_of_the_log_holds_the_secret_of_a_ticket(log: io.StringIO) -> None:
    address, _ticket = _held_by("waiting")
    secret = address.split("/")[3]

    Client().get(address + "hold/")  # not a way to ask
    Client(enforce_csrf_checks=True).post(address + "hold/")  # a form from elsewhere
    Client().get(address[:-2] + "/")  # a letter lost
    Client().get(address + "elsewhere/")  # no such page

    assert log.getvalue().count("\n") == 4
    assert secret[:-1] not in log.getvalue()
