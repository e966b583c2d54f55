"""Records follow when the rules of blind keys change: while desks work, cut off anywhere."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from panah.duplicates.actions import screen
from panah.engines.identity import IndividualNumber, draw_number
from panah.engines.matching import KEYS_VERSION
from panah.journal.models import PendingEvent
from panah.keeper.errors import KeeperUnreachable
from panah.keeper.launch import KeeperProcess
from panah.keeper.values import Sealed
from panah.vault import actions, queries, renewing, tasks
from panah.vault.models import BlindKey, Renewal, SealedIdentity
from tests.builders import MORNING, a_site, an_identity
from tests.keepers import asking
from tests.rooms.vault.earlier import EARLIER, sealed_then

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keeper", "site")]

GIVEN = ("Мария", "Ольга", "Әсем", "Зарина", "Оксана", "Нодира")

AnOld = Callable[..., IndividualNumber]


@pytest.fixture
def site() -> None:
    a_site()


@pytest.fixture
def registered_before(keeper: KeeperProcess) -> AnOld:
    """Stores people as an earlier program did."""

    def store(
        version: int = EARLIER, *, withheld: bool = False, **more: object
    ) -> IndividualNumber:
        identity = an_identity(**more)  # type: ignore[arg-type]
        one = sealed_then(keeper, identity, version=version, withheld=withheld)
        actions.store(one, at=MORNING)
        return one.number

    return store


def sealed(**more: object) -> Sealed:
    return actions.seal(draw_number(), an_identity(**more))  # type: ignore[arg-type]


def keys_of(number: IndividualNumber) -> set[tuple[int, bytes]]:
    found = BlindKey.objects.filter(identity=number).values_list("kind", "key")
    return {(kind, bytes(key)) for kind, key in found}


def stored_keys(one: Sealed) -> set[tuple[int, bytes]]:
    return {(key.kind, key.digest) for key in one.blind_keys if key.stored}


def renew_all(most: int = 100) -> int:
    looked_at = 0
    for _ in range(50):
        looked_at += actions.renew_keys(at=MORNING, most=most)
        if queries.renewal_state().is_renewed:
            return looked_at
    raise AssertionError("it does not end")


def told() -> list[str]:
    return [bytes(event.body).decode() for event in PendingEvent.objects.order_by("pk")]


def test_everybody_gets_the_keys_that_they_would_get_today(registered_before: AnOld) -> None:
    numbers = {given: registered_before(given=given) for given in GIVEN}

    assert renew_all(most=4) == len(GIVEN)
    for given, number in numbers.items():
        assert keys_of(number) == stored_keys(sealed(given=given))
    assert set(SealedIdentity.objects.values_list("canonical_version", flat=True)) == {KEYS_VERSION}


def test_new_keys_leave_the_order_in_which_people_came(registered_before: AnOld) -> None:
    numbers = [registered_before(given=given) for given in GIVEN]
    before, newest = queries.order_of_storing(numbers), queries.people_kept()
    renew_all(most=2)

    assert queries.order_of_storing(numbers) == before
    assert queries.people_kept() == newest


def test_a_record_may_get_more_keys_or_fewer(
    registered_before: AnOld, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = registered_before(), registered_before(given="Ольга")
    BlindKey.objects.filter(identity=one).order_by("-pk")[0].delete()
    last = BlindKey.objects.filter(identity=other).latest("pk").pk
    BlindKey(pk=last + 9, identity_id=other, kind=1, key=b"k" * 16).save()
    renew_all()

    assert keys_of(one) == stored_keys(sealed())
    assert keys_of(other) == stored_keys(sealed(given="Ольга"))


def test_whoever_comes_again_before_that_is_found_by_what_is_put_together_as_then(
    registered_before: AnOld,
) -> None:
    number = registered_before()
    again = sealed()

    assert queries.older_versions() == (EARLIER,)
    assert not stored_keys(again) & keys_of(number)
    assert [candidate.number for candidate in screen(again)] == [number]


def test_keys_of_earlier_versions_are_asked_and_never_stored(registered_before: AnOld) -> None:
    registered_before()
    again = sealed()
    actions.store(again, at=MORNING)

    assert again.older_keys
    assert keys_of(again.number) == stored_keys(again)


def test_a_withheld_record_keeps_its_keys_and_is_still_noticed(registered_before: AnOld) -> None:
    number = registered_before(withheld=True)
    before = keys_of(number)
    renew_all()
    found = screen(sealed())

    assert keys_of(number) == before
    assert [candidate.number for candidate in found] == [number]
    assert {reason.code for reason in found[0].reasons} == {"prior", "shared_document"}
    assert queries.withheld_with_older_keys() == 1
    assert queries.older_versions() == (EARLIER,)


def test_an_erased_record_stays_erased_and_nobody_waits_for_it(registered_before: AnOld) -> None:
    number = registered_before()
    actions.erase(number, at=MORNING)

    assert queries.older_versions() == ()
    assert renew_all() == 0
    assert keys_of(number) == set()
    assert queries.renewal_state().is_over


@pytest.mark.parametrize("meanwhile", ["erased", "corrected"])
def test_what_happens_to_a_record_meanwhile_is_not_undone(
    registered_before: AnOld, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    number, other = registered_before(), registered_before(given="Ольга")
    ask = renewing.identities.renew_many

    def slow(people: list[Sealed]) -> list[Sealed | None]:
        answer = ask(people)
        if meanwhile == "erased":
            actions.erase(number, at=MORNING)
        else:
            corrected = actions.seal(number, an_identity(given="Әсем"))
            actions.reseal(corrected, version=1, at=MORNING)
        return answer

    monkeypatch.setattr(renewing.identities, "renew_many", slow)
    renew_all()

    expected = set() if meanwhile == "erased" else stored_keys(sealed(given="Әсем"))
    assert keys_of(number) == expected
    assert keys_of(other) == stored_keys(sealed(given="Ольга"))


def test_cut_off_in_the_middle_of_a_batch_nothing_is_half_done(
    registered_before: AnOld, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {given: registered_before(given=given) for given in GIVEN}
    actions.renew_keys(at=MORNING, most=2)
    before = {number: keys_of(number) for number in numbers.values()}
    with monkeypatch.context() as patch:

        def cut_off(*_: object) -> None:
            raise OSError("no room")

        patch.setattr(renewing, "insert_rows", cut_off)
        with pytest.raises(OSError, match="room"):
            actions.renew_keys(at=MORNING, most=2)

    assert {number: keys_of(number) for number in numbers.values()} == before
    assert renew_all(most=2) == len(GIVEN) - 2
    assert keys_of(numbers["Нодира"]) == stored_keys(sealed(given="Нодира"))


def test_doing_it_again_changes_nothing(registered_before: AnOld) -> None:
    registered_before()
    renew_all()
    before = (list(BlindKey.objects.values_list()), told())
    for _ in range(3):
        tasks.renew_keys(MORNING + timedelta(hours=1))

    assert (list(BlindKey.objects.values_list()), told()) == before


def test_a_record_that_does_not_open_is_counted_and_holds_up_nobody(
    registered_before: AnOld,
) -> None:
    broken, other = registered_before(), registered_before(given="Ольга")
    SealedIdentity.objects.filter(pk=broken).update(blob=b"another's")
    renew_all(most=1)
    state = queries.renewal_state()

    assert (state.total, state.done, state.not_opened) == (2, 1, 1)
    assert keys_of(other) == stored_keys(sealed(given="Ольга"))


def test_records_of_several_earlier_versions_are_renewed_alike(registered_before: AnOld) -> None:
    registered_before(1)
    registered_before(2, given="Ольга")

    assert queries.older_versions() == tuple({1, 2} - {KEYS_VERSION})
    renew_all()
    assert queries.older_versions() == ()


def test_without_the_keeper_nothing_changes_and_it_goes_on_later(
    registered_before: AnOld, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = registered_before()
    with monkeypatch.context() as patch:
        patch.setenv("PANAH_KEEPER_SOCKET", "/nowhere/at/all.sock")
        tasks.renew_keys(MORNING)
        with pytest.raises(KeeperUnreachable):
            actions.renew_keys(at=MORNING)
    assert queries.renewal_state().done == 0
    tasks.renew_keys(MORNING)

    assert keys_of(number) == stored_keys(sealed())


def test_after_each_few_records_the_desks_have_keeper_and_database_for_themselves(
    registered_before: AnOld,
) -> None:
    few = renewing.AT_ONCE
    for step in range(few + 2):
        registered_before(given=f"Мария{'а' * step}")
    pauses: list[tuple[int, float]] = []
    tasks.renew_keys(
        MORNING, pause=lambda seconds: pauses.append((queries.renewal_state().done, seconds))
    )

    assert few <= 25
    assert [done for done, _ in pauses] == [few, few + 2]
    assert all(seconds >= 0.4 for _, seconds in pauses)


def test_a_keeper_of_an_earlier_program_is_told_from_ours(
    registered_before: AnOld, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = registered_before()
    before = keys_of(number)
    ours = renewing.identities.renew_many

    def earlier(people: list[Sealed]) -> list[Sealed]:
        return [replace(one, keys_version=EARLIER) for one in ours(people) if one]

    monkeypatch.setattr(renewing.identities, "renew_many", earlier)
    with pytest.raises(actions.KeeperOfAnotherVersion, match=str(EARLIER)):
        actions.renew_keys(at=MORNING)
    assert keys_of(number) == before


def test_beginning_and_end_stand_in_the_journal_without_a_number_or_a_name(
    registered_before: AnOld,
) -> None:
    numbers = [registered_before(given=given) for given in GIVEN]
    renew_all(most=3)
    newcomers = queries.newcomers_to_compare(most=100)
    assert newcomers is not None
    actions.note_compared(newcomers.up_to, at=MORNING)
    about = [text for text in told() if "keys_renewed" in text]

    assert sorted(json.loads(text)["what"] for text in about) == ["began", "ended"]
    assert not any(number in text for number in numbers for text in about)
    assert queries.renewal_state().is_over


def test_a_register_without_earlier_keys_has_nothing_to_renew_and_writes_nothing() -> None:
    actions.store(sealed(), at=MORNING)
    before = told()

    assert queries.renewal_state().is_over
    assert actions.renew_keys(at=MORNING) == 0
    assert Renewal.objects.get().ended_at == MORNING
    assert told() == before


def test_newcomers_are_those_who_came_while_others_had_no_new_keys(
    registered_before: AnOld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "_IN_FLIGHT", 0)
    for given in GIVEN:
        registered_before(given=given)
    came = []
    for step in range(4):
        one = sealed(given=f"Мария{'а' * step}")
        actions.store(one, at=MORNING)
        came.append(one.number)
        actions.renew_keys(at=MORNING, most=2)
    renew_all()
    after = sealed()
    actions.store(after, at=MORNING)
    found: Counter[str] = Counter()
    while (next_ones := queries.newcomers_to_compare(most=3)) is not None:
        assert len(next_ones.numbers) <= 3
        found.update(next_ones.numbers)
        actions.note_compared(next_ones.up_to, at=MORNING)

    assert found == Counter(came)
    assert queries.renewal_state().is_over


def test_who_was_passed_over_is_looked_at_before_it_ends(registered_before: AnOld) -> None:
    passed_over = registered_before()
    registered_before(given="Ольга")
    actions.renew_keys(at=MORNING, most=0)
    Renewal.objects.update(reached="~")  # behind every number
    renew_all()

    assert keys_of(passed_over) == stored_keys(sealed())
    assert queries.renewal_state().done == 2


def test_whoever_was_there_is_no_newcomer_though_a_key_was_added(
    registered_before: AnOld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "_IN_FLIGHT", 0)
    one = registered_before()
    BlindKey.objects.filter(identity=one).order_by("-pk")[0].delete()
    renew_all()
    newcomers = queries.newcomers_to_compare(most=9)

    assert Renewal.objects.get().newcomers_from < BlindKey.objects.latest("pk").pk
    assert newcomers is not None
    assert newcomers.numbers == ()


def test_the_worker_needs_no_operators_token(
    registered_before: AnOld, keeper: KeeperProcess
) -> None:
    for given in GIVEN:
        registered_before(given=given)
    with asking(keeper):
        renew_all(most=1)

    assert queries.renewal_state().done == len(GIVEN)


def test_where_nobody_has_earlier_keys_that_is_asked_again_after_seconds(
    registered_before: AnOld, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    now = 1000.0
    monkeypatch.setattr("panah.vault.renewals.monotonic", lambda: now)

    with django_assert_num_queries(1):
        assert queries.older_versions() == queries.older_versions() == ()
    registered_before()  # by another program
    now += 5.0

    assert queries.older_versions() == (EARLIER,)


def test_where_somebody_has_earlier_keys_that_is_asked_each_time(
    registered_before: AnOld,
) -> None:
    registered_before()
    assert queries.older_versions() == (EARLIER,)
    renew_all()

    assert queries.older_versions() == ()


def test_a_look_for_earlier_versions_asks_a_small_index_alone(registered_before: AnOld) -> None:
    registered_before()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(
            f"{explain} SELECT min(canonical_version) FROM vault_sealedidentity "
            "WHERE NOT is_erased AND canonical_version > 1"
        )
        plan = "\n".join(str(row) for row in cursor.fetchall())

    assert "versions_of_blind_keys" in plan
