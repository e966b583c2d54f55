"""What is found between two records, and which way it leans."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.engines.identity import Document, DocumentKind, Sex, WrittenName
from panah.engines.matching import (
    LOOK_BITS,
    SAME_BITS,
    Outcome,
    ReasonCode,
    at_most,
    compare,
    facts_of_plain,
    most_name_bits,
    outcome_of,
    prepare,
    prepare_plain,
    prior,
)
from panah.engines.matching.parts import forms_of
from panah.engines.matching.weighing import reason
from panah.engines.names import canonical, is_known
from panah.engines.names.letters import folds
from panah.engines.names.tables import table
from tests.engines.matching.people import passport, people, person

SHCHERBAKOV = person("Щербаков", "Евгений", "Николаевич", born="1994-03-11", sex=Sex.MALE)


def evidence(one, other):
    return compare(prepare(one), prepare(other))


def codes(one, other):
    return {found.code.value for found in evidence(one, other).reasons} - {"prior"}


def outcome(one, other):
    return evidence(one, other).outcome


@pytest.mark.parametrize(
    "again",
    [
        person(full="SHCHERBAKOV EVGENII", born="1994-11-03"),
        person("SCHERBAKOV", "YEVGENY", born="1994-03-11"),
        person("Szczerbakow", "Jewgienij", born="1994-03-12"),
        person("SHCHERBAKOV", "EVGENII", "NIKOLAEVICH", born="1994-01-01", sex=Sex.MALE),
        person("EVGENII", "SHCHERBAKOV", born="1994-03-11"),
        person("Щербаков", "Е.", "Н.", born="1994-03-11"),
        person("Щербаков", "Женя", born="1994-03-11"),
        person("Щербаков", "Яўген", born="1994-03-11"),
        person("Щербоков", "Евгений", born="1994-03-11"),
        person("Щербаков", "Евгений", "Николаевич", born="1995-03-11"),
    ],
)
def test_the_same_person_written_otherwise_is_worth_a_look(again):
    assert outcome(SHCHERBAKOV, again) is not Outcome.NEW


@pytest.mark.parametrize(
    "written",
    [
        person("Жақсылықов", "Бейбіт", "Болатұлы", born="1997-07-24"),
        person("Жаксылыков", "Бейбіт", "Болатович", born="1997-07-24"),
        person("Jaqsylyqov", "Beibit", born="1997-07-24"),
        person(full="ZHAKSYLYKOV BEIBIT", born="1997-07-24"),
        person(full="Beybit Bolatuly Zhaksylykov", born="1997-07-24"),
    ],
)
def test_a_kazakh_name_is_one_in_cyrillic_latin_and_russian_spelling(written):
    known = person("Жақсылықов", "Бейбіт", "Болатұлы", born="1997-07-24")

    assert outcome(known, written) is Outcome.SAME


@pytest.mark.parametrize(
    "other",
    [
        person("Вишневская", "Дана", "Маратовна", born="1988-12-30", sex=Sex.FEMALE),
        person("Щербаков", "Евгений", "Николаевич", born="1971-06-24", sex=Sex.MALE),  # a namesake
        person("Щербаков", "Николай", "Петрович", born="1966-08-02", sex=Sex.MALE),  # the father
        person("Щербаков", "Пётр", "Евгеньевич", born="2019-05-30", sex=Sex.MALE),  # the son
        person("Щербакова", "Инна", "Николаевна", born="1994-03-11", sex=Sex.FEMALE),  # the twin
        person("Щербакова", "Ольга", "Игоревна", born="1995-10-20", sex=Sex.FEMALE),  # the wife
        person("Мельник", "Евгений", born="1994-03-11", sex=Sex.MALE),
        person(),
    ],
)
def test_somebody_else_is_new(other):
    assert outcome(SHCHERBAKOV, other) is Outcome.NEW


@pytest.mark.parametrize("family", ["Смирнов", "Щербаков", "Бекболдинов"])
def test_twins_are_two_people_however_rare_their_surname_is(family):
    known, twin = (
        person(family, given, "Николаевич", born="1994-03-11", sex=Sex.MALE, origin_region="RU-SAM")
        for given in ("Евгений", "Антон")
    )

    assert outcome(known, twin) is Outcome.NEW
    assert "perhaps_twins" in codes(known, twin)
    assert outcome(known, replace(twin, name=WrittenName(full=f"{family} ANTON"))) is Outcome.NEW


def test_another_given_name_on_the_same_document_is_worth_a_look():
    known, again = (
        person("Щербаков", given, born="1994-03-11", document=passport("751204567"))
        for given in ("Евгений", "Антон")
    )

    assert outcome(known, again) is not Outcome.NEW


@pytest.mark.parametrize("born", ["1994-03-12", "1994-01-01", ""])
def test_who_was_born_on_another_day_is_no_twin(born):
    brother = person("Щербаков", "Антон", "Николаевич", born=born, sex=Sex.MALE)

    assert "perhaps_twins" not in codes(SHCHERBAKOV, brother)


@given(people)
def test_a_name_is_read_in_parts_as_it_is_read_whole(identity):
    name = canonical(identity.name)

    assert prepare(identity).name == name
    assert prepare(identity).forms == forms_of(name)


@given(people)
def test_plain_values_are_made_ready_as_the_identity_is(identity):
    assert prepare_plain(identity.to_plain()) == prepare(identity)


def test_a_rare_name_weighs_more_than_a_common_one():
    common = person("Иванов", "Александр", born="1994-03-11")
    rare = person("Бекболдинов", "Жандос", born="1994-03-11")

    assert evidence(common, common).weight_bits + 8 < evidence(rare, rare).weight_bits


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Кравцова Мария Андреевна", "Kravtsova Mariia Andreevna", "surname_equal"),
        ("Кравцова Мария Андреевна", "Krawtzowa Maria Andreevna", "surname_equal"),
        ("Головач Мария", "Галавач Мария", "surname_spelt_otherwise"),
        ("Бегловкин Мария", "Беловкин Мария", "surname_alike"),
        ("Кравцова Мария", "Вишневская Мария", "surname_differs"),
        ("Кравцова Мария", "Kravtsova Mariya", "given_equal"),
        ("Кравцов Николай", "Кравцов Микола", "given_spelt_otherwise"),
        ("Кравцов Александр", "Кравцов Саша", "given_short_form"),
        ("Кравцов Каримжан", "Кравцов Карим", "given_alike"),
        ("Кравцов Николай", "Кравцов Н.", "given_initial_only"),
        ("Кравцов Хасан", "Kravtsov K.", "given_initial_only"),
        ("Кравцов Николай", "Кравцов Тимур", "given_differs"),
        ("Кравцов Николай", "Кравцов Т.", "given_differs"),
        ("Кравцов Олег Маратович", "Кравцов Олег Маратұлы", "patronymic_equal"),
        ("Кравцов Олег Николаевич", "Кравцов Олег Миколайович", "patronymic_spelt_otherwise"),
        ("Кравцов Олег Каримжанович", "Кравцов Олег Каримович", "patronymic_alike"),
        ("Кравцов Олег Маратович", "Кравцов О. М.", "patronymic_initial_only"),
        ("Кравцов Олег Маратович", "Кравцов Олег", "patronymic_one_side_only"),
        ("Кравцов Олег Маратович", "Кравцов Олег Игоревич", "patronymic_differs"),
        ("Жандос Бекет", "Жандос Бекет", "name_part_equal"),
        ("Жандос Бекет", "Zhandos Pekеt", "name_part_alike"),
        ("Жандос Бекет", "Жандос Сейіт", "name_part_differs"),
        ("Кравцова Мария", "Кравцова-Белоус Мария", "name_part_one_side_only"),
    ],
)
def test_between_two_names_it_is_found_that(one, other, expected):
    assert expected in codes(person(full=one), person(full=other))


KAZAKH_SHORT_FORMS = {
    "Гуля": "Айгүл Гүлжан Гүлмира Гүлнара",
    "Айка": "Айгүл Айгерім",
    "Ару": "Аружан",
    "Аза": "Азамат",
    "Бек": "Бекболат Бекзат",
    "Бека": "Бекболат Бекзат",
    "Бота": "Ботагөз",
    "Димаш": "Дінмұхаммед",
    "Ера": "Ерасыл",
    "Жуля": "Жұлдыз",
    "Зара": "Зарина",
    "Кама": "Камила",
    "Мұха": "Мұхаммед",
    "Нурик": "Нұрбол Нұржан Нұрлан Нұрсұлтан",
    "Пери": "Перизат",
    "Салта": "Салтанат",
    "Санжик": "Санжар",
    "Тима": "Темірлан Тимур",
}


@pytest.mark.parametrize("short", KAZAKH_SHORT_FORMS)
def test_a_kazakh_short_form_is_told_from_another_name(short):
    for whole in KAZAKH_SHORT_FORMS[short].split():
        assert "given_short_form" in codes(person("Сейітов", whole), person("Сейітов", short))
        assert "given_short_form" in codes(person("SEITOV", short), person("Сейітов", whole))


def test_every_kazakh_short_form_that_is_listed_has_an_example():
    listed = {tuple(row) for row in table("equivalents")["short"]}
    shown = Counter(full for names in KAZAKH_SHORT_FORMS.values() for full in names.split())

    of_these = [row for row in listed if row[0] in shown]
    assert {row[0]: len(row) - 1 for row in of_these} == dict(shown)
    assert not any(is_known(folds(short)[0]) for short in KAZAKH_SHORT_FORMS)


def test_an_exchange_of_surname_and_given_name_is_found():
    exchanged = codes(person("Кравцова", "Мария"), person("Мария", "Кравцова"))

    assert exchanged == {
        "surname_equal",
        "given_equal",
        "name_order_exchanged",
        "birth_date_unknown",
    }


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1994-03-11", "1994-03-11", "birth_date_equal"),
        ("1994-03-11", "1994-11-03", "birth_date_day_month_exchanged"),
        ("1994-03-11", "1994-08-11", "birth_date_one_digit"),
        ("1994-03-11", "1949-03-11", "birth_date_one_digit"),
        ("1994-03-31", "1994-04-01", "birth_date_off_by_one"),
        ("1989-03-11", "1990-03-11", "birth_date_year_off_by_one"),
        ("1994-03-11", "1994-01-01", "birth_date_year_only"),
        ("1994-03-11", "1994", "birth_date_year_only"),
        ("1994-03-11", "1994-03", "birth_date_month_and_year"),
        ("1994-03", "1994-03", "birth_date_month_and_year"),
        ("1994-03-11", "1994-04", "birth_date_differs"),
        ("1994-01-01", "1994-04", "birth_date_year_only"),
        ("1994-03-11", "1995", "birth_date_years_near"),
        ("1994-03-11", "1999", "birth_date_differs"),
        ("1994-03-11", "1987-10-28", "birth_date_differs"),
        ("1994-03-11", "", "birth_date_unknown"),
    ],
)
def test_between_two_dates_it_is_found_that(one, other, expected):
    assert expected in codes(person("Тілеу", born=one), person("Тілеу", born=other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"sex": Sex.MALE}, {"sex": Sex.MALE}, "sex_equal"),
        ({"sex": Sex.MALE}, {"sex": Sex.FEMALE}, "sex_differs"),
        ({"nationality": "RUS"}, {"nationality": "RUS"}, "nationality_equal"),
        ({"nationality": "RUS"}, {"nationality": "UKR"}, "nationality_differs"),
        ({"origin_region": "RU-TA"}, {"origin_region": "RU-TA"}, "origin_equal"),
        ({"origin_region": "RU-TA"}, {"origin_region": "RU-SAM"}, "origin_differs"),
        (
            {"document": passport("75 1204567")},
            {"document": passport("751204567")},
            "document_equal",
        ),
        ({"document": passport("751204567")}, {"document": passport("751204576")}, "document_near"),
        (
            {"document": passport("751204567")},
            {"document": passport("650998123")},
            "document_differs",
        ),
        (
            {"document": passport("751204567")},
            {"document": Document(DocumentKind.INTERNAL_PASSPORT, "4510998123")},
            "document_two_kinds",
        ),
        ({"phone": "+7 701 000 00 00"}, {"phone": "+77010000000"}, "phone_equal"),
        ({"phone": "+77010000000"}, {"phone": "+77770000001"}, "phone_differs"),
        ({"iin": "940311300123"}, {"iin": "940311300123"}, "iin_equal"),
        ({"iin": "940311300123"}, {"iin": "940311300132"}, "iin_near"),
        ({"iin": "940311300123"}, {"iin": "881230400456"}, "iin_differs"),
    ],
)
def test_between_two_facts_it_is_found_that(one, other, expected):
    assert expected in codes(person("Тілеу", **one), person("Тілеу", **other))


def test_a_known_month_weighs_more_than_the_year_alone_and_less_than_the_day():
    day, month, year = (
        evidence(SHCHERBAKOV, person("Щербаков", "Евгений", born=born)).weight_bits
        for born in ("1994-03-11", "1994-03", "1994")
    )

    assert day > month > year


def test_what_one_side_lacks_says_nothing():
    full = person(
        "Тілеу", sex=Sex.MALE, nationality="RUS", phone="+77010000000", iin="940311300123"
    )

    assert codes(full, person("Тілеу")) == {"surname_equal", "birth_date_unknown"}


@given(people, people)
def test_which_record_comes_first_does_not_matter(one, other):
    assert evidence(one, other) == evidence(other, one)


@given(people, people)
def test_the_weight_is_the_sum_of_its_reasons(one, other):
    found = evidence(one, other)

    assert found.weight_bits == sum(because.bits for because in found.reasons)
    assert found.reasons[0] == reason(ReasonCode.PRIOR)


@given(people, people)
def test_no_two_people_weigh_more_than_their_facts_and_one_name_allow(one, other):
    ready = prepare(one)
    most = at_most(ready, facts_of_plain(other.to_plain()), names=most_name_bits(ready.forms))

    assert evidence(one, other).weight_bits <= most.weight_bits + 1e-9


def test_nothing_of_the_second_name_is_read_for_the_most_that_two_may_weigh():
    facts = facts_of_plain(SHCHERBAKOV.to_plain())
    names = most_name_bits(prepare(SHCHERBAKOV).forms)

    assert facts.forms == facts.name.forms == ()
    assert at_most(prepare(SHCHERBAKOV), facts, names=names).outcome is not Outcome.NEW


@pytest.mark.parametrize(
    ("among", "bits"), [(0, -18), (250_000, -18), (1_000_000, -20), (10_000_000, -23)]
)
def test_in_a_larger_register_more_people_are_alike_by_chance(among, bits):
    a, b = prepare(SHCHERBAKOV), prepare(person("Shcherbakov", "Evgenii", born="1994-03-12"))

    assert prior(among).bits == bits
    assert compare(a, b, among=among).weight_bits == pytest.approx(
        compare(a, b).weight_bits + 20 + bits
    )


@given(st.permutations(["Щербаков", "Евгений", "Николаевич"]))
def test_the_order_of_an_undivided_name_hardly_matters(words):
    known = person(full="Щербаков Евгений Николаевич", born="1994-03-11")

    assert outcome(known, person(full=" ".join(words), born="1994-03-11")) is Outcome.LOOK


@given(people)
def test_a_record_is_never_less_like_itself_than_like_a_stranger(identity):
    stranger = person("Вишневская", "Дана", born="1912-12-30")

    assert evidence(identity, identity).weight_bits >= evidence(identity, stranger).weight_bits


def test_the_thresholds_part_three_outcomes():
    assert outcome_of(LOOK_BITS - 0.1) is Outcome.NEW
    assert outcome_of(LOOK_BITS) is Outcome.LOOK
    assert outcome_of(SAME_BITS) is Outcome.SAME


def test_reasons_and_prepared_records_name_nobody():
    ready = prepare(SHCHERBAKOV)

    assert "erbak" not in repr((ready, ready.forms, ready.name, compare(ready, ready)))
    assert "1994" not in repr(ready)


def test_every_finding_has_a_weight_and_the_names_of_all_are_different():
    weights = {code: reason(code, 12).bits for code in ReasonCode}

    assert weights[ReasonCode.SURNAME_EQUAL] >= weights[ReasonCode.SURNAME_SPELT_OTHERWISE] > 0
    assert all(bits < 0 for code, bits in weights.items() if code.value.endswith("_differs"))
    assert all(
        bits > 0 for code, bits in weights.items() if code.value.endswith(("_equal", "_near"))
    )
