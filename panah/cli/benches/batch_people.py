"""Invented people for `panah bench batch`, some of them registered twice, differently.

The damage, drawn for each second record:

- half are written in the other script: Latin letters by one of four tables that documents follow,
  and no patronymic; three in ten are written again by another hand (one letter left out, doubled,
  exchanged with its neighbour or replaced; or no patronymic); the others have the same name;
- the birth date is exact for 55%, 1 January for 15%, with day and month exchanged for 10%, a
  year off for 8%, a day off for 7%, unknown for 5%;
- sex is left out for 2% of all records.

First records are written in Cyrillic; three in ten have the Latin columns as well.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

COLUMNS = (
    "client_id",
    "family_name",
    "given_names",
    "patronymic",
    "family_name_latin",
    "given_names_latin",
    "sex",
    "birth_date",
)
TWICE = 0.2
"""Share of the rows that are somebody's second record."""

_SYLLABLES = (
    "ба бе бо бу ва ве ви га го гу да де до жа жи за зе зо ка ке ки ко ку ла ле ли ло лу ма ме ми "
    "мо му на не ни но ну па пе по ра ре ро ру са се си со су та те ти то ту фе ха хо ца че чу ша "
    "ше шу ща щу ю ё я бай тас кер дан мир жан сар нур тем бол ахм рус гер вол дор стр гри кле"
)
_ENDINGS = {
    "slavic": ("ов", "ев", "ин", "ский", "енко", "ук", "ич"),
    "turkic": ("ов", "ев", "баев", "бек", "улы", "қалиев", ""),
}
_GIVEN = {
    ("slavic", "M"): "Александр Сергей Дмитрий Андрей Алексей Максим Евгений Иван Михаил Артём "
    "Николай Владимир Юрий Павел Роман Игорь Олег Виктор Кирилл Константин Григорий Фёдор",
    ("slavic", "F"): "Елена Татьяна Наталья Ольга Анна Ирина Мария Светлана Юлия Екатерина Дарья "
    "Анастасия Ксения Людмила Галина Вера Надежда Алёна София Полина Оксана Яна",
    ("turkic", "M"): "Нұрлан Ерлан Асқар Серік Бауыржан Данияр Қайрат Ержан Тимур Руслан Азамат "
    "Марат Ғалым Дәурен Әлихан Шыңғыс Рустам Бахтияр Жасұлан Улан",
    (
        "turkic",
        "F",
    ): "Айгүл Гүлнара Динара Әсел Жанна Сәуле Алия Мадина Зарина Камила Айжан Ботагөз "
    "Қарлығаш Шолпан Назгүл Дильноза Фарида Лейла Жұлдыз Өрім",
}
_PLAIN = dict(zip("абвгдезиклмнопрстуфыэ", "abvgdeziklmnoprstufye", strict=True)) | {
    "ъ": "",
    "ь": "",
    "ё": "e",
    "ж": "zh",
    "й": "i",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "iu",
    "я": "ia",
    "ә": "a",
    "ғ": "g",
    "қ": "k",
    "ң": "n",
    "ө": "o",
    "ұ": "u",
    "ү": "u",
    "һ": "h",
    "і": "i",
}
TABLES = (
    _PLAIN,
    _PLAIN | {"й": "y", "ю": "yu", "я": "ya", "ё": "yo", "ғ": "gh", "қ": "q"},
    _PLAIN | {"ж": "j", "ч": "tch", "ш": "ch", "щ": "chtch", "у": "ou", "ю": "iou", "ё": "io"},
    _PLAIN | {"х": "h", "ц": "c", "ж": "j", "ю": "ju", "я": "ja", "й": "j", "щ": "sch"},
)
"""As passports wrote and write: by ICAO, by English, by French, by German habit."""


@dataclass(frozen=True, slots=True)
class Person:
    """One record as it is written to the list."""

    family: str
    given: str
    patronymic: str
    family_latin: str
    given_latin: str
    sex: str
    born: str

    @property
    def script(self) -> str:
        """Which scripts the record is in."""
        return ("C" if self.family else "") + ("L" if self.family_latin else "")


class _Drawn:
    """Common names are drawn often, rare ones seldom, after Zipf and Mandelbrot."""

    def __init__(self, draw: random.Random, names: list[str], *, flat: int) -> None:
        self._draw, self._names = draw, names
        self._weights = list(accumulate(1 / (rank + flat) for rank in range(len(names))))

    def one(self) -> str:
        return self._draw.choices(self._names, cum_weights=self._weights)[0]


