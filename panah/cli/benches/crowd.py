"""An invented crowd: names as common and as rare as real ones, relatives, and who comes again.

Common surnames are invented to the consonants of the table of frequencies, so that they are as
common here as the table says; the others from syllables. Anybody can be invented again.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import accumulate

from stdnum.iso7064 import mod_37_36

from panah.cli.benches.crowd_names import (
    BASED_ON,
    BEGINNINGS,
    ENDINGS,
    FATHERS,
    FEMALE,
    LATIN,
    LETTERS,
    MALE,
    REGIONS,
    SYLLABLES,
    TURKIC_FEMALE,
    TURKIC_MALE,
    VOWELS,
)
from panah.cli.benches.damage import damaged
from panah.engines.identity import (
    NUMBER_ALPHABET,
    Identity,
    IndividualNumber,
    PartialDate,
    Sex,
    WrittenName,
)
from panah.engines.names.tables import table

AT_A_TIME = 1000
YEAR_ALONE = 0.03
"""How many of the registered have 1 January for a birth date."""

STRANGER = "stranger"
SHARES = {STRANGER: 0.8, "spouse": 0.07, "child": 0.069, "father": 0.06, "twin": 0.001}
"""Of a thousand new arrivals, one is the twin of somebody who came earlier, and not with them.

Those who come together are one group, and never each other's duplicates.
"""

_MIDDLE_YEAR, _SPREAD_YEARS = 1992, 10
_TURKIC, _TURKIC_TOGETHER = 0.22, 0.8


@dataclass(frozen=True, slots=True, repr=False)
class Arrival:
    """Somebody at a desk, and the number under which they are known already, if they are."""

    identity: Identity
    known_as: IndividualNumber | None
    kind: str


def people(seed: int, chunk: int) -> list[tuple[IndividualNumber, Identity]]:
    """A thousand people with their numbers; the same for the same seed and chunk."""
    draw = _drawing(f"{seed}/{chunk}")
    first = chunk * AT_A_TIME
    return [(number_at(first + place), invent(draw)) for place in range(AT_A_TIME)]


def invent(draw: random.Random) -> Identity:
    """Somebody of the crowd, as a clerk writes them from a document in Cyrillic."""
    turkic = draw.random() < _TURKIC
    sex = Sex.MALE if draw.random() < 0.65 else Sex.FEMALE
    name = WrittenName(
        family=_for(sex, _surname(draw, turkic=turkic)),
        given=_given(draw, sex, turkic=turkic),
        patronymic=_patronymic(draw, sex, turkic=turkic),
    )
    nationality = "RUS" if draw.random() < 0.9 else draw.choice(("KAZ", "UKR", "BLR", "UZB"))
    return Identity(name, sex, _born(draw), nationality, _region(draw))


def arrivals(seed: int, size: int, *, each: int) -> list[Arrival]:
    """Who comes to the desks: new people, relatives of the registered, and the registered again."""
    draw = _drawing(f"{seed}/arrivals")
    found: list[Arrival] = []
    for place in range(each):
        number, known = _one_of(draw, seed, size)
        found.append(_again(known, number, draw))
        found.append(Arrival(invent(draw), None, STRANGER))
        if place % 8 == 0:
            found += [_relative(kind, draw, seed, size) for kind in _RELATIVES]
    return found


def _relative(kind: str, draw: random.Random, seed: int, size: int) -> Arrival:
    _, registered = _one_of(draw, seed, size)
    return Arrival(_RELATIVES[kind](registered, draw), None, kind)


def _again(known: Identity, number: IndividualNumber, draw: random.Random) -> Arrival:
    """The same person from a document in Latin letters, the birth date as it may come back."""
    table_of_letters = draw.choices(LATIN, (6, 3, 1))[0]
    family, given = (
        _in_latin(text, table_of_letters) for text in (known.name.family, known.name.given)
    )
    if draw.random() < 0.5:
        name = WrittenName(family=family, given=given)
    else:
        name = WrittenName(full=" ".join(draw.sample((family, given), 2)))
    assert known.birth_date is not None
    born = known.birth_date
    comes_back, damage = damaged(date(born.year, born.month, born.day), draw)
    region = known.origin_region if draw.random() < 0.85 else _region(draw)
    again = replace(known, name=name, birth_date=comes_back, origin_region=region)
    return Arrival(again, number, damage.value)


def _twin(of: Identity, draw: random.Random) -> Identity:
    given = of.name.given
    while given == of.name.given:
        given = _given(draw, of.sex, turkic=False)
    return replace(of, name=replace(of.name, given=given))


def _spouse(of: Identity, draw: random.Random) -> Identity:
    sex = Sex.FEMALE if of.sex is Sex.MALE else Sex.MALE
    name = WrittenName(
        family=_for(sex, _of_a_man(of)),
        given=_given(draw, sex, turkic=False),
        patronymic=_patronymic(draw, sex, turkic=False),
    )
    return replace(of, name=name, sex=sex, birth_date=_born(draw))


def _child(of: Identity, draw: random.Random) -> Identity:
    other = invent(draw)
    return replace(
        other,
        name=replace(other.name, family=_for(other.sex, _of_a_man(of))),
        birth_date=PartialDate.of(date(2008, 1, 1) + timedelta(draw.randrange(5000))),
        origin_region=of.origin_region,
    )


def _father(of: Identity, draw: random.Random) -> Identity:
    """A father who bears his son's given name, as it happens."""
    older = PartialDate.of(date(1955, 1, 1) + timedelta(draw.randrange(5000)))
    given = of.name.given if of.sex is Sex.MALE else _given(draw, Sex.MALE, turkic=False)
    name = WrittenName(_of_a_man(of), given, _patronymic(draw, Sex.MALE, turkic=False))
    return replace(of, name=name, sex=Sex.MALE, birth_date=older)


