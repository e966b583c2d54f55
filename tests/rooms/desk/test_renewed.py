"""Whoever is registered while others have no new blind keys yet is compared once more."""

from __future__ import annotations

from itertools import count

import pytest

from panah.cli.lists.intake import taken_in
from panah.desk import tasks
from panah.desk.actions import Listed, Taken, seal_list, take_in
from panah.desk.queries import older_key_versions
from panah.duplicates.models import CandidatePair
from panah.engines.identity import Document
from panah.keeper.launch import KeeperProcess
from panah.vault import actions as vault
from panah.vault import renewing
from panah.vault.queries import renewal_state
from tests.builders import MORNING, a_site, an_identity
from tests.rooms.vault.earlier import as_then

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keeper")]

UNSEEN = {"document": Document()}
"""Without a document nothing is put together today as it was then."""


def take(*people: Listed) -> list[Taken]:
    return take_in(seal_list(people, older=older_key_versions()), site=a_site(), at=MORNING)


def a_person(reference: str, family: str = "Кравцова", **more: object) -> Listed:
    return Listed(reference, "g" if reference[0] == "g" else "", an_identity(family, **more))


def renew_and_compare() -> None:
    for _ in count():
        if not vault.renew_keys(at=MORNING):
            break
    for _ in count():
        if renewal_state().is_over:
            break
        tasks.compare_newcomers(MORNING)


@pytest.fixture
def before(keeper: KeeperProcess) -> Taken:
    """Somebody who was registered by an earlier program, without a document."""
    (taken,) = take(a_person("before", **UNSEEN))
    assert taken.number
    as_then(keeper, taken.number, an_identity(**UNSEEN))
    return taken


def test_who_was_not_noticed_meanwhile_is_when_all_keys_are_new(before: Taken) -> None:
    (again,) = take(a_person("again", **UNSEEN))
    missed = CandidatePair.objects.count()
    renew_and_compare()

    assert missed == 0
    (pair,) = CandidatePair.objects.all()
    assert {pair.lower_id, pair.higher_id} == {before.number, again.number}


def test_people_of_one_group_are_not_compared_with_each_other_then(before: Taken) -> None:
    family = [a_person(f"g{n}", "Ли", patronymic="", **UNSEEN) for n in range(4)]
    take(*family)
    renew_and_compare()

    assert CandidatePair.objects.count() == 0


def test_without_the_keeper_newcomers_are_compared_later(
    before: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(a_person("again", **UNSEEN))
    while vault.renew_keys(at=MORNING):
        pass
    with monkeypatch.context() as patch:
        patch.setenv("PANAH_KEEPER_SOCKET", "/nowhere/at/all.sock")
        tasks.compare_newcomers(MORNING)
    assert not renewal_state().is_over
    renew_and_compare()

    assert CandidatePair.objects.count() == 1


def test_a_list_is_compared_by_the_rules_of_then_too(
    keeper: KeeperProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = take(a_person("before"))  # with a document, which is put together as it was
    assert first.number
    as_then(keeper, first.number, an_identity())
    ((again,),) = taken_in([[a_person("again")]])

    assert again.candidates == (first.number,)


def test_who_comes_after_everybody_has_new_keys_is_not_compared_twice(
    before: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "_IN_FLIGHT", 0)
    while vault.renew_keys(at=MORNING):
        pass
    take(a_person("again", **UNSEEN))
    compared: list[object] = []
    monkeypatch.setattr(tasks, "look_again_many", lambda people, **_: compared.extend(people))
    tasks.compare_newcomers(MORNING)

    assert compared == []
    assert renewal_state().is_over
