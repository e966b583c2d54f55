"""The desk as a browser sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from panah.desk.models import Draft, Individual, RegistrationGroup
from panah.line import actions as line
from tests.builders import MORNING, a_clerk, a_site
from tests.keepers import KeeperProcess
from tests.rooms.desk.sheets import ZONE, form_of, seated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def desk(client: Client, keeper: KeeperProcess) -> Client:
    a_site()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return seated(client, a_clerk())


def _press(client: Client, do: str, number: int = 1, **changes: str | list[str]):
    page = client.get(f"/desk/{number}/").content.decode()
    return client.post(f"/desk/{number}/", form_of(page) | {"do": do} | changes, follow=True)


def test_one_person_from_call_to_group(desk: Client) -> None:
    line.issue_ticket(a_site(), party_size=1, at=MORNING)
    desk.post("/desk/next/")

    read = _press(desk, "next", **{"p0-zone": ZONE}).content.decode()
    assert "KRAVTCOVA" in read
    review = _press(desk, "next", **{"p0-confirmed": "on"})
    assert b"No similar records" in review.content
    done = _press(desk, "register")

    assert done.redirect_chain[-1][0].startswith("/desk/groups/")
    assert Individual.objects.count() == 1
    assert RegistrationGroup.objects.get().kind == "alone"
    assert not Draft.objects.exists()
