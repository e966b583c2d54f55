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
from tests.builders import MORNING, a_site
from tests.rooms.figures import clock
from tests.rooms.figures.days import DAY, DUE, register

pytestmark = pytest.mark.django_db

PUBLIC = "/figures/"
FILE = "/figures/figures.csv"


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
    answer = client.get(PUBLIC, headers={"accept-language": language})

    assert answer.headers["Content-Language"] == language
    assert answer.status_code == 200
