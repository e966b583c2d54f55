"""A family of three from three documents: ticket to paper, by keyboard alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from panah.certificates.models import Certificate
from panah.desk.models import Draft, Individual, RegistrationGroup
from panah.engines.documents import Fields, Format, write_zone
from panah.engines.identity import PartialDate, Sex
from panah.line import actions as line
from tests.builders import MORNING, a_site
from tests.walks.hands import Hands

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

MOST_INTERACTIONS = 30
REGION = {"kk": "Самара облысы", "ru": "Самарская область", "en": "Samara Region"}
SHOTS = os.environ.get("PANAH_SHOTS", "")


def _zone(surname: str, given: str, *, born: str, sex: Sex, number: str, **more: object) -> str:
    kind = Format.RUS_PN if more else Format.TD3
    fields = Fields(
        surname=surname,
        given_names=given,
        document_code="PN" if more else "P",
        document_number=number,
        issuer="RUS",
        nationality="RUS",
        birth_date=PartialDate.parse(born),
        sex=sex,
        expiry_date=None if more else PartialDate.parse("2029-06-09"),
        **more,  # type: ignore[arg-type]
    )
    return "\n".join(write_zone(kind, fields))


FATHER = _zone("KRAVTCOV", "ALEKSEI", born="1994-11-02", sex=Sex.MALE, number="751204567")
MOTHER = _zone(
    "КРАВЦОВА",
    "МАРИЯ",
    born="1996-03-14",
    sex=Sex.FEMALE,
    number="3616123456",
    patronymic="АНДРЕЕВНА",
    issue_date=PartialDate.parse("2016-04-20"),
    office_code="630012",
)
CHILD = _zone("KRAVTCOV", "TIMUR", born="2019-07-30", sex=Sex.MALE, number="764411980")


def _shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def _one_sheet(hands: Hands, zone: str) -> None:
    hands.fill(zone)
    hands.page.wait_for_selector("#checks")
    hands.press("Alt+KeyI")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_family_of_three_in_thirty_interactions(at_desk: BrowserContext, language: str) -> None:
    line.issue_ticket(a_site(), party_size=3, at=MORNING)
    page = at_desk.new_page()
    page.goto(f"/desk/?lang={language}")
    hands = Hands(page)
    _shot(page, f"free-{language}")
    hands.turn("F2")
    _shot(page, f"called-{language}")
    hands.turn("Control+Enter")

    _one_sheet(hands, FATHER)
    hands.press("Alt+KeyO")
    hands.fill(REGION[language])
    hands.press("Tab")
    hands.fill("3.10")
    _shot(page, f"first-{language}")
    hands.turn("Control+Enter")

    _one_sheet(hands, MOTHER)
    hands.press("Alt+KeyR")
    hands.press("ArrowDown")
    _shot(page, f"second-{language}")
    hands.turn("Control+Enter")

    _one_sheet(hands, CHILD)
    hands.press("Alt+KeyR")
    hands.press("ArrowDown")
    hands.press("ArrowDown")
    hands.turn("Control+Enter")
    _shot(page, f"review-{language}")
    hands.turn("Control+Enter")
    _shot(page, f"group-{language}")

    with at_desk.expect_page() as papers:
        hands.press("Control+Enter")
    papers.value.close()
    page.bring_to_front()
    hands.turn("F9")
    _shot(page, f"printed-{language}")
    print(f"{language}: {hands.interactions} interactions")  # noqa: T201

    assert hands.interactions <= MOST_INTERACTIONS
    assert Individual.objects.count() == 3
    assert RegistrationGroup.objects.get().kind == RegistrationGroup.Kind.FAMILY
    assert Certificate.objects.filter(status="issued").count() == 3
    assert not Draft.objects.exists()
