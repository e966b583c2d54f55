"""Invented people whose names stand in no other text, in three scripts, the same for each seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from panah.engines.documents import Fields, Format, write_zone
from panah.engines.identity import PartialDate, Sex, WrittenName
from panah.engines.names import canonical

SYLLABLES = {
    "cyrillic": ("щцфхжчшзг", "эюыёя"),
    "kazakh": ("қғңһжшб", "әөұүі"),
    "latin": ("qxzwvjk", "ayuo"),
}


@dataclass(frozen=True, slots=True)
class Planted:
    """Somebody who is registered so that traces of their name can be looked for."""

    number: int
    script: str
    name: WrittenName
    born: date

    @property
    def written(self) -> list[str]:
        """Every part of the name, as it is typed."""
        name = self.name
        parts = (name.family, name.given, name.patronymic, name.family_latin, name.given_latin)
        return [part for part in parts if part]

    @property
    def needles(self) -> list[str]:
        """What no file may hold: the name as typed, and as it is compared."""
        forms = [token for form in canonical(self.name).forms for token in form]
        return self.written + [token.fold for token in forms]

    @property
    def has_passport(self) -> bool:
        """Whether the name is known in Latin letters."""
        return self.script == "latin" or bool(self.name.family_latin)

    def zone(self) -> str:
        """The lines of a passport with the Latin name."""
        name = self.name
        fields = Fields(
            surname=(name.family_latin or name.family).upper(),
            given_names=(name.given_latin or name.given).upper(),
            document_code="P",
            document_number=f"{75_000_0000 + self.number}",
            issuer="RUS",
            nationality="RUS",
            birth_date=PartialDate.of(self.born),
            sex=Sex.MALE,
            expiry_date=PartialDate.parse("2029-06-09"),
        )
        return "\n".join(write_zone(Format.TD3, fields))


def people(count: int, *, seed: int = 1) -> list[Planted]:
    """So many people: Cyrillic, Kazakh and Latin in turn, every second with both scripts."""
    drawn = random.Random(seed)
    scripts = list(SYLLABLES)
    return [_somebody(drawn, number, scripts[number % 3]) for number in range(count)]


def _somebody(drawn: random.Random, number: int, script: str) -> Planted:
    is_latin = script == "latin"
    both = not is_latin and number % 2 == 0
    name = WrittenName(
        family=_word(drawn, script),
        given=_word(drawn, script),
        patronymic="" if is_latin else _word(drawn, script),
        family_latin=_word(drawn, "latin") if both else "",
        given_latin=_word(drawn, "latin") if both else "",
    )
    return Planted(number, script, name, date(1950, 1, 1) + timedelta(days=drawn.randrange(19000)))


def _word(drawn: random.Random, script: str) -> str:
    consonants, vowels = SYLLABLES[script]
    word = "".join(drawn.choice(consonants) + drawn.choice(vowels) for _ in range(4))
    return word.capitalize()
