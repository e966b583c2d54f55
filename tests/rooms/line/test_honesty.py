"""What everybody can read about how often windows held, and what a holder is told about theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from panah.engines.waiting import Reason
from panah.line import actions, honesty, queries
from panah.line.estimating import estimate
from panah.line.models import WindowsOfDay
from panah.line.windows import SEEN_SOONER
from panah.line.words import MOVED_BECAUSE
from panah.sites.models import Desk, Site
from tests.builders import MORNING, a_site
from tests.rooms.line.tickets import a_ticket

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LANGUAGES = ("kk", "ru", "en")


def counted(site: Site, *, band: str = "0", told: int = 100, held: int = 83) -> None:
    """A counted day."""
    WindowsOfDay.objects.create(
        site=site,
        day=queries.day_of(site, MORNING),
        band=band,
        told=told,
        held=held - 4,
        held_rounded=held,
        early=2,
        late=told - held - 2,
        minutes_wide=told * 22.0,
        told_perhaps=6,
        perhaps_called=3,
        told_not_today=5,
        not_today_right=5,
    )


def _page(client: Client, language: str = "en") -> str:
    answer = client.get(f"/honesty/?lang={language}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_answers_before_a_centre_is_set_up_and_before_anybody_came(
    client: Client, language: str
) -> None:
    assert _page(client, language).count("<h1") == 1
    a_site()
    assert _page(client, language).count("<h1") == 1
    assert "<svg viewBox" not in _page(client, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_and_the_table_say_the_same(client: Client, language: str) -> None:
    counted(a_site(), band="5-9")
    page = _page(client, language)

    assert page.count('y="290"') == 0
    for number in (79, 83):
        assert f">{number}</text>" in page
        assert f'<td class="n">{number}</td>' in page


def test_rounded_and_unrounded_shares_are_both_shown(client: Client) -> None:
    counted(a_site())
    page = _page(client)

    assert "Of 100 times that we said, 83 were right" in page
    assert '<td class="n">83</td><td class="n">79</td>' in page


def test_too_few_windows_say_no_share(client: Client) -> None:
    counted(a_site(), told=49, held=40)
    page = _page(client)

    assert "too few" in page
    assert '<td class="n">82</td>' not in page


def test_an_old_day_is_not_counted_any_more() -> None:
    site = a_site()
    counted(site)
    day = queries.day_of(site, MORNING)

    assert honesty.record_of(site, until=day + timedelta(days=13)).total.told == 100
    assert honesty.record_of(site, until=day + timedelta(days=14)).total.told == 0


def _phone(client: Client, secret: str) -> str:
    return client.get(reverse("line:phone", args=[secret]) + "?lang=en").content.decode()


def _taken(ahead: int) -> str:
    for _ in range(ahead):
        a_ticket()
    return actions.issue_ticket(a_site(), party_size=1, at=MORNING).secret


def test_the_phone_says_how_often_such_windows_held_once_it_was_measured(client: Client) -> None:
    secret = _taken(30)
    estimate(a_site(), at=MORNING, method="simple")
    assert "of 100 such times" not in _phone(client, secret)
    counted(a_site(), band="20-49")

    assert "of 100 such times 83 were right" in _phone(client, secret)


def test_the_phone_says_not_before(client: Client) -> None:
    secret = _taken(30)
    estimate(a_site(), at=MORNING, method="simple")
    told = queries.told(queries.ticket_by_secret(secret), at=MORNING)  # type: ignore[arg-type]

    assert told is not None
    assert f"Not before {told.not_before.astimezone(a_site().zone):%H:%M}" in _phone(client, secret)


def test_who_is_next_may_be_called_any_moment(client: Client) -> None:
    secret = _taken(0)
    estimate(a_site(), at=MORNING, method="simple")

    assert "You may be called any moment" in _phone(client, secret)


def test_the_phone_shows_the_old_window_and_why_it_moved(client: Client) -> None:
    secret = _taken(40)
    estimate(a_site(), at=MORNING - 2 * MINUTE, method="simple")
    Desk.objects.filter(number__gt=1).update(is_open=False)
    estimate(a_site(), at=MORNING - MINUTE, method="simple")

    page = _phone(client, secret)
    assert "Before, this page said: " in page
    assert "fewer desks work now" in page


def test_a_ticket_that_the_day_does_not_reach_is_told_so_kindly(client: Client) -> None:
    secret = _taken(300)
    estimate(a_site(), at=MORNING, method="simple")

    page = _phone(client, secret)
    assert "Probably not today" in page
    assert "We call you today between" not in page
    assert "will probably not be called today" in client.get("/line/take/?lang=en").content.decode()


def test_the_phone_says_when_a_silent_worker_estimated_last(client: Client) -> None:
    secret = _taken(60)
    estimate(a_site(), at=MORNING - 12 * MINUTE, method="simple")

    assert "Estimated at 08:48. There is no newer estimate." in _phone(client, secret)


def test_the_wall_shows_the_window_of_whoever_takes_a_number_now(client: Client) -> None:
    _taken(30)
    estimate(a_site(), at=MORNING, method="simple")
    expected = queries.expected_call_of_new(a_site(), MORNING)

    assert expected is not None
    first, last = (f"{moment.astimezone(a_site().zone):%H:%M}" for moment in expected)
    assert f"{first}–{last}" in client.get("/line/wall/").content.decode()


def test_every_reason_has_words() -> None:
    assert set(MOVED_BECAUSE) == {*Reason, SEEN_SOONER}
