"""Records of one person share a blocking key; no key is a single common fact."""

import pytest
from hypothesis import given

from panah.engines.identity import Identity, WrittenName
from panah.engines.matching import (
    KEY_EVIDENCE,
    KeyKind,
    Outcome,
    blocking_keys,
    outcome_of,
    stored_keys,
)
from panah.engines.matching.blocking import NAME_BUCKETS, keys_of
from panah.engines.matching.prepared import prepare
from tests.engines.matching.people import passport, people, person

SHCHERBAKOV = person("Щербаков", "Евгений", "Николаевич", born="1994-03-11")


def asked(identity):
    return {(key.kind, key.text) for key in blocking_keys(identity) if key.asked}


def stored(identity):
    return {(key.kind, key.text) for key in blocking_keys(identity) if key.stored}


def kinds_shared(arriving, known):
    return {kind for kind, _ in asked(arriving) & stored(known)}


@pytest.mark.parametrize(
    "again",
    [
        person(full="SHCHERBAKOV EVGENII", born="1994-11-03"),
        person("SCHERBAKOV", "YEVGENY", born="1994-03-11"),
        person("EVGENII", "SHCHERBAKOV", born="1994-03-11"),
        person("Щербаков", "Евгений", born="1994"),
        person("Щербаков", "Евгений", born="1994-01-01"),
        person("Щербаков", "Евгений", born="1994-03"),
        person("Щербаков", "Евгений", born="1995-03-11"),
        person("Щербаков", "Евгений", born="1994-03-12"),
        person("Щербаков", "Евгений"),
        person("Щербаков", "Е.", born="1994-03-11"),
        person("Щербаков", born="1994-03-11"),
        person("Щербакова", "Евгения", born="1994-03-11"),
        person("Щербаков", "Антон", born="1994-03-12"),
        person("Щербаков", "Антон", born="1993-03-11"),
        person(full="Евгений Николаевич Щербаков", born="1994-03-11"),
    ],
)
def test_the_same_person_written_otherwise_is_found_in_both_directions(again):
    assert kinds_shared(again, SHCHERBAKOV)
    assert kinds_shared(SHCHERBAKOV, again)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (
            KeyKind.NAME_AND_BIRTH_DATE,
            person("Тілеу", "Жандос", born="1999-02-05"),
            person("Мельник", "Zhandos", born="1999-05-02"),
        ),
        (
            KeyKind.NAMES_AND_BIRTH_YEAR,
            person("Лось", "Ганна", born="1988-01-01"),
            person("Los", "Anna", born="1988-09-30"),
        ),
        (
            KeyKind.NAMES_AND_YEAR_ALONE,
            person("Лось", "Ганна", born="1988-09-30"),
            person("Los", "Anna", born="1988"),
        ),
        (
            KeyKind.NAMES_AND_BIRTH_MONTH,
            person("Лось", "Ганна", born="1988-09-30"),
            person("Los", "Anna", born="1978-09-03"),
        ),
        (
            KeyKind.NAMES_AND_BIRTH_DATE,
            person("Маркін", "Данило", born="1988-09-30"),
            person("Morgun", "Tania", born="1988-09-30"),
        ),
        (
            KeyKind.NAMES_OF_THE_DATED,
            person("Лось", "Ганна"),
            person("Los", "Anna", born="1987-09-30"),
        ),
        (
            KeyKind.NAMES_OF_THE_UNDATED,
            person("Los", "Anna", born="1987-09-30"),
            person("Лось", "Ганна"),
        ),
        (
            KeyKind.DOCUMENT_AND_BIRTH_YEAR,
            person("Лось", born="1987", document=passport("АВ 12-34567")),
            person("Вільха", born="1987-09-30", document=passport("AB1234567")),
        ),
        (
            KeyKind.DOCUMENT_AND_NAME,
            person("Лось", document=passport("751204567")),
            person("Лосева", born="1987-09-30", document=passport("75 12 04567")),
        ),
        (
            KeyKind.PHONE_AND_NAME,
            person("Лось", "Ганна", phone="+77010000000"),
            person("Вільха", "Анна", phone="+77010000000"),
        ),
    ],
)
def test_only_a_key_of_this_kind_finds_the_pair(kind, one, other):
    assert kinds_shared(one, other) == {kind}


