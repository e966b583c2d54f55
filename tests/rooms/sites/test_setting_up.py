"""Setting up a centre: one link, one browser, and everything that was answered in one act."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client

from panah.sites import queries, setting_up
from panah.sites.hours import Hours
from panah.sites.models import Setup, Site, SiteChange
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
WEEK = {
    f"{end}_{day}": clock for day in range(5) for end, clock in (("from", "09:00"), ("to", "18:00"))
}
ANSWERS = {
    "centre": {"profile": "kz-2022", "code": "TRZ", "name_kk": "Тараз", "name_en": "Taraz"},
    "hours": {"time_zone": "Asia/Almaty", **WEEK, "from_5": "10:00", "to_5": "15:00"},
    "holidays": {"holidays": ["2022-10-24"], "other": "31.12.2022 09:00–14:00\n"},
    "desks": {"count": "7", "languages": ["kk", "ru"], "papers": "file"},
}


@pytest.fixture(autouse=True)
def morning(settings) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"


@pytest.fixture
def browser() -> Client:
    """A browser in which the link was opened."""
    opened = Client(headers=ENGLISH)
    opened.post(f"/setup/link/{setting_up.new_link(at=MORNING)}/")
    return opened


def answered(browser: Client, **other: dict[str, object]) -> None:
    for step, said in (ANSWERS | other).items():
        led = browser.post(f"/setup/{step}/", said)
        assert led.status_code == 302, led.content.decode()


def test_what_is_answered_is_what_is_opened(browser: Client) -> None:
    answered(browser)
    shown = browser.get("/setup/check/").content.decode()
    led = browser.post("/setup/check/", {"shown_name": "Айгерім Б."})

    site = Site.objects.get()
    assert "Taraz · TRZ" in shown
    assert led.url.startswith("/staff/join/")
    assert site.names == {"kk": "Тараз", "ru": "Тараз", "en": "Taraz"}
    assert [str(hours or "") for hours in site.week()] == [*["09:00–18:00"] * 5, "10:00–15:00", ""]
    assert site.hours_on(date(2022, 10, 24)) is None
    assert site.hours_on(date(2022, 12, 31)) == Hours(time(9), time(14))
    assert (queries.open_desk_count(site), site.languages, site.papers) == (7, ["kk", "ru"], "file")
    assert [one.what for one in SiteChange.objects.all()] == ["set_up"]


def test_a_country_without_a_profile_is_opened_too(browser: Client) -> None:
    answered(browser, centre=ANSWERS["centre"] | {"profile": "generic"}, holidays={"other": ""})
    shown = browser.get("/setup/holidays/").content.decode()
    browser.post("/setup/check/", {"shown_name": "Айгерім Б."})

    assert "No holidays are known for this country" in shown
    assert (Site.objects.get().profile, Site.objects.get().days) == ("generic", {})


def test_a_centre_that_is_there_asks_only_for_its_administrator(browser: Client) -> None:
    site = a_site()
    page = browser.get("/setup/", follow=True).content.decode()
    led = browser.post("/setup/check/", {"shown_name": "Айгерім Б."})

    assert "The first administrator" in page
    assert browser.get("/setup/hours/").url == "/setup/check/"
    assert led.url.startswith("/staff/join/")
    assert Site.objects.get() == site


def test_pressing_twice_opens_one_centre(browser: Client) -> None:
    answered(browser)
    for _ in range(2):
        browser.post("/setup/check/", {"shown_name": "Айгерім Б."})

    assert Site.objects.count() == 1


def test_a_link_works_once_in_one_browser_and_for_a_day() -> None:
    first = setting_up.new_link(at=MORNING)
    key = setting_up.begin(first, at=MORNING)

    with pytest.raises(setting_up.LinkDead):
        setting_up.begin(first, at=MORNING)
    assert setting_up.of_browser(key, at=MORNING + timedelta(hours=23)) is not None
    assert setting_up.of_browser(key, at=MORNING + timedelta(hours=25)) is None
    second = setting_up.new_link(at=MORNING)
    assert setting_up.of_browser(key, at=MORNING) is None
    with pytest.raises(setting_up.LinkDead):
        setting_up.begin(second, at=MORNING + timedelta(hours=24))


def test_neither_link_nor_browser_is_kept_readable() -> None:
    token = setting_up.new_link(at=MORNING)
    key = setting_up.begin(token, at=MORNING)
    kept = str(Setup.objects.values())

    assert token not in kept
    assert key not in kept


def test_nobody_else_may_look_or_answer(client: Client) -> None:
    setting_up.new_link(at=MORNING)

    for path in ("/setup/", "/setup/centre/", "/setup/check/", "/setup/link/wrong/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"shown_name": "x"}).status_code in (404, 405)
    assert not Site.objects.exists()


def test_an_administrator_ends_the_setting_up(browser: Client) -> None:
    answered(browser)
    a_clerk("boss", role=Role.ADMINISTRATOR, site=a_site())

    assert browser.get("/setup/check/").status_code == 404


def test_each_step_can_be_gone_back_to_and_answers_outlive_a_new_link(browser: Client) -> None:
    answered(browser)
    browser.post(f"/setup/link/{setting_up.new_link(at=MORNING)}/")
    shown = browser.get("/setup/centre/").content.decode()
    browser.post(
        "/setup/centre/", ANSWERS["centre"] | {"code": "ALA", "name_kk": "", "name_en": ""}
    )

    assert 'value="Тараз"' in shown
    assert "Almaty · ALA" in browser.get("/setup/check/").content.decode()


@pytest.mark.parametrize(
    ("step", "wrong", "said"),
    [
        ("centre", {"code": "тараз"}, "Two to eight capital letters"),
        ("centre", {"name_kk": "", "name_en": ""}, "in one language at least"),
        ("hours", {"to_0": ""}, "Enter both times"),
        ("hours", {"to_0": "noon"}, "Write the time like 09:00"),
        ("hours", {"to_0": "08:00"}, "closes later than it opens"),
        ("holidays", {"other": "24.12.2026\n32.12.2026"}, "Row 2 is no day"),
        ("desks", {"count": "0"}, "Enter how many: 1 to 99"),
        ("desks", {"languages": []}, "Choose one language"),
    ],
)
def test_a_mistake_is_said_beside_its_field(
    browser: Client, step: str, wrong: dict[str, object], said: str
) -> None:
    browser.post("/setup/centre/", ANSWERS["centre"])
    answer = browser.post(f"/setup/{step}/", ANSWERS[step] | wrong)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert re.search(rf'class="error" id="\w+_error">[^<]*{said}', page)
