"""What a difference between two spellings costs, and the rules that make it cheaper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panah.engines.matching import compare, explained, parts, prepare, spelling
from panah.engines.matching.explaining import correspondences
from panah.engines.names import endings
from tests.engines.matching.people import person

folded = st.text("abdeghiklmnoprstuvzqxwcj", max_size=12)


def findings(one, other):
    found = compare(prepare(person(full=one)), prepare(person(full=other)))
    return {reason.code.value: reason.bits for reason in found.reasons}


@given(folded, folded)
def test_what_two_spellings_cost_does_not_depend_on_their_order(one, other):
    assert spelling.cost_bits(one, other) == spelling.cost_bits(other, one)


@given(folded)
def test_one_spelling_costs_nothing(word):
    assert spelling.cost_bits(word, word) == 0


def test_letters_that_tables_confuse_cost_less_than_others():
    by_table, by_nothing = spelling.cost_bits("gromov", "hromov"), spelling.cost_bits("gr", "gb")

    assert by_table < by_nothing


def test_a_letter_at_the_start_costs_more_than_within():
    assert spelling.cost_bits("amanov", "samanov") > spelling.cost_bits("amanov", "amansov")


def test_vowels_written_as_heard_cost_less_than_each_by_itself(monkeypatch):
    cost = spelling.cost_bits("piatrov", "petrov")
    monkeypatch.setattr(spelling, "_HEARD_BITS", 99.0)

    assert cost < spelling.cost_bits("piatrov", "petrov")


def test_two_far_spellings_cost_beyond_measure():
    assert spelling.cost_bits("kravcov", "vixnevski") == float("inf")


AFFIXES = [
    ("jon", "Азиз Каримов", "Azizjon Karimov"),
    ("jon", "Маҳмуд Каримов", "Mahmudjon Karimov"),
    ("jan", "Серик Сатаев", "Серикжан Сатаев"),
    ("hon", "Сафар Каримов", "Сафархон Каримов"),
    ("han", "Аюб Бекетов", "Аюбхан Бекетов"),
    ("bek", "Асқар Сатаев", "Асқарбек Сатаев"),
    ("bai", "Токан Сатаев", "Токанбай Сатаев"),
    ("boi", "Тоҳир Саидов", "Тоҳирбой Саидов"),
    ("gul", "Лола Каримова", "Лолагул Каримова"),
    ("bonu", "Зухро Шарипова", "Зухробону Шарипова"),
    ("mirzo", "Шоди Саидов", "Шодимирзо Саидов"),
    ("xo", "Амон Саидов", "Амоншо Саидов"),
    ("kul", "Эшим Саидов", "Эшимкул Саидов"),
]


@pytest.mark.parametrize(("affix", "one", "other"), AFFIXES)
def test_a_given_name_with_an_affix_is_alike(affix, one, other, monkeypatch):
    with_it = findings(one, other)
    monkeypatch.setattr(endings, "_AFFIXES", tuple(a for a in endings._AFFIXES if a != affix))

    assert with_it["given_alike" if "given_alike" in with_it else "name_part_alike"]
    assert sum(findings(one, other).values()) < sum(with_it.values())


HOUSES = [
    ("li", "Сәбит Дулатов", "Sabit Dulatuly"),
    ("li", "Тоқтайұлы Қамбар", "Kambar Toktaev"),
    ("zoda", "Нозим Саидов", "Nozim Saidzoda"),
    ("zod", "Нозим Саидов", "Nozim Saidzod"),
    ("zade", "Нозим Саидов", "Nozim Saidzade"),
    ("li", "Керим Байрамова", "Kerim Bayramli"),
    ("lu", "Керим Байрамов", "Kerim Bayramlu"),
    ("en", "Шодмон Курбанов", "Шодмон Қурбаниён"),
    ("kizi", "Айша Дулатова", "Айша Дулатқызы"),
    ("ogli", "Эмин Наджафов", "Эмин Наджафоглы"),
]


@pytest.mark.parametrize(("ending", "one", "other"), HOUSES)
def test_one_forefather_in_two_endings_is_evidence(ending, one, other, monkeypatch):
    with_it = findings(one, other)
    monkeypatch.setattr(endings, "_HOUSES", tuple(e for e in endings._HOUSES if e != ending))

    assert sum(findings(one, other).values()) < sum(with_it.values())


def test_a_surname_without_its_ending_weighs_less_than_with_another():
    bare, other = (
        findings("Сара Дулат", "Сара Дулатова"),
        findings("Сара Дулатқызы", "Сара Дулатова"),
    )

    assert 0 < bare["surname_alike"] < other["surname_alike"]


def test_a_name_cut_off_by_the_end_of_a_line_is_alike():
    assert findings("Лола Тиллахужаева", "TILLAKHUZ LOLA")["surname_alike"] > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("Дина", "Динара"), ("Данил", "Данис"), ("Анатолий", "Наталия"), ("Арсен", "Арсений")],
)
def test_two_known_names_are_two_however_alike(one, other):
    assert "given_differs" in findings(f"Каримова {one} Маратовна", f"Каримова {other} Маратовна")


def test_a_given_name_is_not_the_father_of_another():
    assert "patronymic_equal" not in findings("Кирпич Олег Степанович", "Stepan Kirpich")


def test_a_given_name_with_the_ending_of_a_surname_is_still_known():
    assert parts.forms_of(prepare(person(full="Марина Бекет")).name)[0][0].name == "marina"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Щербаков", "Shcherbakov", ["Щ = SHCH"]),
        ("Евгений", "Yevgeniy", ["Е = YE"]),
        ("Горбунов", "Horbunov", ["Г = H"]),
        ("Жаңабеков", "Zhanabekov", ["Ж = ZH"]),
        ("Бекет", "Бекетов", ["– = ОВ"]),
        ("Тілеу", "Тілеу", []),
    ],
)
def test_letters_that_answer_to_each_other_are_told(one, other, expected):
    assert list(correspondences(one, other)) == expected


def test_reasons_with_letters_weigh_as_those_without():
    one, other = person("Щербаков", "Евгений"), person(full="YEVGENIY SHCHERBAKOV")
    told = explained(one, other)

    assert told.weight_bits == compare(prepare(one), prepare(other)).weight_bits
    assert ("Щ = SHCH",) in [reason.values for reason in told.reasons]


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_can_be_explained(one, other):
    assert explained(person(full=one), person(full=other)).reasons
