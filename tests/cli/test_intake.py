"""A list taken in with the keeper and the database at work at once: nothing lost, nothing mixed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from panah.cli.lists.intake import taken_in
from panah.desk.actions import Listed, Taking
from panah.desk.models import Individual
from panah.duplicates.queries import open_pairs_count
from panah.keeper.client import connection
from panah.keeper.errors import KeeperUnreachable
from tests.builders import a_site, an_identity

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keeper")]

NAMES = ("Оспанов", "Tulegenova", "Кравцова", "Ли", "O‘rinova", "Бекмурзаева", "Щербаков", "Пак")


def batches(count: int) -> Iterator[list[Listed]]:
    a_site()
    for number in range(count):
        name, born = NAMES[number % len(NAMES)], f"19{60 + number}-03-{10 + number}"
        yield [
            Listed(f"{number}-{place}", "", an_identity(name, given=given, born=born, phone=""))
            for place, given in enumerate(("Данияр", "Асель"))
        ]


def test_batches_come_out_in_the_order_in_which_they_went_in() -> None:
    came = [[each.number for each in taken] for taken in taken_in(batches(5))]
    stored = Individual.objects.values_list("references__tag", "pk")
    again = [[each.number for each in taken] for taken in taken_in(batches(5))]

    assert came == again
    assert sorted(number for _, number in stored) == sorted(n for batch in came for n in batch)


def test_a_list_that_is_stopped_says_what_became_of_everyone_it_wrote() -> None:
    came = list(taken_in(batches(6), stops=lambda: Individual.objects.count() >= 4))

    assert Individual.objects.count() == sum(map(len, came)) == 4


def test_somebody_who_comes_again_in_the_next_batch_is_a_candidate_of_the_later_row() -> None:
    a_site()
    first, second = (
        [Listed(reference, "", an_identity(name, given=given, patronymic=""))]
        for reference, name, given in (
            ("a", "Щербаков", "Евгений"),
            ("b", "SHCHERBAKOV", "EVGENII"),
        )
    )
    ((earlier,), (later,)) = taken_in([first, second])

    assert earlier.taking is Taking.REGISTERED
    assert (later.taking, later.candidates) == (Taking.WITH_CANDIDATES, (earlier.number,))
    assert open_pairs_count(a_site()) == 1


def test_a_keeper_that_is_gone_ends_the_list_and_the_next_run_doubles_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = taken_in(batches(12))
    first = next(begun)
    with monkeypatch.context() as patched:
        patched.setenv(connection.SOCKET_VARIABLE, "/nowhere/keeper.sock")
        with pytest.raises(KeeperUnreachable):
            list(begun)
    written = Individual.objects.count()
    done = [each for taken in taken_in(batches(12)) for each in taken]

    assert written < 24
    assert [each.number for each in done[:2]] == [each.number for each in first]
    assert Individual.objects.count() == len(done) == 24
