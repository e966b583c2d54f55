"""Which known name a spelling is of."""

import pytest

from panah.engines.identity import WrittenName
from panah.engines.names import Role, canonical, is_known, kin_of, name_of, rarity
from panah.engines.names.kin import _EQUIVALENTS
from panah.engines.names.letters import folds, skeleton


def name(written):
    (folded,) = folds(written)
    return name_of(folded, skeleton(folded))


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Ihor", "Игорь"),
        ("Yahor", "Георгий"),
        ("Serhii", "Сергей"),
        ("Сяргей", "Сергей"),
        ("Oleksandr", "Александр"),
        ("Aliaksandr", "Александр"),
        ("Kostiantyn", "Константин"),
        ("Natali", "Наталья"),
        ("Pavlo", "Павел"),
        ("Болот", "Булат"),
        ("Józef", "Иосиф"),
    ],
)
def test_a_spelling_is_one_of_the_known_name(written, known):
    assert name(written) == name(known) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anatolii", "Nataliia"), ("Izzat", "Azat"), ("Irina", "Yurin"), ("Arsen", "Arsenii")],
)
def test_names_with_the_same_consonants_stay_apart(one, other):
    assert name(one) != name(other)


def test_a_name_of_nobody_is_not_known():
    assert name("Кшштрвк") == ""
    assert not is_known("kxtrvk")


@pytest.mark.parametrize("row", _EQUIVALENTS["national"], ids=lambda row: row[0])
def test_all_forms_in_a_row_of_the_table_are_one_name(row):
    assert len({name(form) for form in row}) == 1


def test_a_common_name_is_common_in_each_of_its_languages():
    assert rarity(name("Микола"), Role.GIVEN) == rarity(name("Николай"), Role.GIVEN) < 7


def test_what_is_common_in_kazakhstan_is_not_taken_for_rare():
    assert rarity(name("Ерлан"), Role.GIVEN) < rarity(name("Мстислав"), Role.GIVEN)


@pytest.mark.parametrize(
    ("full", "words"),
    [
        ("Бекетов Николай (хоккейші)", 2),
        ("Иванова (Петрова) Анна", 3),
        ("Каримов (1948) Олим", 2),
    ],
)
def test_a_remark_in_brackets_is_not_a_name_and_a_name_is(full, words):
    (form,) = canonical(WrittenName(full=full)).forms

    assert len(form) == words


def test_kin_is_told_by_consonants_where_spelling_is_lost():
    assert kin_of(skeleton("mikola")) == kin_of(skeleton("nikolai"))