_RELATIVES = {"twin": _twin, "spouse": _spouse, "child": _child, "father": _father}


def _one_of(draw: random.Random, seed: int, size: int) -> tuple[IndividualNumber, Identity]:
    place = draw.randrange(size)
    return _chunk(seed, place // AT_A_TIME)[place % AT_A_TIME]


@lru_cache(maxsize=100)  # in ten million nearly everybody is of another chunk
def _chunk(seed: int, chunk: int) -> list[tuple[IndividualNumber, Identity]]:
    return people(seed, chunk)


def _drawing(what: str) -> random.Random:
    return random.Random(what)  # noqa: S311 - invented people, the same in every run


def number_at(place: int) -> IndividualNumber:
    """A number that looks drawn and is told by the place in the crowd."""
    for step in range(100):
        mixed = (place * 0x9E3779B1 + step * 0x85EBCA77 + 0x3C6EF372) % (1 << 40)
        body = "".join(NUMBER_ALPHABET[mixed >> 5 * at & 31] for at in range(8))
        check = mod_37_36.calc_check_digit(body)
        if check in NUMBER_ALPHABET:
            return IndividualNumber(body + check)
    raise AssertionError("no number has a check character")


def _born(draw: random.Random) -> PartialDate:
    year = min(2018, max(1935, round(draw.gauss(_MIDDLE_YEAR, _SPREAD_YEARS))))
    if draw.random() < YEAR_ALONE:
        return PartialDate(year, 1, 1)
    return PartialDate.of(date(year, 1, 1) + timedelta(draw.randrange(365)))


def _surname(draw: random.Random, *, turkic: bool) -> str:
    if turkic:
        return _of_syllables(draw) + draw.choice(("баев", "беков", "ов", "ев"))
    bodies, weights = _common_surnames()
    body = draw.choices(bodies, cum_weights=weights)[0]
    if not body:
        return _of_syllables(draw) + draw.choice(("ов", "ев", "ин", "енко", "ский", "ук"))
    # Several surnames have the consonants of one entry; they share what the entry counts.
    return _spelt(body, draw.choices("abc", (6, 3, 1))[0])


@cache
def _spelt(body: str, variant: str) -> str:
    return _with_vowels(body, _drawing(body + variant)).capitalize()


@cache
def _common_surnames() -> tuple[list[str], list[float]]:
    classes = {int(bits): sounds.split() for bits, sounds in _listed() if bits.isdigit()}
    bodies = [sound for sounds in classes.values() for sound in sounds]
    weights = [2.0**-bits for bits, sounds in classes.items() for _ in sounds]
    return [*bodies, ""], list(accumulate([*weights, max(0.0, 1 - sum(weights))]))


def _listed() -> Sequence[tuple[str, str]]:
    return [
        (bits, sounds)
        for bits, sounds in table("frequencies")["surname"].items()
        if isinstance(sounds, str)
    ]


def _with_vowels(body: str, which: random.Random) -> str:
    text = which.choice(("", "", "", "а", "о", "е")) if len(body) < 4 else ""
    for end, ending in BASED_ON.items():
        if body.endswith(end) and len(body) > len(end) + 1:
            start = body[: -len(end)]
            return (
                text
                + "".join(
                    which.choice(LETTERS[letter]) + which.choice(VOWELS) for letter in start[:-1]
                )
                + which.choice(LETTERS[start[-1]])
                + ending
            )
    return text + "".join(which.choice(LETTERS[letter]) + which.choice(VOWELS) for letter in body)


def _of_syllables(draw: random.Random) -> str:
    # Smaller numbers are drawn more often: some of the rare are less rare than others.
    count = len(SYLLABLES)
    places = [int(count * draw.random() ** 1.5) for _ in range(draw.choice((2, 3, 3)))]
    return "".join(SYLLABLES[place] for place in places).capitalize()


def _for(sex: Sex, surname: str) -> str:
    if sex is not Sex.FEMALE:
        return surname
    if surname.endswith("ский"):
        return surname[:-2] + "ая"
    return surname + "а" if surname.endswith(("ов", "ев", "ин")) else surname


def _of_a_man(of: Identity) -> str:
    family = of.name.family
    if family.endswith("ская"):
        return family[:-2] + "ий"
    return family[:-1] if family.endswith(("ова", "ева", "ина")) else family


def _given(draw: random.Random, sex: Sex, *, turkic: bool) -> str:
    if turkic and draw.random() < _TURKIC_TOGETHER:
        return draw.choice(BEGINNINGS) + draw.choice(ENDINGS)
    if turkic:
        return _of_a_list(draw, TURKIC_FEMALE if sex is Sex.FEMALE else TURKIC_MALE)
    return _of_a_list(draw, FEMALE if sex is Sex.FEMALE else MALE)


def _patronymic(draw: random.Random, sex: Sex, *, turkic: bool) -> str:
    if draw.random() < 0.15:
        return ""
    if turkic:
        father = _given(draw, Sex.MALE, turkic=True)
        return father + ("овна" if sex is Sex.FEMALE else "ович")
    father = _of_a_list(draw, FATHERS)
    return father + ("на" if sex is Sex.FEMALE else "ич")


def _region(draw: random.Random) -> str:
    return _of_a_list(draw, REGIONS)


def _of_a_list(draw: random.Random, names: Sequence[str]) -> str:
    """One of a list in which the first are the most common, as names and towns are."""
    return draw.choices(names, cum_weights=_weights(len(names)))[0]


@cache
def _weights(count: int) -> list[float]:
    return list(accumulate(1 / (place + 3) for place in range(count)))


def _in_latin(text: str, letters: dict[str, str]) -> str:
    written = "".join(letters.get(letter, letter) for letter in text.lower())
    return written.capitalize()


__all__ = ["AT_A_TIME", "SHARES", "Arrival", "arrivals", "invent", "people"]
