"""Invented people, one after the other: who stands outside, with whom, and what papers they have.

The same dice give the same people. Nobody here is anybody: see `tables/names.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from panah.demo.naming import Custom, Named, draw_name, draw_stem
from panah.desk.actions import Person
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

Choice = TypeVar("Choice")

ADULT = 18
OWN_PASSPORT = 14
# Where they come from, by ISO 3166-2, and how often.
ORIGINS = {
    "RU-MOW": 12, "RU-SPE": 9, "RU-SVE": 7, "RU-CHE": 7, "RU-SAM": 7, "RU-TA": 6, "RU-OMS": 6,
    "RU-NVS": 6, "RU-BA": 5, "RU-TYU": 5, "RU-ORE": 4, "RU-SAR": 4, "RU-YAR": 3, "RU-PER": 3,
    "RU-ALT": 3, "RU-MOS": 3, "RU-VGG": 2, "RU-KYA": 2, "RU-NIZ": 2, "RU-BU": 2, "RU-TOM": 1,
    "RU-KEM": 1, "RU-IRK": 1, "RU-AST": 1, "RU-UD": 1, "RU-KDA": 1,
}  # fmt: skip
CUSTOMS = {Custom.RUSSIAN: 78, Custom.VOLGA: 11, Custom.KAZAKH: 11}
AGES = {(18, 28): 62, (29, 37): 23, (38, 45): 10, (46, 63): 5}
ELSEWHERE = ("BLR", "UKR", "KGZ", "UZB", "TJK", "ARM")
RARE_NEEDS = (
    Need.SERIOUS_ILLNESS,
    Need.DISABILITY,
    Need.MENTAL_DISTRESS,
    Need.VIOLENCE,
    Need.OTHER,
)


@dataclass(frozen=True, slots=True, repr=False)
class Invented:
    """Somebody, and how their name is written in its own letters."""

    person: Person
    named: Named

    @property
    def identity(self) -> Identity:
        """Who they are."""
        return self.person.identity

    @property
    def age(self) -> int:
        """Completed years on the day of arrival."""
        born, arrived_on = self.identity.birth_date, self.identity.arrived_on
        return born.age_on(arrived_on) if born and arrived_on else ADULT

    @property
    def is_adult(self) -> bool:
        """Whether they answer for themselves."""
        return self.age >= ADULT

    def as_(self, relation: Relation, *needs: Need) -> Invented:
        """The same as part of a group."""
        told = replace(self.identity, relation=relation, needs=self.identity.needs | {*needs})
        return replace(self, person=replace(self.person, identity=told))


@dataclass(frozen=True, slots=True, repr=False)
class Home:
    """What those who come together mostly share."""

    custom: Custom
    origin: str
    nationality: str
    arrived_on: date
    language: str


def draw_home(dice: Random, *, on: date) -> Home:
    """From where, since when, and in which language."""
    custom = drawn(dice, CUSTOMS)
    spoken = {"kk": 45, "ru": 55} if custom is Custom.KAZAKH else {"ru": 96, "en": 4}
    return Home(
        custom=custom,
        origin=drawn(dice, ORIGINS),
        nationality="RUS" if dice.random() < 0.96 else dice.choice(ELSEWHERE),
        arrived_on=on - timedelta(days=drawn(dice, {0: 45, 1: 30, 2: 15, 3: 10})),
        language=drawn(dice, spoken),
    )


def draw_adult(dice: Random, home: Home, *, sex: Sex, stem: str = "") -> Invented:
    """Somebody of age."""
    youngest, oldest = drawn(dice, AGES)
    born = _birthday(dice, home.arrived_on, age=dice.randint(youngest, oldest))
    return _invent(dice, home, sex=sex, born=born, stem=stem)


def draw_child(dice: Random, home: Home, *, stem: str, oldest: int, father: str = "") -> Invented:
    """Somebody's child, at most that many years old."""
    born = _birthday(dice, home.arrived_on, age=dice.randint(0, oldest))
    sex = dice.choice((Sex.FEMALE, Sex.MALE))
    child = _invent(dice, home, sex=sex, born=born, stem=stem, father=father)
    return child.as_(Relation.CHILD)


def draw_sex(dice: Random, *, men: float = 0.84) -> Sex:
    """Mostly men."""
    return Sex.MALE if dice.random() < men else Sex.FEMALE


def draw_family_stem(dice: Random, home: Home) -> str:
    """The name that a family shares."""
    return draw_stem(dice, home.custom)


def drawn(dice: Random, weights: dict[Choice, int]) -> Choice:
    """One of them, as often as its weight says."""
    return dice.choices(list(weights), weights=list(weights.values()))[0]


def draw_document(dice: Random, kind: DocumentKind) -> Document:
    """A document with a number such as its kind has."""
    if kind in (DocumentKind.NONE, DocumentKind.OTHER):
        return Document(kind)
    digits = 10 if kind is DocumentKind.INTERNAL_PASSPORT else 9
    number = "".join(str(dice.randrange(10)) for _ in range(digits))
    if kind is DocumentKind.BIRTH_CERTIFICATE:
        return Document(kind, f"IAG{number[:6]}", "RUS")
    return Document(kind, number, "RUS")


def _invent(
    dice: Random, home: Home, *, sex: Sex, born: date, stem: str, father: str = ""
) -> Invented:
    named = draw_name(dice, sex=sex, custom=home.custom, stem=stem, father=father)
    age = PartialDate.of(born).age_on(home.arrived_on)
    document = draw_document(dice, _kind(dice, age=age))
    identity = Identity(
        name=_written(dice, named, document.kind),
        sex=sex,
        birth_date=PartialDate.of(born),
        nationality=home.nationality,
        origin_region=home.origin if home.nationality == "RUS" else "",
        document=document,
        phone=_phone(dice) if age >= OWN_PASSPORT else "",
        language=home.language,
        arrived_on=home.arrived_on,
        needs=_needs(dice, document.kind),
    )
    withheld = age >= ADULT and dice.random() < 0.06
    return Invented(Person(identity, withheld=withheld), named)


def _kind(dice: Random, *, age: int) -> DocumentKind:
    if age < OWN_PASSPORT:
        return drawn(dice, {DocumentKind.BIRTH_CERTIFICATE: 70, DocumentKind.PASSPORT: 30})
    return drawn(
        dice,
        {
            DocumentKind.INTERNAL_PASSPORT: 64,
            DocumentKind.PASSPORT: 31,
            DocumentKind.NONE: 3,
            DocumentKind.OTHER: 2,
        },
    )


def _written(dice: Random, named: Named, kind: DocumentKind) -> WrittenName:
    if kind is not DocumentKind.PASSPORT:
        in_russian = named.custom is Custom.KAZAKH and dice.random() < 0.4
        return named.in_russian() if in_russian else named.in_cyrillic()
    latin = named.in_latin(dice.choice(named.tables()))
    if dice.random() < 0.4:
        return latin
    return replace(latin, family=named.family, given=named.given, patronymic=named.patronymic)


def _needs(dice: Random, kind: DocumentKind) -> frozenset[Need]:
    needs = {Need.NO_DOCUMENTS} if kind is DocumentKind.NONE else set()
    if dice.random() < 0.03:
        needs.add(dice.choice(RARE_NEEDS))
    return frozenset(needs)


def _phone(dice: Random) -> str:
    # No area code begins with 000: these numbers ring nowhere.
    return f"+7000{dice.randrange(10**7):07}" if dice.random() < 0.45 else ""


def _birthday(dice: Random, today: date, *, age: int) -> date:
    return today - timedelta(days=round(age * 365.25) + dice.randrange(364) + 1)
