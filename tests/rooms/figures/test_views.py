"""The pages of figures: what they show, and that nobody can make them show more."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django.fixtures import Settings

from panah.figures import actions
from panah.figures.definitions import DEFINITIONS
from panah.journal import actions as journal
from panah.line import actions as line
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.figures import clock
from tests.rooms.figures.days import DAY, DUE, a_day, register

pytestmark = pytest.mark.django_db

PUBLIC = "/figures/"
FILE = "/figures/figures.csv"
TODAY = "/figures/today/"


@pytest.fixture(autouse=True)
def stopped(settings: Settings) -> None:
    settings.PANAH_CLOCK = "tests.rooms.figures.clock.now"
    clock.show(MORNING)


def _text(client: Client, address: str = PUBLIC, *, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    without_tags = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", without_tags.replace("&nbsp;", " "))


def _published() -> None:
    site = a_site()
    for back, groups in ((1, 32), (0, 57)):
        register(site, [2] * groups, day=DAY - timedelta(days=back), at=MORNING)
    journal.sequence_pending(at=MORNING)
    actions.release_due_days(site, at=DUE)
    clock.show(DUE)


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("kk", ["30 қыр.", "1 қаз.", "2 қаз."]),
        ("ru", ["30 сент.", "1 окт.", "2 окт."]),
        ("en", ["30 Sep", "1 Oct", "2 Oct"]),
    ],
)
def test_every_day_of_the_chart_stands_there_with_its_month(
    client: Client, language: str, labels: list[str]
) -> None:
    site = a_site()
    for day in (date(2022, 9, 30), date(2022, 10, 1), date(2022, 10, 2)):
        register(site, [2] * 30, day=day, at=MORNING)
    journal.sequence_pending(at=MORNING)
    actions.release_due_days(site, at=DUE)
    clock.show(DUE)

    page = client.get(PUBLIC, headers={"accept-language": language}).content.decode()

    chart = page[page.index("<svg viewBox") :]
    found = re.findall(r"<text[^>]*>(\d+)<tspan[^>]*>([^<]+)</tspan>", chart)
    assert [" ".join(label) for label in found] == labels


def test_before_anything_is_published_the_page_says_when_it_will_be(client: Client) -> None:
    register(a_site(), [1] * 50, at=MORNING)
    journal.sequence_pending(at=MORNING)

    text = _text(client)

    assert "No figures yet" in text
    assert "Wednesday 5 October" in text
    assert "Friday 7 October 2022, 00:00" in text
    assert "50" not in text


def test_the_headline_is_the_sum_of_what_is_published_with_its_margin(client: Client) -> None:
    _published()

    text = _text(client)

    assert "About 170 people registered on 2 days." in text
    assert "The true number lies between 160 and 180." in text


def test_the_page_and_the_file_say_the_same(client: Client) -> None:
    _published()

    rows = list(csv.DictReader(io.StringIO(client.get(FILE).content.decode())))
    text = _text(client)

    assert [row["day"] for row in rows] == ["2022-10-04", "2022-10-05"]
    assert [row["people_registered"] for row in rows] == ["60", "110"]
    for row in rows:
        assert f"{row['people_registered_low']} – {row['people_registered_high']}" in text
        assert row["numbers_called"] == ""
        assert row["numbers_called_high"] == "9"
    assert "fewer than 10" in text


@pytest.mark.parametrize(
    "asked",
    ["?day=2022-10-05", "?site=AST", "?from=2022-10-05&to=2022-10-05", "?exact=1", "?sex=F"],
)
def test_no_parameter_changes_a_figure(client: Client, asked: str) -> None:
    _published()

    assert client.get(FILE + asked).content == client.get(FILE).content
    assert _text(client, PUBLIC + asked) == _text(client)


def test_asked_often_the_answer_is_byte_for_byte_the_same(client: Client) -> None:
    _published()

    assert len({client.get(FILE).content for _ in range(50)}) == 1


def test_what_happens_today_is_seen_nowhere_in_public(client: Client) -> None:
    """P34: bodies and headers stay the same whether nobody or 4,321 were registered today."""
    _published()
    site = a_site()

    def seen() -> list[object]:
        answers = [client.get(address) for address in (PUBLIC, FILE)]
        return [(answer.content, sorted(answer.headers.items())) for answer in answers]

    today = DAY + timedelta(days=2)
    register(site, [1], day=today, at=DUE)
    journal.sequence_pending(at=DUE)
    before = seen()
    register(site, [1] * 4320, day=today, at=DUE)
    journal.sequence_pending(at=DUE)

    assert seen() == before


def test_every_published_figure_is_defined_beside_it(client: Client) -> None:
    _published()

    text = _text(client)

    with override("en"):
        for definition in DEFINITIONS:
            for words in (definition.title, definition.counted, definition.not_counted):
                assert str(words) in text


def test_every_published_figure_is_described_in_the_reference() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "figures.md"
    described = page.read_text(encoding="utf-8")

    assert [d.code for d in DEFINITIONS if f"`{d.code}`" not in described] == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_speak_every_language(client: Client, language: str) -> None:
    _published()
    client.force_login(a_clerk("leader", role=Role.SUPERVISOR))

    for address in (PUBLIC, TODAY):
        answer = client.get(address, headers={"accept-language": language})
        assert answer.headers["Content-Language"] == language
        assert answer.status_code == 200


# The day's board


@pytest.mark.parametrize("role", [Role.CLERK, Role.MARSHAL, Role.AUDITOR, Role.ANALYST])
def test_the_board_is_for_the_shift_leader(client: Client, role: Role) -> None:
    a_site()
    assert client.get(TODAY).status_code == 302
    client.force_login(a_clerk("somebody", role=role))

    assert client.get(TODAY).status_code == 403


def test_the_board_counts_what_happened_so_far(client: Client) -> None:
    site = a_site()
    a_day(site, groups=4, at=MORNING, waits=(30, 50))
    line.issue_ticket(site, party_size=3, at=MORNING + timedelta(hours=2))
    line.issue_ticket(site, party_size=4, at=MORNING + timedelta(hours=2))
    clock.show(MORNING + timedelta(hours=2, minutes=5))
    client.force_login(a_clerk("leader", role=Role.SUPERVISOR))

    text = _text(client, TODAY)

    assert "Today, Wednesday 5 October, 11:05" in text
    assert "Waiting now 7 people, on 2 numbers" in text
    assert "Called today 4 of 6 numbers taken" in text
    assert "Registered today 8 people; 0 papers printed" in text
    assert re.search(r"Middle wait \d+ minutes", text)


def test_the_table_says_what_the_chart_shows(client: Client) -> None:
    site = a_site()
    a_day(site, groups=4, at=MORNING, waits=(62, 62, 62, 5))
    clock.show(MORNING + timedelta(hours=2))
    client.force_login(a_clerk("leader", role=Role.SUPERVISOR))

    page = client.get(TODAY, headers={"accept-language": "en"}).content.decode()
    numbers = re.findall(r'<text class="bold mid"[^>]*>(\d+)</text>', page)
    rows = re.findall(r"<td class=\"n\">(\d+)</td><td class=\"n\">(\d+)</td>", page)

    assert rows[-1] == ("4", "4")
    assert sorted(numbers) == sorted(n for row in rows[:-1] for n in row if n != "0")


def test_registrations_are_counted_at_once_even_while_no_sequencer_runs(client: Client) -> None:
    site = a_site()
    register(site, [3], at=MORNING)
    client.force_login(a_clerk("leader", role=Role.SUPERVISOR))

    assert "Registered today 3 people" in _text(client, TODAY)
