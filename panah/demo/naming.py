"""Names for invented people, in the letters and tables of those who may come to this centre."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from panah.engines.documents import Table, transliterate
from panah.engines.identity import Sex, WrittenName

TABLES = Path(__file__).parent / "tables"
LATIN_TABLES = (Table.RUSSIAN_ICAO, Table.RUSSIAN_2010, Table.RUSSIAN_1997)
# How a clerk with a Russian keyboard, or a Russian passport, writes Kazakh letters.
RUSSIAN_FOR_KAZAKH = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
_FOR_WOMEN = {"ский": "ская", "цкий": "цкая", "ов": "ова", "ев": "ева", "ёв": "ёва", "ин": "ина"}
_PATRONYMICS = {
    "Георгий": ("Георгиевич", "Георгиевна"),
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Илья": ("Ильич", "Ильинична"),
    "Лев": ("Львович", "Львовна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Никита": ("Никитич", "Никитична"),
    "Павел": ("Павлович", "Павловна"),
    "Пётр": ("Петрович", "Петровна"),
    "Ярослав": ("Ярославич", "Ярославна"),
}


class Custom(StrEnum):
    """Whose way of naming it is; it decides letters and patronymics, and is never recorded."""

    RUSSIAN = "russian"
    KAZAKH = "kazakh"
    VOLGA = "volga"


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """A name in its own letters."""

    family: str
    given: str
    patronymic: str
    custom: Custom

    def in_cyrillic(self) -> WrittenName:
        """As it stands in a birth certificate."""
        return WrittenName(self.family, self.given, self.patronymic)

    def in_latin(self, table: Table) -> WrittenName:
        """As it stands in a passport for travelling, by one of the tables; no patronymic there."""
        return WrittenName(
            family_latin=transliterate(self.family, table),
            given_latin=transliterate(self.given, table),
        )

    def in_russian(self) -> WrittenName:
        """With Russian letters where Kazakh has its own."""
        parts = (self.family, self.given, self.patronymic)
        return WrittenName(*(part.translate(RUSSIAN_FOR_KAZAKH) for part in parts))

    def tables(self) -> tuple[Table, ...]:
        """By which tables a passport may have written it."""
        return (Table.KAZAKH,) if self.custom is Custom.KAZAKH else LATIN_TABLES


def draw_name(dice: Random, *, sex: Sex, custom: Custom, stem: str = "", father: str = "") -> Named:
    """Draw a name.

    Args:
        stem: the family's name as its men bear it, for those who share one; drawn when left out.
        father: what the father is called; drawn when left out.
    """
    names, women = _names(), sex is Sex.FEMALE
    given = dice.choice(names[f"{custom}_women" if women else f"{custom}_men"])
    father = father or dice.choice(names[f"{custom}_men"])
    patronymic = "" if custom is Custom.KAZAKH else patronymic_of(father, sex)
    return Named(_for(sex, stem or draw_stem(dice, custom)), given, patronymic, custom)


def draw_stem(dice: Random, custom: Custom) -> str:
    """Draw a family's name."""
    return str(dice.choice(_names()[f"{custom}_stems"]))


def patronymic_of(father: str, sex: Sex) -> str:
    """What the children of a man of that name are called after him, in Russian."""
    son, daughter = _PATRONYMICS.get(father) or _by_rule(father)
    return daughter if sex is Sex.FEMALE else son


def _by_rule(father: str) -> tuple[str, str]:
    if father.endswith("ий"):
        return father[:-2] + "ьевич", father[:-2] + "ьевна"
    if father.endswith(("й", "ь")):
        return father[:-1] + "евич", father[:-1] + "евна"
    return father + "ович", father + "овна"


def _for(sex: Sex, family: str) -> str:
    if sex is Sex.FEMALE:
        for man, woman in _FOR_WOMEN.items():
            if family.endswith(man):
                return family.removesuffix(man) + woman
    return family


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads((TABLES / "names.toml").read_text(encoding="utf-8"))