class Population:
    """Draws people, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - invented people, repeatable
        self._given = {
            kind: _Drawn(self._draw, names.split(), flat=3) for kind, names in _GIVEN.items()
        }
        self._families = {
            folk: _Drawn(self._draw, self._surnames(folk), flat=30) for folk in _ENDINGS
        }

    def _surnames(self, folk: str) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < 60_000:
            root = "".join(self._draw.choices(_SYLLABLES.split(), k=self._draw.choice((2, 2, 3))))
            found[(root + self._draw.choice(_ENDINGS[folk])).capitalize()] = None
        return list(found)

    def somebody(self) -> Person:
        """A first record."""
        draw = self._draw
        folk, sex = draw.choice(("slavic", "turkic")), draw.choice("MF")
        family = _of(self._families[folk].one(), sex)
        given = self._given[folk, sex].one()
        father = _patronymic(self._given[folk, "M"].one(), folk, sex)
        latin = draw.random() < 0.3
        table = draw.choice(TABLES)
        return Person(
            family=family,
            given=given,
            patronymic=father if draw.random() < 0.9 else "",
            family_latin=in_latin(family, table) if latin else "",
            given_latin=in_latin(given, table) if latin else "",
            sex=sex if draw.random() < 0.98 else "",
            born=(date(1945, 1, 1) + timedelta(days=draw.randrange(365 * 75))).isoformat(),
        )

    def again(self, person: Person) -> Person:
        """A second record of the same person."""
        hand = self._draw.random()
        if hand < 0.5:
            person = self._other_script(person)
        elif hand < 0.8:
            person = self._another_hand(person)
        sex = person.sex if self._draw.random() < 0.98 else ""
        return replace(person, sex=sex, born=self._date_again(person.born))

    def _other_script(self, person: Person) -> Person:
        table = self._draw.choice(TABLES)
        return replace(
            person,
            family="",
            given="",
            patronymic="",
            family_latin=in_latin(person.family, table).upper(),
            given_latin=in_latin(person.given, table).upper(),
        )

    def _another_hand(self, person: Person) -> Person:
        person = replace(person, family_latin="", given_latin="")
        which = self._draw.random()
        if which < 0.4:
            return replace(person, family=self._slip(person.family))
        if which < 0.6:
            return replace(person, given=self._slip(person.given))
        return replace(person, patronymic="")

    def _slip(self, word: str) -> str:
        at = self._draw.randrange(1, len(word) - 1) if len(word) > 2 else 0
        kind = self._draw.randrange(4)
        if kind == 0:
            return word[:at] + word[at + 1 :]
        if kind == 1:
            return word[:at] + word[at] + word[at:]
        if kind == 2:
            return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        return word[:at] + self._draw.choice("аеиоурнстл") + word[at + 1 :]

    def _date_again(self, born: str) -> str:
        draw, day = self._draw, date.fromisoformat(born)
        kind = draw.random()
        if kind < 0.55:
            return born
        if kind < 0.70:
            return f"{day.year}-01-01"
        if kind < 0.80:
            return f"{day.year}-{day.day:02}-{day.month:02}" if day.day <= 12 else born
        if kind < 0.88:
            year = day.year + draw.choice((-1, 1))
            return f"{year}{born[4:]}" if born[5:] != "02-29" else f"{year}-02-28"
        if kind < 0.95:
            return (day + timedelta(days=draw.choice((-1, 1)))).isoformat()
        return ""


def write_people(path: Path, truth: Path, *, size: int, seed: int) -> None:
    """Write a list of so many rows, and beside it who is who and in which script."""
    rows = list(_rows(Population(seed), size))
    random.Random(seed).shuffle(rows)  # noqa: S311 - repeatable
    with (
        path.open("w", encoding="utf-8", newline="") as listed,
        truth.open("w", encoding="utf-8", newline="") as known,
    ):
        rows_to, truth_to = csv.writer(listed), csv.writer(known)
        rows_to.writerow(COLUMNS)
        truth_to.writerow(("client_id", "person", "script"))
        for number, (who, row) in enumerate(rows):
            rows_to.writerow(
                (
                    number,
                    row.family,
                    row.given,
                    row.patronymic,
                    row.family_latin,
                    row.given_latin,
                    row.sex,
                    row.born,
                )
            )
            truth_to.writerow((number, who, row.script))


def _rows(population: Population, size: int) -> Iterator[tuple[int, Person]]:
    twice = int(size * TWICE)
    for who in range(size - twice):
        person = population.somebody()
        yield who, person
        if who < twice:
            yield who, population.again(person)


def in_latin(word: str, table: dict[str, str]) -> str:
    """A word by one table, letter by letter."""
    return "".join(table.get(letter, letter) for letter in word.lower()).capitalize()


def _of(family: str, sex: str) -> str:
    if sex == "M":
        return family
    if family.endswith(("ов", "ев", "ин")):
        return family + "а"
    return family[:-2] + "ая" if family.endswith("ский") else family


def _patronymic(father: str, folk: str, sex: str) -> str:
    if folk == "turkic":
        return father + ("ұлы" if sex == "M" else "қызы")
    if father.endswith(("й", "ь")):
        father = father[:-1]
        return father + ("евич" if sex == "M" else "евна")
    return father + ("ович" if sex == "M" else "овна")
