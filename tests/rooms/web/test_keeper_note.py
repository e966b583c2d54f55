"""What the people who work here read when the keeper does not answer: what it means for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.fixtures import Settings

from panah.line import actions as line
from panah.line.models import Ticket
from panah.web.access import Role
from tests.builders import MORNING, a_clerk, a_site
from tests.keepers import a_keeper, asking

pytestmark = pytest.mark.django_db
LINE_GOES_ON = "Numbers are given out and called as usual."
GO_ON_TYPING = "go on typing"
NOTHING_OPENS = "no name is opened"


def note(role: Role, state: str, language: str = "en") -> str:
    with override(language):
        member = {"role": role.value}
        return render_to_string("web/_keeper.html", {"keeper_state": state, "user": member})


@pytest.mark.parametrize("state", ["locked", "silent"])
@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.MARSHAL, LINE_GOES_ON),
        (Role.CLERK, GO_ON_TYPING),
        (Role.SUPERVISOR, GO_ON_TYPING),
        (Role.PROTECTION, NOTHING_OPENS),
        (Role.AUDITOR, NOTHING_OPENS),
    ],
)
def test_everybody_reads_what_it_means_for_their_own_work(
    role: Role, said: str, state: str
) -> None:
    sentences = {LINE_GOES_ON, GO_ON_TYPING, NOTHING_OPENS}

    assert {one for one in sentences if one in note(role, state)} == {said}


@pytest.mark.parametrize(
    ("language", "state", "said"),
    [
        ("kk", "locked", "Бірақ кілт сақтаушы ашылғанша терезелерде ешкім тіркелмейді"),
        ("kk", "silent", "Бірақ кілт сақтаушы қайта жауап бергенше терезелерде"),
        ("ru", "locked", "Но пока хранилище ключей заперто, в окнах никого не регистрируют"),
        ("ru", "silent", "Но пока хранилище ключей не отвечает, в окнах никого не регистрируют"),
    ],
)
def test_the_marshal_reads_it_in_their_language(language: str, state: str, said: str) -> None:
    assert said in note(Role.MARSHAL, state, language)


def test_while_the_keeper_answers_nothing_is_said() -> None:
    assert note(Role.MARSHAL, "").strip() == ""


def test_what_the_marshal_reads_is_true_numbers_are_given_out_and_called(
    tmp_path: Path, settings: Settings
) -> None:
    settings.PANAH_CLOCK = "tests.builders.morning"
    site = a_site()
    marshal = Client(headers={"accept-language": "en"})
    marshal.force_login(a_clerk("door", role=Role.MARSHAL))
    with a_keeper(tmp_path / "gone") as gone:
        pass

    with asking(gone):
        door = marshal.get(reverse("line:door")).content.decode()
        marshal.post(reverse("line:door"), {"size": "2"})
        called = line.call_next(site, desk="1", at=MORNING)

    assert LINE_GOES_ON in door
    assert GO_ON_TYPING not in door
    assert called is not None
    assert (called.status, called.party_size) == (Ticket.Status.CALLED, 2)


def test_whoever_waits_reads_nothing_of_it(tmp_path: Path, client: Client) -> None:
    with a_keeper(tmp_path / "gone") as gone:
        pass

    with asking(gone):
        page = client.get(reverse("certificates:check")).content.decode()

    assert "aside" not in page
