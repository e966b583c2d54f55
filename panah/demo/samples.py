"""Documents of invented people, to copy into the first field of a desk: their digits are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from panah.demo.crowd import dice_of
from panah.demo.naming import Custom, Named, draw_name, draw_stem
from panah.engines.documents import Fields, Format, Table, transliterate, write_zone
from panah.engines.identity import PartialDate, Sex

SEED = 11
EXPIRES = PartialDate(2029, 6, 30)
FATHER, MOTHER, CHILD = date(1993, 4, 17), date(1995, 9, 2), date(2019, 11, 23)


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """A document: whose, of which kind, and its lines."""

    name: str
    born: date
    format: Format
    lines: tuple[str, ...]

    @property
    def zone(self) -> str:
        """The lines as they are pasted."""
        return "\n".join(self.lines)


@cache
def families() -> tuple[tuple[Sample, ...], ...]:
    """Three families of three: Russian passports, passports for travelling, Kazakh cards."""
    dice = dice_of(SEED)
    return (
        _family(dice, Custom.RUSSIAN, _internal_passport),
        _family(dice, Custom.VOLGA, _passport),
        _family(dice, Custom.KAZAKH, _card),
    )


@dataclass(frozen=True, slots=True, repr=False)
class Holder:
    """Whose document it is."""

    named: Named
    sex: Sex
    born: date


Make = Callable[[Random, Holder], Sample]


def _family(dice: Random, custom: Custom, make: Make) -> tuple[Sample, ...]:
    stem = draw_stem(dice, custom)
    he = draw_name(dice, sex=Sex.MALE, custom=custom, stem=stem)
    she = draw_name(dice, sex=Sex.FEMALE, custom=custom, stem=stem)
    child = draw_name(dice, sex=Sex.MALE, custom=custom, stem=stem, father=he.given)
    return (
        make(dice, Holder(he, Sex.MALE, FATHER)),
        make(dice, Holder(she, Sex.FEMALE, MOTHER)),
        _passport(dice, Holder(child, Sex.MALE, CHILD)),
    )


def _internal_passport(dice: Random, holder: Holder) -> Sample:
    named = holder.named
    fields = Fields(
        surname=named.family.upper(),
        given_names=named.given.upper(),
        patronymic=named.patronymic.upper(),
        document_code="PN",
        document_number=_digits(dice, 10),
        issuer="RUS",
        nationality="RUS",
        birth_date=PartialDate.of(holder.born),
        sex=holder.sex,
        issue_date=PartialDate(2015, 5, 20),
        office_code="630012",
    )
    return _sample(holder, Format.RUS_PN, fields)


def _passport(dice: Random, holder: Holder) -> Sample:
    return _sample(holder, Format.TD3, _latin(dice, holder, code="P", of="RUS"))


def _card(dice: Random, holder: Holder) -> Sample:
    return _sample(holder, Format.TD1, _latin(dice, holder, code="I", of="KAZ"))


def _latin(dice: Random, holder: Holder, *, code: str, of: str) -> Fields:
    named = holder.named
    table = Table.KAZAKH if named.custom is Custom.KAZAKH else Table.RUSSIAN_ICAO
    return Fields(
        surname=transliterate(named.family, table).upper(),
        given_names=transliterate(named.given, table).upper(),
        document_code=code,
        document_number=_digits(dice, 9),
        issuer=of,
        nationality=of,
        birth_date=PartialDate.of(holder.born),
        sex=holder.sex,
        expiry_date=EXPIRES,
    )


def _sample(holder: Holder, kind: Format, fields: Fields) -> Sample:
    named = holder.named
    name = " ".join(filter(None, (named.family, named.given, named.patronymic)))
    return Sample(name, holder.born, kind, write_zone(kind, fields))


def _digits(dice: Random, count: int) -> str:
    return "".join(str(dice.randrange(10)) for _ in range(count))
