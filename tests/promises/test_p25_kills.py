"""P25: kill -9 of any process loses nobody and doubles nobody; no paper is without a record."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from tests.promises.centre import DATABASE
from tests.promises.killing import PROCESSES, Blow, Morning
from tests.promises.planting import people

ANSWER_SECONDS = 10
HIT_AT_LEAST = 3 / 4
pytestmark = pytest.mark.xdist_group("kills")


@dataclass(frozen=True, slots=True)
class Over:
    """A morning that is over."""

    morning: Morning
    blows: list[Blow]

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.morning.centre.data / DATABASE)) as connection:
            return connection.execute(question).fetchall()

    @property
    def acknowledged(self) -> dict[str, str]:
        return {r: g for desk in self.morning.desks for r, g in desk.acknowledged.items()}


@pytest.fixture(
    scope="module", params=[20, pytest.param(100, marks=pytest.mark.long)], ids="{}-kills".format
)
def over(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Over:
    home = tmp_path_factory.mktemp("p25") / "centre"
    morning = Morning(home, people(request.param * 30, seed=25))
    return Over(morning, morning.run(request.param, seed=request.param))


def test_the_kills_were_real_ones(over: Over) -> None:
    hits = sum(blow.hit for blow in over.blows)

    assert hits >= len(over.blows) * HIT_AT_LEAST
    assert {blow.process for blow in over.blows} == set(PROCESSES)
    assert len(over.acknowledged) >= len(over.blows) / 2


def test_nobody_who_was_acknowledged_is_lost(over: Over) -> None:
    kept = dict(over.ask("SELECT request_id, number FROM desk_registrationgroup"))

    assert {request: kept.get(request) for request in over.acknowledged} == over.acknowledged


def test_nobody_is_doubled(over: Over) -> None:
    groups = over.ask("SELECT request_id, ticket_id FROM desk_registrationgroup")
    people_of = Counter(group for (group,) in over.ask("SELECT group_id FROM desk_individual"))
    sealed = over.ask("SELECT count(*) FROM vault_sealedidentity")

    assert len(groups) == len(over.acknowledged)
    assert set(people_of.values()) == {1}
    assert sealed == [(len(groups),)]


def test_no_paper_is_without_a_record_and_what_was_not_confirmed_is_outstanding(
    over: Over,
) -> None:
    papers = dict(over.ask('SELECT "group", status FROM certificates_certificate'))
    confirmed = {group for desk in over.morning.desks for group in desk.confirmed}
    outstanding = set(over.acknowledged.values()) - confirmed

    assert papers.keys() == set(over.acknowledged.values())
    assert {group for group in confirmed if papers[group] != "issued"} == set()
    assert {group for group in outstanding if papers[group] != "outstanding"} == set()


def test_the_journal_is_whole_and_tells_of_everybody(over: Over) -> None:
    done = over.morning.centre.panah("journal", "verify", "--data", over.morning.centre.data)
    told = over.ask("SELECT count(*) FROM journal_entry WHERE act = 'registered'")
    waiting = over.ask("SELECT count(*) FROM journal_pendingevent WHERE log = 'register'")

    assert done.returncode == 0, done.stdout
    assert len(over.acknowledged) - waiting[0][0] <= told[0][0] <= len(over.acknowledged)


def test_the_centre_answers_again_within_ten_seconds(over: Over) -> None:
    # On a machine that is busy with other things even a first start takes longer than that.
    limit = max(ANSWER_SECONDS, 2 * over.morning.began_seconds)

    assert max(blow.answered_after for blow in over.blows) <= limit
