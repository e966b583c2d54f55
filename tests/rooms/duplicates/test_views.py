"""The review as a supervisor sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from panah.duplicates import actions
from panah.duplicates.models import CandidatePair
from panah.engines.identity import WrittenName
from panah.journal.models import PendingEvent
from panah.sites.actions import open_site
from panah.vault import actions as vault
from panah.web.access import Role
from tests.builders import MORNING, a_clerk
from tests.rooms.duplicates.test_actions import EVGENII, EVGENY, a_pair, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]


@pytest.fixture
def pair() -> CandidatePair:
    return a_pair()


@pytest.fixture
def browser(pair: CandidatePair) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(a_clerk("leader", role=Role.SUPERVISOR))
    return client


def test_a_pair_is_shown_sealed_first(browser: Client, pair: CandidatePair) -> None:
    page = browser.get(f"/duplicates/{pair.pk}/").content.decode()

    assert "Birth date: day and month exchanged" in page
    assert "Щербаков" not in page
    assert "SHCHERBAKOV" not in page


def test_opening_shows_both_and_is_on_record_for_each(browser: Client, pair: CandidatePair) -> None:
    before = PendingEvent.objects.count()
    page = browser.post(f"/duplicates/{pair.pk}/open/").content.decode()
    opened = [bytes(e.body).decode() for e in PendingEvent.objects.all()]

    assert "рбаков" in page or "<mark>Щербаков</mark>" in page
    assert sum('"act":"identity_opened"' in body for body in opened) == 2
    assert PendingEvent.objects.count() == before + 2


def test_a_withheld_identity_is_not_shown(browser: Client, pair: CandidatePair) -> None:
    hidden = stored(replace(EVGENII, name=WrittenName(family="Лемешевская")), withheld=True)
    other = sorted((hidden.number, pair.lower_id))
    withheld = CandidatePair.objects.create(
        site=pair.site, lower_id=other[0], higher_id=other[1], weight_bits=5, found_at=MORNING
    )
    page = browser.post(f"/duplicates/{withheld.pk}/open/").content.decode()

    assert "withheld" in page
    assert "Лемешевская" not in page


def test_an_erased_record_leaves_nothing_to_compare(browser: Client, pair: CandidatePair) -> None:
    vault.erase(pair.lower_id, at=MORNING)

    assert "erased" in browser.post(f"/duplicates/{pair.pk}/open/").content.decode()


def test_a_judgement_returns_to_the_list(browser: Client, pair: CandidatePair) -> None:
    answer = browser.post(f"/duplicates/{pair.pk}/judgement/", {"judgement": "two_people"})

    pair.refresh_from_db()
    assert answer.url == "/duplicates/"
    assert pair.judgement == "two_people"


def test_a_missing_judgement_is_asked_for(browser: Client, pair: CandidatePair) -> None:
    answer = browser.post(f"/duplicates/{pair.pk}/judgement/", {})

    assert answer.status_code == 422
    assert "Choose one of the three judgements." in answer.content.decode()


def test_clerks_do_not_reach_the_review(pair: CandidatePair) -> None:
    client = Client()
    client.force_login(a_clerk("clerk"))

    assert client.get("/duplicates/").status_code == 403
    assert client.post(f"/duplicates/{pair.pk}/open/").status_code == 403


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_list_names_nobody(browser: Client, pair: CandidatePair, language: str) -> None:
    page = browser.get(f"/duplicates/?lang={language}").content.decode()

    assert pair.lower_id[:4] in page
    assert "рбаков" not in page.lower()


def test_another_look_at_the_same_people_is_harmless() -> None:
    pair = a_pair()
    actions.look_again(pair.lower_id, at=MORNING)

    assert CandidatePair.objects.count() == 1
    assert EVGENY.name.family == "Щербаков"


def test_another_centre_neither_lists_nor_opens_nor_judges_a_pair(pair: CandidatePair) -> None:
    elsewhere = open_site("AST", names={"en": "Astana"}, desks=1)
    client = Client()
    client.force_login(a_clerk("elsewhere", role=Role.SUPERVISOR, site=elsewhere))
    asked = [client.get(f"/duplicates/{pair.pk}/"), client.post(f"/duplicates/{pair.pk}/open/")]
    asked.append(client.post(f"/duplicates/{pair.pk}/judgement/", {"judgement": "one_person"}))
    pair.refresh_from_db()

    assert [answer.status_code for answer in asked] == [404] * 3
    assert pair.judgement == "open"
    assert f"/duplicates/{pair.pk}/" not in client.get("/duplicates/").content.decode()
