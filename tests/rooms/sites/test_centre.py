"""The centre as its administrator changes it, and what the line makes of it in the same minute."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
import typst
from django.test import Client

from panah.line import actions as line
from panah.line import present
from panah.line import queries as lines
from panah.sites import actions, poster, queries
from panah.sites.day_lines import NotADay, lines_of, read_lines
from panah.sites.hours import Hours, HoursBackwards
from panah.sites.models import Desk, Site, SiteChange
from panah.sites.profile import load_profile
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.desk.sheets import seated
from tests.signing import signed_in_for_hours

pytestmark = pytest.mark.django_db
NINE_TO_SIX = Hours(time(9), time(18))
EVERY_DAY = [NINE_TO_SIX] * 7
TODAY = date(2022, 10, 5)  # a Wednesday


@pytest.fixture(autouse=True)
def morning(settings) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"


@pytest.fixture
def administrator() -> Client:
    """The browser of whoever administers the centre."""
    client = Client(headers={"accept-language": "en"})
    signed_in_for_hours(client, a_clerk("boss", role=Role.ADMINISTRATOR))
    return client


def week(**other: str) -> dict[str, str]:
    typed = {f"from_{n}": "08:30" for n in range(7)} | {f"to_{n}": "18:00" for n in range(7)}
    return typed | {"time_zone": "Asia/Almaty"} | other


def test_hours_that_change_in_the_middle_of_a_day_are_read_at_once(administrator: Client) -> None:
    site = a_site()
    line.issue_ticket(site, party_size=1, at=MORNING)
    before = present.line_now(site, at=MORNING).openings[0].closes_at
    seen = present.seen_of(site, at=MORNING)
    administrator.post("/sites/hours/", week(to_2="21:30"))
    later = Site.objects.get()

    after = present.line_now(later, at=MORNING).openings[0].closes_at
    assert (before, after) == (
        datetime(2022, 10, 5, 12, 0, tzinfo=UTC),
        datetime(2022, 10, 5, 15, 30, tzinfo=UTC),
    )
    assert present.seen_of(later, at=MORNING) != seen
    change = SiteChange.objects.get()
    assert (change.what, change.by, change.changed_at) == ("hours", "boss", MORNING)


def test_today_is_extended_and_other_days_stay(administrator: Client) -> None:
    a_site()
    administrator.post("/sites/days/", {"other": "05.10.2022 08:30–22:00\n07.10.2022"})
    site = Site.objects.get()

    assert site.closes_on(TODAY) == datetime(2022, 10, 5, 22, 0, tzinfo=site.zone)
    assert site.closes_on(date(2022, 10, 6)).hour == 18
    assert site.hours_on(date(2022, 10, 7)) is None
    assert site.next_open_day(TODAY + timedelta(days=1)) == date(2022, 10, 8)


def test_nobody_is_promised_a_call_on_a_closed_day() -> None:
    site = a_site()
    actions.set_days(site, {TODAY: None}, by="boss", at=MORNING)
    issued = line.issue_ticket(site, party_size=1, at=MORNING)
    place = lines.place_of(issued.ticket, MORNING)

    assert place.expected is None
    assert place.opens_again_at == datetime(2022, 10, 6, 8, 30, tzinfo=site.zone)
    for path in ("/line/take/", f"/line/t/{issued.secret}/"):
        page = Client(headers={"accept-language": "en"}).get(path).content.decode()
        assert "closed today" in page, path
        assert "Thursday 6" in page, path


def test_a_week_keeps_what_was_said_of_each_day() -> None:
    site = a_site()
    said = [*[NINE_TO_SIX] * 4, Hours(time(10), time(12)), None, None]
    actions.set_week(site, said, time_zone="Asia/Almaty", by="boss", at=MORNING)

    assert Site.objects.get().week() == said


def test_a_centre_is_open_on_one_day_at_least() -> None:
    with pytest.raises(actions.NeverOpen):
        actions.set_week(a_site(), [None] * 7, time_zone="UTC", by="boss", at=MORNING)
    with pytest.raises(HoursBackwards):
        Hours(time(18), time(9))


def test_what_did_not_change_leaves_no_line(administrator: Client) -> None:
    a_site()
    administrator.post("/sites/hours/", week())

    assert not SiteChange.objects.exists()


def test_a_change_that_was_rewritten_later_differs_from_the_journal(
    administrator: Client,
) -> None:
    site = a_site()
    administrator.post("/sites/desks/", {"open": ["1", "3"], "add": "0"})
    administrator.post("/sites/desks/", {"open": ["1"], "add": "0"})

    assert queries.changes_in_the_journal(site) == (2, 0)
    SiteChange.objects.filter(became=[1]).update(by="somebody else")
    assert queries.changes_in_the_journal(site) == (2, 1)
    SiteChange.objects.all().delete()
    assert queries.changes_in_the_journal(site) == (2, 2)


def test_desks_are_closed_opened_and_added(administrator: Client) -> None:
    site = a_site(desks=3)
    administrator.post("/sites/desks/", {"open": ["1", "3"], "add": "2"})
    found = dict(Desk.objects.filter(site=site).values_list("number", "is_open"))

    assert found == {1: True, 2: False, 3: True, 4: True, 5: True}
    assert SiteChange.objects.get().became == [1, 3, 4, 5]
    refused = administrator.post("/sites/desks/", {"open": ["1"], "add": "95"})
    assert (refused.status_code, Desk.objects.count()) == (422, 5)


def test_two_people_who_change_one_thing_see_it(administrator: Client) -> None:
    a_site()
    administrator.post("/sites/hours/", week(to_2="20:00", seen="0"))
    late = administrator.post("/sites/hours/", week(to_2="21:00", seen="0"))
    kept = Site.objects.get().closes_on(TODAY).hour
    again = administrator.post("/sites/hours/", week(to_2="21:00", seen=str(late.context["seen"])))

    assert (late.status_code, kept) == (422, 20)
    assert "Somebody changed this meanwhile" in late.content.decode()
    assert (again.status_code, Site.objects.get().closes_on(TODAY).hour) == (302, 21)


def test_a_desk_that_was_closed_calls_nobody() -> None:
    site = a_site()
    clerk = seated(Client(), a_clerk())
    line.issue_ticket(site, party_size=1, at=MORNING)
    actions.set_desks(site, open_numbers={2, 3}, add=0, by="boss", at=MORNING)
    clerk.post("/desk/")

    assert lines.latest_calls(site, TODAY) == []
    assert clerk.get("/desk/").url == "/staff/desk/"


def test_every_page_answers_its_administrator_and_nobody_else(administrator: Client) -> None:
    a_site()
    clerk = Client()
    signed_in_for_hours(clerk, a_clerk("clerk-9"))
    for path in ("", "names/", "hours/", "days/", "desks/", "papers/"):
        assert administrator.get(f"/sites/{path}").status_code == 200
        assert clerk.get(f"/sites/{path}").status_code == 403
        assert Client().get(f"/sites/{path}").status_code == 302


def test_the_poster_is_one_page_and_leads_to_a_number(administrator: Client, settings) -> None:
    settings.PANAH_PUBLIC_URL = "https://panah.example.org"
    site = a_site()
    answer = administrator.get("/sites/poster/")
    told = poster.said_of(site)

    drawn = typst.compile(
        str(poster._TEMPLATE),
        font_paths=[str(poster._FONTS)],
        format="png",
        ppi=20,
        sys_inputs={"poster": json.dumps(told)},
    )
    assert answer.content.startswith(b"%PDF")
    assert isinstance(drawn, bytes)  # several pages would be a list
    assert poster.address() == "https://panah.example.org/line/take/"
    assert [part["heading"] for part in told["parts"]] == [
        "Нөмірді осында алыңыз",
        "Возьмите номер здесь",
        "Take a number here",
    ]
    assert poster.week_in_words(site.week(), "en") == "Mon–Sun 08:30–18:00"


@pytest.mark.parametrize(
    "text",
    ["32.12.2026", "24.12.26", "tomorrow", "24.12.2026 18:00–09:00", "24.12.2026 25:00–26:00"],
)
def test_a_line_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADay):
        read_lines(f"\n{text}\n")


def test_days_are_written_as_they_are_read() -> None:
    text = "24.12.2026\n31.12.2026 09:00–14:00"

    assert lines_of(read_lines(text)) == text


def test_the_profile_of_any_country_promises_no_day() -> None:
    profile = load_profile("generic")

    assert (profile.clocks, profile.origins, profile.centres) == ((), {}, {})
    assert profile.is_working_day(TODAY)
