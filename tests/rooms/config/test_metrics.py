"""`/metrics`: figures of a living centre, and nothing of anybody who was there."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from panah.config.onlookers import TOKEN_FILE, make_token
from panah.desk import actions as desk
from panah.desk.interview import Interview, Person
from panah.desk.models import Individual, RegistrationGroup
from panah.keeper.launch import KeeperProcess
from panah.line import actions as line
from panah.staff.actions import add_member
from panah.staff.models import StaffMember
from panah.web.access import Role
from tests.builders import MORNING, a_site, an_identity
from tests.promises.scanning import Needles
from tests.rooms.staff.phones import SECRET, a_phone, code_now, hash_quickly

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r"^(panah_\w+)(?:\{[^}]*\})? (\S+)$", re.M)
USERNAME, SHOWN_NAME = "clerk-quillfeather", "Zhansulu Q."
WRITTEN = ("Кравцова", "Мария", "Андреевна", "751204567", "1996-03-14", "14.03.1996")


@pytest.fixture(autouse=True)
def morning(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine o'clock; a password need not cost anything here."""
    settings.PANAH_CLOCK = "tests.builders.morning"
    hash_quickly(monkeypatch)


@pytest.fixture
def secrets() -> set[str]:
    """What must not be told; each test adds what it made."""
    return {*WRITTEN, USERNAME, SHOWN_NAME, SECRET.hex(), SECRET.decode()}


@pytest.fixture
def member() -> StaffMember:
    made = add_member(
        USERNAME, shown_name=SHOWN_NAME, role=Role.CLERK, site=a_site(), password=USERNAME
    )
    a_phone(made)
    return made


@pytest.fixture
def signed_in(member: StaffMember, secrets: set[str]) -> Client:
    """Somebody who signed in with password and phone, as at every desk."""
    client = Client()
    typed = {"username": USERNAME, "password": USERNAME, "code": code_now()}
    client.post(reverse("staff:sign_in"), typed)
    assert "_auth_user_id" in client.session
    secrets |= {typed["code"], client.cookies[configured.SESSION_COOKIE_NAME].value}
    return client


@pytest.fixture
def lived(
    signed_in: Client, member: StaffMember, keeper: KeeperProcess, secrets: set[str]
) -> Client:
    """A phone that asked with its secret, somebody who was registered, a clerk at work."""
    site = a_site()
    issued = line.issue_ticket(site, party_size=1, at=MORNING - timedelta(minutes=5))
    phone = reverse("line:phone", args=[issued.secret])
    assert Client().get(phone).status_code == 200
    called = line.call_next(site, desk="1", at=MORNING)
    assert called is not None
    interview = Interview(uuid4(), RegistrationGroup.Kind.ALONE, (Person(an_identity()),))
    group = desk.register(called, interview, by=member, at=MORNING)
    assert signed_in.get(reverse("staff:choose_desk")).status_code == 200
    line.issue_ticket(site, party_size=2, at=MORNING)
    number = Individual.objects.get(group=group).pk
    make_token(configured.DATA)
    token = (configured.DATA / TOKEN_FILE).read_text().strip()
    secrets |= {issued.secret, phone, str(number), group.number, token}
    return signed_in


def told_in(text: str, secrets: set[str]) -> set[str]:
    """What stands in a text of what must not; of names, also a few letters in any writing."""
    plainly = {one for one in secrets if one.casefold() in text.casefold()}
    return plainly | Needles([*WRITTEN[:3], "quillfeather", "Zhansulu"]).found_in(text.encode())


def test_the_figures_of_a_centre_that_lives_tell_of_nobody(
    lived: Client, secrets: set[str]
) -> None:
    text = lived.get("/metrics").content.decode()
    figures = {name: float(value) for name, value in FIGURE.findall(text)}

    assert told_in(text, secrets) == set()
    assert figures["panah_line_waiting"] == 1
    assert figures["panah_papers_outstanding"] == 1
    assert 'view="line:phone"' in text  # who asked with a secret was counted


def test_control_a_text_that_tells_of_somebody_would_be_noticed(
    lived: Client, secrets: set[str]
) -> None:
    text = lived.get("/metrics").content.decode()
    for one in secrets:
        assert told_in(f'{text}\npanah_seen{{by="{one}"}} 1.0', secrets), one