def test_a_rare_name_is_found_by_the_year_alone():
    known = person("Бекболдинов", "Жандос", born="1991-07-08")
    again = person("Bekboldinov", "Dos", born="1991-01-01")

    assert kinds_shared(again, known) == {KeyKind.NAMES_AND_BIRTH_YEAR}


def test_a_common_given_name_and_a_birth_date_alone_find_nobody():
    known = person("Иванов", "Александр", born="1991-07-08")
    other = person("Щербаков", "Александр", born="1991-07-08")

    assert not kinds_shared(other, known)


def test_the_days_beside_a_birth_date_are_asked_and_not_stored():
    born = person("Щербаков", "Евгений", born="1993-12-31")
    near = {text.rpartition("|")[2] for _, text in asked(born) - stored(born)}

    assert {"1993-12-30", "1994-1-1", "1992-12-31", "1994-12-31"} <= near


def test_somebody_born_on_the_day_of_a_leap_year_has_keys():
    assert stored(person("Щербаков", "Евгений", born="1992-02-29"))


def test_a_common_name_and_a_year_alone_find_nobody():
    known = person("Иванов", "Александр", born="1991-07-08")
    other = person("Иванов", "Тимур", born="1991-04-09")

    assert not kinds_shared(other, known)


def test_two_different_people_share_no_key():
    other = person("Вишневская", "Дана", "Маратовна", born="1988-12-30")

    assert not kinds_shared(other, SHCHERBAKOV)


def test_people_with_dates_do_not_find_each_other_by_names_alone():
    namesake = person("Щербаков", "Евгений", born="1971-06-24")

    assert not kinds_shared(namesake, SHCHERBAKOV)


def test_a_bucket_of_names_holds_twenty_of_twenty_thousand_people():
    syllables = ["ба", "ве", "ги", "до", "жу", "зэ", "ка", "ле", "ми", "но", "пу", "рэ", "са", "те"]
    surnames = [a + b + c for a in syllables for b in syllables for c in syllables]
    everybody = [(a, b) for a in surnames[::10] for b in surnames[5::36]]
    buckets = dict.fromkeys(map(str, range(NAME_BUCKETS)), 0)
    for family, given_name in everybody:
        for kind, text in stored(person(family, given_name)):
            if kind is KeyKind.NAMES_OF_THE_UNDATED:
                buckets[text] += 1

    assert len(everybody) > 20 * NAME_BUCKETS
    assert sorted(buckets.values())[NAME_BUCKETS // 2] >= 20


@given(people)
def test_every_key_puts_two_facts_together_or_is_a_bucket(identity):
    buckets = {KeyKind.NAMES_OF_THE_DATED, KeyKind.NAMES_OF_THE_UNDATED}
    for key in blocking_keys(identity):
        if key.kind in buckets:
            assert 0 <= int(key.text) < NAME_BUCKETS
        else:
            assert all(key.text.split("|"))
            assert key.text.count("|") == 1


@given(people)
def test_keys_are_few_and_none_comes_twice(identity):
    keys = blocking_keys(identity)

    assert len({(key.kind, key.text) for key in keys}) == len(keys) <= 200
    assert sum(key.stored for key in keys) <= 80
    assert keys == keys_of(prepare(identity))


@given(people)
def test_whoever_is_only_stored_has_the_same_keys(identity):
    assert {(key.kind, key.text) for key in stored_keys(identity)} == stored(identity)


@pytest.mark.parametrize("identity", [SHCHERBAKOV, person("Тілеу", "Жандос", born="1999-02-05")])
def test_an_ordinary_person_has_six_to_nine_keys_to_store(identity):
    assert 6 <= len(stored(identity)) <= 9
    assert len(blocking_keys(identity)) <= 25


def test_somebody_without_a_name_or_a_number_has_no_keys():
    assert blocking_keys(Identity(WrittenName())) == ()


def test_a_key_shows_nothing_of_itself():
    assert "xrb" not in repr(blocking_keys(SHCHERBAKOV)) + str(blocking_keys(SHCHERBAKOV)[0])
    assert "1994" not in repr(blocking_keys(SHCHERBAKOV))


def test_keys_alone_ask_for_a_look_and_never_say_same():
    names = {code: bits for kind, (code, bits) in KEY_EVIDENCE.items() if kind <= 3}

    assert set(KEY_EVIDENCE) == set(KeyKind)
    assert outcome_of(-20 + sum(names.values())) is Outcome.LOOK
    assert all(outcome_of(-20 + bits) is Outcome.NEW for bits in names.values())
