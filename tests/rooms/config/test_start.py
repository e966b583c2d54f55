"""The front page."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import get_resolver

from panah.config.navigation import columns_for
from panah.line.models import Ticket
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past nine in Almaty on Wednesday 5 October 2022."""
    monkeypatch.setattr("panah.config.start.now", lambda: MORNING + timedelta(minutes=30))


def a_ticket(number: int, *, desk: str = "", at: datetime = MORNING) -> Ticket:
    called = at if desk else None
    return Ticket.objects.create(
        site=a_site(),
        day=MORNING.date(),
        number=number,
        party_size=1,
        status=Ticket.Status.CALLED if desk else Ticket.Status.WAITING,
        secret_hash=secrets.token_bytes(32),
        desk=desk,
        taken_at=MORNING - timedelta(hours=1),
        called_at=called,
        last_called_at=called,
    )


def page(client: Client, language: str = "en") -> str:
    answer = client.get("/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_front_page_answers_before_a_centre_is_set_up(client: Client) -> None:
    assert "This centre is being set up." in page(client)


def test_the_title_says_panah(client: Client) -> None:
    a_site()

    assert "<title>Panah: Almaty</title>" in page(client)


def test_an_empty_morning_says_so_and_when_it_is_open(client: Client) -> None:
    a_site()
    shown = page(client)

    assert "Nobody has been called yet today." in shown
    assert "Open <bdi>08:30–18:00</bdi>" in shown


def test_the_board_shows_the_newest_call_and_who_comes_next(client: Client) -> None:
    a_ticket(213, desk="5")
    a_ticket(214, desk="7", at=MORNING + timedelta(minutes=1))
    for number in (215, 216, 217, 218):
        a_ticket(number)
    shown = page(client)

    assert '<p class="num xl">214</p>' in shown
    assert "desk 7" in shown
    assert "Next: 215, 216, 217</p>" in shown


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Almaty, Wednesday 5\xa0October 2022, 09:30"),
        ("ru", "Алматы, среда, 5\xa0октября 2022\xa0года, 09:30"),
        ("kk", "Алматы, 2022\xa0жылғы 5\xa0қазан, сәрсенбі, 09:30"),
    ],
)
def test_the_board_has_the_day_and_time_of_its_centre(
    client: Client, language: str, written: str
) -> None:
    a_site()

    assert written in page(client, language)


@pytest.mark.parametrize("role", Role)
def test_every_link_leads_to_a_page_that_is_there(role: Role) -> None:
    for column in columns_for(role):
        for link in column.links:
            assert get_resolver().resolve(link.address)


def test_a_member_of_staff_is_not_offered_what_refuses_them(client: Client) -> None:
    client.force_login(a_clerk(role=Role.CLERK))
    for column in columns_for(Role.CLERK):
        for link in column.links:
            assert client.get(link.address).status_code != 403


def test_what_says_nothing_to_a_visitor_is_shown_to_whoever_may_open_it() -> None:
    shown = {
        role: {link.address for each in columns_for(role) for link in each.links} for role in Role
    }
    of_members = {role for role, links in shown.items() if "/staff/members/" in links}

    assert of_members == {Role.ADMINISTRATOR}
    assert {role for role, links in shown.items() if "/staff/mine/" not in links} == {Role.VISITOR}


def test_a_visitor_is_offered_the_sign_in(client: Client) -> None:
    assert 'href="/staff/sign-in/"' in page(client)


def test_the_front_page_needs_few_questions_of_the_database(
    client: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    a_site()
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        page(client)


def test_the_first_view_weighs_under_fifty_kilobytes(client: Client) -> None:
    a_site()
    for number in (214, 215, 216, 217):
        a_ticket(number, desk="7")
    assets = ("web/panah.css", "web/mark.svg")
    weights = [len(Path(finders.find(name)).read_bytes()) for name in assets]

    assert len(page(client, "kk").encode()) + sum(weights) < 50_000


@override_settings(IS_DEMO=True)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_demonstration_says_in_three_sentences_what_one_sees(
    client: Client, language: str
) -> None:
    a_site()
    note = page(client, language).split('<p class="note">')[1].split("</p>")[0]

    assert note.count(".") == 3
