"""One person at two desks in one moment, in two scripts, day and month exchanged: one pair."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from panah.cli.worker import run_waiting_tasks
from panah.desk import actions, writing
from panah.desk.models import Individual, RegistrationGroup
from panah.desk.writing import PreparedGroup
from panah.duplicates import tasks
from panah.duplicates.actions import look_again
from panah.duplicates.candidates import Screened
from panah.duplicates.models import CandidatePair
from panah.engines.identity import IndividualNumber
from panah.keeper.values import Sealed
from panah.line.models import Ticket
from panah.staff.models import StaffMember
from tests.builders import MORNING, a_clerk, a_site
from tests.rooms.desk.interviews import a_called_ticket, an_interview
from tests.rooms.line.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keeper")]

SPELLINGS = (
    {"family": "Щербаков", "given": "Евгений", "patronymic": "", "born": "1994-03-11"},
    {"family": "SHCHERBAKOV", "given": "EVGENII", "patronymic": "", "born": "1994-11-03"},
)
WAIT_SECONDS = 30


def at_two_desks() -> list[RegistrationGroup]:
    """Let two clerks press «register» at the same moment, each for their own number."""
    site = a_site()
    called: list[tuple[Ticket, StaffMember]] = [
        (a_called_ticket(site, desk=desk), a_clerk(f"clerk-{desk}")) for desk in ("1", "2")
    ]
    interviews = [an_interview(**spelling) for spelling in SPELLINGS]

    def register(place: int) -> RegistrationGroup:
        ticket, clerk = called[place]
        return actions.register(ticket, interviews[place], by=clerk, at=MORNING)

    return at_once(2, register)


@pytest.fixture
def both_look_before_either_writes(monkeypatch: pytest.MonkeyPatch) -> list[Screened]:
    """Hold each desk after its first look until the other has looked, too; what they found."""
    gate, seen = threading.Barrier(2), []
    screen_many = writing.screen_many

    def looked(sealed: list[Sealed]) -> list[Screened]:
        found = screen_many(sealed)
        seen.extend(found)
        gate.wait(WAIT_SECONDS)
        return found

    monkeypatch.setattr(writing, "screen_many", looked)
    return seen


@pytest.fixture
def without_a_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_prepared: PreparedGroup, **_more: object) -> None:
        """The process ends here, after the commit."""

    monkeypatch.setattr(actions, "look_again", nothing)


def the_pair() -> list[set[str]]:
    """The numbers of every candidate pair."""
    return [{pair.lower_id, pair.higher_id} for pair in CandidatePair.objects.all()]


def test_two_desks_that_looked_before_either_wrote_find_one_pair(
    both_look_before_either_writes: list[Screened],
) -> None:
    groups = at_two_desks()

    assert len({group.number for group in groups}) == 2
    unknown = Screened(frozenset(), ())
    assert both_look_before_either_writes == [unknown, unknown]  # neither could know of the other
    assert the_pair() == [set(Individual.objects.values_list("pk", flat=True))]


def test_two_desks_in_whatever_order_find_one_pair() -> None:
    at_two_desks()

    assert the_pair() == [set(Individual.objects.values_list("pk", flat=True))]


@pytest.mark.usefixtures("both_look_before_either_writes", "without_a_second_look")
def test_control_without_the_second_look_the_pair_is_missed() -> None:
    at_two_desks()

    assert the_pair() == []


@pytest.mark.usefixtures("both_look_before_either_writes", "without_a_second_look")
def test_when_both_desks_die_after_their_commit_the_worker_finds_the_pair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_two_desks()

    assert run_waiting_tasks() == 0  # a moment is left to the desks
    monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + tasks.DESK_FIRST)
    assert run_waiting_tasks() == 2
    assert the_pair() == [set(Individual.objects.values_list("pk", flat=True))]


@pytest.mark.usefixtures("both_look_before_either_writes")
def test_looking_again_and_again_leaves_one_pair() -> None:
    at_two_desks()

    for number in Individual.objects.values_list("pk", flat=True):
        look_again(IndividualNumber(number), at=MORNING)

    assert len(the_pair()) == 1
