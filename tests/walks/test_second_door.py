"""The second door of the desk by keyboard alone: found by a scan, corrected, printed anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from panah.certificates import actions as certificates
from panah.certificates.models import Certificate
from panah.certificates.signing import signed_code
from panah.engines.identity import show_number
from panah.vault.models import SealedIdentity
from tests.builders import MORNING
from tests.rooms.desk.records import a_group, numbers_of, the_clerk
from tests.walks.hands import Hands

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

MOST_INTERACTIONS = 25


def test_a_paper_is_scanned_its_record_corrected_and_the_lost_paper_replaced(
    at_desk: BrowserContext,
) -> None:
    group = a_group()
    (number,) = numbers_of(group)
    certificates.confirm_group(group.number, by=the_clerk(), at=MORNING)
    page = at_desk.new_page()
    page.goto("/desk/?lang=en")
    hands = Hands(page)

    hands.press("F3")
    hands.fill(signed_code(Certificate.objects.get(individual=number)))
    hands.turn("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(show_number(group.number))

    hands.turn("Alt+KeyC")
    hands.press("Alt+KeyN")
    hands.press("Control+a")
    hands.fill("Ковалёва")
    hands.press("Alt+KeyY")
    hands.press("ArrowDown")
    hands.press("Alt+KeyI")
    hands.turn("Control+Enter")
    expect(page.get_by_text("a document was shown · name")).to_be_visible()

    hands.turn("Alt+KeyL")
    hands.turn("Enter")
    expect(page.get_by_text("It was lost; a newer paper replaced it.")).to_be_visible()
    hands.turn("Alt+KeyP")
    with at_desk.expect_page() as papers:
        hands.press("Control+Enter")
    papers.value.close()
    page.bring_to_front()
    hands.turn("F9")

    assert hands.interactions <= MOST_INTERACTIONS
    assert SealedIdentity.objects.get(pk=number).version == 2
    papers_now = Certificate.objects.filter(individual=number).order_by("status")
    assert list(papers_now.values_list("status", "revoked_because")) == [
        ("issued", ""),
        ("revoked", "lost"),
    ]
