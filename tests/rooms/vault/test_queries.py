"""Finding and comparing sealed identities without opening one."""

from __future__ import annotations

import pytest
from django.db import connection

from panah.engines.identity import IndividualNumber, draw_number
from panah.vault import actions, queries
from panah.vault.models import BlindKey
from panah.vault.queries import IdentityErased, NoSuchIdentity, Sealed
from tests.builders import MORNING, a_site, an_identity

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keeper")]

IN_LATIN = {"family": "Kravtsova", "given": "Mariia", "patronymic": ""}
A_STRANGER = {"family": "Оспанов", "given": "Данияр", "born": "1961-11-02", "patronymic": ""}


def sealed(*, withheld: bool = False, **more: object) -> Sealed:
    return actions.seal(draw_number(), an_identity(**more), withheld=withheld)  # type: ignore[arg-type]


def stored(*, withheld: bool = False, **more: object) -> IndividualNumber:
    one = sealed(withheld=withheld, **more)
    actions.store(one, at=MORNING)
    return one.number


def test_what_is_stored_is_read_back_as_it_was_sealed() -> None:
    one = sealed()
    actions.store(one, at=MORNING)
    found = queries.sealed_of(one.number)

    assert found.to_plain()[:6] == one.to_plain()[:6]
    assert set(found.blind_keys) <= set(one.blind_keys)
    assert {key for key in one.blind_keys if key.stored} <= set(found.blind_keys)
    assert found.fingerprint == one.fingerprint


def test_nothing_is_found_for_a_number_that_was_never_stored() -> None:
    with pytest.raises(NoSuchIdentity):
        queries.sealed_of(draw_number())


def test_an_erased_identity_is_told_from_one_that_never_was() -> None:
    a_site()
    number = stored()
    actions.erase(number, at=MORNING)

    with pytest.raises(IdentityErased):
        queries.sealed_of(number)


@pytest.mark.parametrize(
    "again",
    [
        {},
        IN_LATIN,
        {"born": "1996-03-15", **IN_LATIN},
        {"born": ""},
        {"born": "1996"},
        {"withheld": True},
    ],
)
def test_the_same_person_in_another_spelling_is_among_those_who_share_a_key(
    again: dict[str, object],
) -> None:
    number = stored()
    stored(**A_STRANGER, phone="+77017654321", document=an_identity().document)

    assert number in queries.numbers_sharing(sealed(**again).blind_keys)


def test_a_stranger_shares_no_key() -> None:
    stored()
    stranger = sealed(**A_STRANGER, **{"document": type(an_identity().document)()})

    assert queries.numbers_sharing(stranger.blind_keys) == []


@pytest.mark.parametrize(("first", "second"), [("1996-03-14", ""), ("", "1996-03-14"), ("", "")])
def test_two_records_find_each_other_from_their_rows_alone(first: str, second: str) -> None:
    """Both desks look again after their commit, when only rows are left."""
    nothing_else = {"document": type(an_identity().document)()}
    one, other = stored(born=first, **nothing_else), stored(born=second, **nothing_else)

    assert other in queries.numbers_sharing(queries.sealed_of(one).blind_keys)
    assert one in queries.numbers_sharing(queries.sealed_of(other).blind_keys)


def test_people_with_birth_dates_do_not_share_a_key_by_name_alone() -> None:
    nothing_else = {"document": type(an_identity().document)()}
    stored(born="1961-11-02", **nothing_else)

    assert queries.numbers_sharing(sealed(born="1996-03-14", **nothing_else).blind_keys) == []


def test_an_erased_person_shares_no_key() -> None:
    a_site()
    actions.erase(stored(), at=MORNING)

    assert queries.numbers_sharing(sealed().blind_keys) == []


