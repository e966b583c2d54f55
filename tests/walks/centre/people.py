"""Invented people in several scripts and spellings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from panah.desk.actions import Listed
from panah.engines.identity import (
    Document,
    DocumentKind,
    Identity,
    Need,
    PartialDate,
    Relation,
    Sex,
    WrittenName,
)

FAMILIES = (
    ("Яблоков", "Яблокова"),
    ("Тихонравов", "Тихонравова"),
    ("Сагадиев", "Сагадиева"),
    ("Бадмажапов", "Бадмажапова"),
    ("Хасанзянов", "Хасанзянова"),
    ("Ондар", "Ондар"),
    ("Черемисин", "Черемисина"),
    ("Магомедрасулов", "Магомедрасулова"),
    ("Өтегенов", "Өтегенова"),
    ("Лепестков", "Лепесткова"),
    ("Рахматшоев", "Рахматшоева"),
    ("Гречко", "Гречко"),
)
MEN = ("Алексей", "Тимур", "Ерлан", "Баир", "Руслан", "Юлиан", "Мерген", "Илья", "Фарход", "Остап")
WOMEN = ("Мария", "Әсем", "Дарима", "Гүлнар", "Лейла", "Чодураа", "Ульяна", "Нигора", "Вера", "Зоя")


def someone(family: str, given: str, **more: object) -> Identity:
    """An invented person with a passport; `born` and `number` may be said."""
    born, number = more.pop("born", "1994-11-02"), more.pop("number", "751204567")
    values: dict[str, object] = {
        "sex": Sex.MALE,
        "nationality": "RUS",
        "origin_region": "RU-SAM",
        "document": Document(DocumentKind.PASSPORT, str(number), "RUS") if number else Document(),
        "language": "ru",
        "arrived_on": date(2022, 10, 6),
    }
    name = WrittenName(family=family, given=given, patronymic=str(more.pop("patronymic", "")))
    if family.isascii():
        name = WrittenName(family_latin=family, given_latin=given)
    return Identity(
        name=name,
        birth_date=PartialDate.parse(str(born)),
        **(values | more),  # type: ignore[arg-type]
    )


def a_crowd(day: date, groups: int) -> Iterator[Listed]:
    """Groups of one to four, the same for the same day; no two of them alike."""
    for place in range(groups):
        number = day.toordinal() * 97 + place
        for member in range(1 + (place * 7 + day.day) % 4):
            yield Listed(
                reference=f"{day}-{place}-{member}",
                group=f"{day}-{place}",
                identity=_one_of_many(number * 5 + member),
            )


def _one_of_many(number: int) -> Identity:
    is_woman = bool(number % 2)
    family = FAMILIES[number // 3 % len(FAMILIES)][is_woman]
    given = (WOMEN if is_woman else MEN)[number // 11 % 10]
    born = date(1950, 1, 1) + timedelta(days=number * 7919 % 24_000)
    return someone(
        family,
        given,
        born=born.isoformat(),
        number=f"{70_0000000 + number * 6151 % 9_999_999}",
        sex=Sex.FEMALE if is_woman else Sex.MALE,
    )


ALIKE = (
    (
        someone("TCVETKOV", "IULIAN", born="1995-11-03", number="752113408", origin_region="RU-TA"),
        someone("TSVETKOV", "YULIAN", born="1995-03-11", number="", origin_region="RU-TA"),
    ),
    (
        someone("Тұрлыбеков", "Нұржан", born="1989-06-21", number="753900112"),
        someone("Турлыбеков", "Нуржан", born="1989-06-12", number=""),
    ),
    (
        someone("Ондар", "Чодураа", born="2001-01-30", number="750005512", sex=Sex.FEMALE),
        someone("Ондар", "Чодура", born="2001-01-30", number="", sex=Sex.FEMALE),
    ),
    (
        someone("Бадмажапова", "Дарима", born="1978-05-09", number="751115509", sex=Sex.FEMALE),
        someone("Бадмажапова", "Дарима", born="1978-05-09", number="", sex=Sex.FEMALE),
    ),
    (
        someone("Рахматшоев", "Фарход", born="1990-02-17", number="754448813"),
        someone("Рахматшоев", "Фарход", born="1990-02-17", number=""),
    ),
)
"""Two records each that may be of one person: the first from yesterday, the second from today."""

FAMILY = (
    someone("Лепестков", "Остап", born="1991-04-12", number="757710043", relation=Relation.FIRST),
    someone(
        "Лепесткова",
        "Вера",
        born="1993-08-25",
        number="757710044",
        sex=Sex.FEMALE,
        relation=Relation.PARTNER,
        needs=frozenset({Need.PREGNANT_OR_NURSING}),
    ),
)
