"""Lists of people: each row once, in whatever order and however often it comes."""

from __future__ import annotations

import pytest

from panah.desk.actions import Listed, Taken, Taking, seal_list, take_in
from panah.desk.models import Individual, RegistrationGroup
from panah.duplicates.queries import open_pairs_count
from panah.journal.models import PendingEvent
from tests.builders import MORNING, a_site, an_identity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]


def listed(reference: str, family: str = "Кравцова", *, group: str = "", **more: str) -> Listed:
    return Listed(reference, group, an_identity(family, **more))


def take(*rows: Listed) -> list[Taken]:
    return take_in(seal_list(rows), site=a_site(), at=MORNING)


def test_a_row_sent_again_keeps_its_number_and_writes_nothing() -> None:
    first = take(listed("a1"))
    events = PendingEvent.objects.count()
    second = take(listed("a1"))

    assert second == [Taken(Taking.ALREADY, first[0].number)]
    assert (Individual.objects.count(), PendingEvent.objects.count()) == (1, events)


def test_the_same_reference_with_other_content_changes_nothing() -> None:
    take(listed("a1"))
    answers = take(listed("a1", "Кравцов"), listed("a1", group="g"))

    assert [each.taking for each in answers] == [Taking.OTHER_CONTENT, Taking.OTHER_CONTENT]
    assert Individual.objects.count() == 1


def test_the_same_reference_twice_in_one_batch_is_one_person() -> None:
    first, second = take(listed("a1"), listed("a1"))

    assert second == Taken(Taking.ALREADY, first.number)


def test_rows_of_a_group_find_each_other_across_batches() -> None:
    take(listed("a1", "Ли", group="g"), listed("b1", "Пак"))
    take(listed("a2", "Цой", group="g"))

    sizes = sorted(group.people.count() for group in RegistrationGroup.objects.all())
    assert sizes == [1, 2]


def test_the_later_of_two_alike_rows_names_the_earlier() -> None:
    first, second = take(
        listed("a1", "Щербаков", given="Евгений", patronymic="", born="1994-03-11"),
        listed("a2", "SHCHERBAKOV", given="EVGENII", patronymic="", born="1994-11-03"),
    )

    assert first.taking is Taking.REGISTERED
    assert second == Taken(Taking.WITH_CANDIDATES, second.number, (first.number,))
    assert open_pairs_count(a_site()) == 1


def test_members_of_one_group_are_not_each_others_duplicates() -> None:
    answers = take(listed("a1", "Ким", group="g"), listed("a2", "Ким", group="g"))

    assert [each.candidates for each in answers] == [(), ()]


def test_each_person_has_one_event_and_no_event_has_a_name() -> None:
    take(listed("a1", "Бекмурзаева"), listed("a2", "O‘rinova"))
    bodies = [bytes(event.body).decode() for event in PendingEvent.objects.all()]

    assert [body.count('"act":"registered"') for body in bodies] == [1, 1]
    assert not any(name in body for body in bodies for name in ("Бекмурзаева", "rinova"))