def test_many_are_asked_at_once_and_each_gets_their_own() -> None:
    people = [an_identity(family=f"Тест{'абвгдежзик'[n % 10]}ов", phone="") for n in range(10)]
    numbers = []
    for person in people:
        one = actions.seal(draw_number(), person)
        actions.store(one, at=MORNING)
        numbers.append(one.number)
    asked = [queries.sealed_of(number).blind_keys for number in numbers]

    together = queries.numbers_sharing_many(asked)
    assert together == [queries.numbers_sharing(keys) for keys in asked]
    assert all(number in found for number, found in zip(numbers, together, strict=True))


def test_looking_for_a_thousand_people_takes_few_queries(
    django_assert_max_num_queries: object,
) -> None:
    keys = [
        one.blind_keys
        for one in actions.seal_many(
            [(draw_number(), an_identity(phone=f"+7701{n:07}"), False) for n in range(1000)]
        )
    ]

    with django_assert_max_num_queries(40):  # type: ignore[operator]
        queries.numbers_sharing_many(keys)


def test_a_bucket_of_names_that_too_many_share_names_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing_else = {"phone": "", "document": type(an_identity().document)()}
    three = {stored(born=f"198{n}-05-0{n + 1}", **nothing_else) for n in range(3)}
    asked = sealed(born="", **nothing_else).blind_keys

    assert set(queries.numbers_sharing(asked)) == three
    monkeypatch.setattr(queries, "CROWDED", 2)
    assert queries.numbers_sharing(asked) == []


def test_without_a_birth_date_more_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_CANDIDATES", 1)
    monkeypatch.setattr(queries, "MOST_UNDATED", 2)
    for _ in range(3):
        stored()

    assert len(queries.numbers_sharing(sealed().blind_keys)) == 1
    assert len(queries.numbers_sharing(sealed(born="").blind_keys)) == 2


def test_how_many_are_registered_is_told_without_counting_them() -> None:
    assert queries.people_kept() == 0
    stored()
    before = queries.people_kept()  # rows of earlier tests are gone, and counted
    for _ in range(20):
        stored()

    assert 10 <= queries.people_kept() - before <= 40


def test_comparing_gives_bits_and_reasons_for_each_other_in_order() -> None:
    same, stranger = stored(**IN_LATIN), stored(**A_STRANGER)
    one, other = queries.compare(sealed(), [same, stranger])

    assert (one.number, other.number) == (same, stranger)
    assert one.outcome == "same"
    assert other.outcome == "new"
    assert one.weight_bits == pytest.approx(sum(reason.bits for reason in one.reasons))


def test_comparing_leaves_out_who_was_erased_or_never_was() -> None:
    a_site()
    gone, there = stored(), stored()
    actions.erase(gone, at=MORNING)
    found = queries.compare(sealed(), [gone, draw_number(), there])

    assert [one.number for one in found] == [there]


def test_a_withheld_person_is_compared_by_shared_keys() -> None:
    withheld = stored(withheld=True)

    (openly,) = queries.compare(sealed(), [withheld])
    (hidden,) = queries.compare(sealed(withheld=True), [withheld])
    assert openly.outcome == hidden.outcome == "same"
    assert "surname_equal" not in {reason.code for reason in openly.reasons}


def test_several_people_are_compared_in_one_trip_and_in_order() -> None:
    same, stranger = stored(), stored(**A_STRANGER)
    one, other = sealed(), sealed(**A_STRANGER)
    found = queries.compare_many([(one, [same, stranger]), (other, []), (other, [stranger])])

    assert [[c.outcome for c in comparisons] for comparisons in found] == [
        ["same", "new"],
        [],
        ["same"],
    ]


def test_comparing_with_nobody_asks_nobody() -> None:
    assert queries.compare(sealed(), []) == []


def test_postgresql_keeps_no_index_of_keys_that_nobody_asks() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, BlindKey._meta.db_table)
    of_identity = [name for name, one in found.items() if one["columns"] == ["identity_id"]]

    assert len([name for name in of_identity if found[name]["index"]]) == 1
