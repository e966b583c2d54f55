"""The pages that only a demonstration has."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse

from panah.config.access import pages
from panah.demo import clock
from panah.demo.samples import families
from panah.line import actions as line
from panah.line.models import Ticket
from panah.line.secret import secret_from
from panah.staff import queries as staff
from panah.web.access import Role
from tests.rooms.demo.conftest import Demonstration

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def open_pages(settings, demonstration: Demonstration) -> Iterator[Demonstration]:
    settings.IS_DEMO = True
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "panah.demo"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "panah.demo.middleware.GuestMiddleware"]
    settings.PANAH_CLOCK = "panah.demo.clock.now"
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"].append("panah.demo.context.control")
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.rooms.demo.urls"
    pages.cache_clear()
    yield demonstration
    pages.cache_clear()
    clear_url_caches()


@pytest.fixture
def browser(open_pages: Demonstration) -> Client:
    return Client()


def _seat_of(client: Client) -> int | None:
    member = staff.member(client.get("/").wsgi_request.user.username)
    seat = staff.seat_of(member) if member else None
    return seat.desk.number if seat else None


@pytest.mark.parametrize("view", ["control", "now", "sit_down", "documents"])
def test_no_page_of_a_demonstration_resolves_in_a_centre(view: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"demo:{view}")


@pytest.mark.parametrize("path", ["sit-down/", "work-as/clerk/", "clock/", "now/", "documents/"])
def test_a_centre_answers_that_there_is_no_such_page(db, client: Client, path: str) -> None:
    assert client.get(f"/demo/{path}").status_code == 404


@pytest.mark.parametrize("is_demo", ["0", "1"])
def test_a_process_opens_these_doors_only_for_a_demonstration(is_demo: str) -> None:
    asked = (
        "import django, json; django.setup(); from django.urls import get_resolver;"
        "from panah.config.access import pages;"
        "names = [p.pattern._route for p in get_resolver().url_patterns];"
        "print(json.dumps(['demo/' in names, 'demo:sit_down' in pages()]))"
    )
    environment = os.environ | {
        "PANAH_DEMO": is_demo,
        "DJANGO_SETTINGS_MODULE": "panah.config.settings",
    }
    answer = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(answer.stdout) == [is_demo == "1"] * 2


@pytest.mark.parametrize("path", ["/", "/line/take/", "/figures/", "/papers/check/"])
def test_the_control_of_the_clock_is_on_every_page(browser: Client, path: str) -> None:
    page = browser.get(path, headers={"accept-language": "en"}).content.decode()

    assert "Demonstration. People and numbers are invented." in page
    assert all(f'name="speed" value="{speed}"' in page for speed in (0, 1, 10, 60))
    assert "<bdi>08:30</bdi>" in page


@pytest.mark.parametrize("speed", clock.SPEEDS)
def test_pressing_a_speed_sets_it_and_leads_back(browser: Client, speed: int) -> None:
    answer = browser.post("/demo/clock/", {"speed": speed, "next": "/line/take/"})

    assert answer.url == "/line/take/"
    assert clock.reading().chosen == speed


@pytest.mark.parametrize("speed", ["7", "", "-1", "many"])
def test_another_speed_changes_nothing(browser: Client, speed: str) -> None:
    browser.post("/demo/clock/", {"speed": speed})

    assert clock.reading().chosen == 60


def test_nobody_is_led_to_another_host(browser: Client) -> None:
    elsewhere = {"next": "https://elsewhere.example/"}

    assert browser.post("/demo/clock/", {"speed": 1, **elsewhere}).url == "/"
    assert browser.get("/demo/work-as/marshal/", elsewhere).url == "/line/door/"


def test_one_press_makes_a_clerk_with_a_desk(browser: Client) -> None:
    answer = browser.get("/demo/sit-down/")

    assert answer.url == "/desk/"
    assert browser.get("/desk/").status_code == 200
    assert _seat_of(browser) is not None


def test_a_visitor_sits_at_the_desk_they_ask_for(browser: Client) -> None:
    browser.get("/demo/sit-down/?desk=7")

    assert _seat_of(browser) == 7


def test_the_link_of_the_front_page_leads_straight_to_the_desk(browser: Client) -> None:
    page = browser.get("/").content.decode()
    link = "/demo/work-as/clerk/?next=%2Fstaff%2Fdesk%2F"

    assert link in page
    assert browser.get(link).url == "/desk/"


def test_sitting_down_again_stays_where_one_sits(browser: Client) -> None:
    browser.get("/demo/sit-down/?desk=7")
    session = browser.cookies["session"].value
    browser.get("/demo/sit-down/")

    assert _seat_of(browser) == 7
    assert browser.cookies["session"].value == session


def test_two_visitors_get_two_desks(browser: Client, open_pages: Demonstration) -> None:
    other = Client()
    browser.get("/demo/sit-down/")
    other.get("/demo/sit-down/")

    assert {_seat_of(browser), _seat_of(other)} == {11, 12}


def test_moving_to_another_desk_frees_the_one_before(browser: Client) -> None:
    browser.get("/demo/sit-down/?desk=7")
    browser.get("/demo/sit-down/?desk=3")

    assert set(staff.taken_desks(staff.member("clerk-3").site)) == {3}


@pytest.mark.parametrize(
    ("role", "home"),
    [("marshal", "/line/door/"), ("supervisor", "/shift/"), ("protection", "/duplicates/")],
)
def test_one_press_makes_each_of_the_others(browser: Client, role: str, home: str) -> None:
    answer = browser.get(f"/demo/work-as/{role}/")
    member = staff.member(role)

    assert answer.url == home
    assert member
    assert Role(member.role) == role
    assert browser.get(home).wsgi_request.user == member


@pytest.mark.parametrize("role", ["visitor", "administrator", "auditor", "nobody"])
def test_nobody_becomes_what_nobody_plays(browser: Client, role: str) -> None:
    assert browser.get(f"/demo/work-as/{role}/").status_code == 404


def test_changing_role_stands_up(browser: Client) -> None:
    browser.get("/demo/sit-down/?desk=7")
    browser.get("/demo/work-as/marshal/")

    assert staff.taken_desks(staff.member("marshal").site) == {}


def test_the_demonstrations_accounts_have_no_password(browser: Client) -> None:
    assert not Client().login(username="clerk-1", password="")
    assert not staff.member("clerk-1").has_usable_password()


def test_an_open_form_slows_the_clock_and_a_closed_one_lets_it_run(
    browser: Client, open_pages: Demonstration
) -> None:
    open_pages.play(minutes=3)
    browser.get("/demo/sit-down/?desk=7")
    number = Ticket.objects.get(desk="7", status="called").number
    page = browser.get(f"/desk/{number}/")
    assert page.status_code == 200
    assert b"data-demo-form" in page.content
    assert clock.reading().is_slowed

    browser.get("/desk/")

    assert not clock.reading().is_slowed


def test_a_page_that_says_its_form_is_open_keeps_the_clock_slow(browser: Client) -> None:
    assert not clock.reading().is_slowed
    answer = browser.get("/demo/now/?form=1", headers={"accept-language": "en"})

    assert clock.reading().is_slowed
    assert "1 ×: somebody is taking part" in answer.content.decode()
    assert answer["Panah-Speed"] == "60"


def test_whoever_is_called_is_offered_the_desk(browser: Client, open_pages: Demonstration) -> None:
    issued = line.issue_ticket(open_pages.site, party_size=1, at=clock.now())
    phone = f"/line/t/{issued.secret}/"
    assert "/demo/sit-down/" not in browser.get(phone).content.decode()

    line.fast_track(issued.ticket, "illness", at=clock.now())
    line.call_next(open_pages.site, desk="9", at=clock.now())

    assert "/demo/sit-down/?desk=9" in browser.get(phone).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_to_try_stand_ready_to_copy(browser: Client, language: str) -> None:
    page = browser.get("/demo/documents/", {"lang": language}).content.decode()

    assert page.count("<textarea") == 9
    for family in families():
        for one in family:
            assert one.name in page
            assert one.lines[0].replace("<", "&lt;") in page


def test_a_number_given_out_at_the_door_is_played_like_the_others(
    browser: Client, open_pages: Demonstration
) -> None:
    mine = _given_at_the_door(browser, size=2)
    line.fast_track(mine, "illness", at=clock.now())
    open_pages.play_until(lambda: _status(mine) == "served", minutes=120)

    assert not clock.reading().is_slowed


def test_a_number_of_the_door_whose_page_was_opened_is_waited_for(
    browser: Client, open_pages: Demonstration
) -> None:
    mine = _given_at_the_door(browser, size=1)
    phone = _address_of_phone(browser)
    assert Client().get(phone).status_code == 200
    line.fast_track(mine, "illness", at=clock.now())
    open_pages.play_until(lambda: _status(mine) == "called", minutes=60)

    assert clock.reading().is_slowed


def _given_at_the_door(browser: Client, *, size: int) -> Ticket:
    browser.get("/demo/work-as/marshal/")
    token = browser.get("/line/door/").context["token"]
    browser.shown = browser.post("/line/door/", {"size": size, "token": token})
    return Ticket.objects.latest("number")


def _address_of_phone(browser: Client) -> str:
    form = browser.shown.wsgi_request.POST
    return reverse("line:phone", args=[secret_from(form["token"])])


def _status(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return ticket.status
