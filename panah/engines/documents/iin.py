"""Kazakhstan's individual identification number (IIN, ЖСН, ИИН).

Twelve digits: YYMMDD of birth, a digit for century and sex, a serial number of four digits, a
check digit. Government decree 406 of 22 May 2007; since its change of 26 August 2013 the state no
longer promises that the digits repeat what is known about the person, so a difference from a
document is a reason to ask, not an error.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from panah.engines.identity import Sex

_FORM = re.compile(r"[0-9]{12}")
_SEPARATORS = re.compile(r"[\s\u200b-\u200f\ufeff-]+")
_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_FIRST_YEARS = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_SERIALS = 10_000


class IinReason(StrEnum):
    """Why a text is no IIN."""

    NOT_TWELVE_DIGITS = "not_twelve_digits"
    CENTURY = "century"
    NO_SUCH_DAY = "no_such_day"
    CHECK_DIGIT = "check_digit"


class ImpossibleIin(ValueError):
    """The text is no IIN; `reason` says why."""

    def __init__(self, reason: IinReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, repr=False)
class Iin:
    """A number whose check digit agrees, and what its digits say."""

    number: str
    birth_date: date
    sex: Sex


def check_iin(text: str) -> Iin:
    """Read an IIN, with or without spaces and dashes.

    Raises:
        ImpossibleIin: it is none, with the reason.
    """
    number = _SEPARATORS.sub("", text)
    if not _FORM.fullmatch(number):
        raise ImpossibleIin(IinReason.NOT_TWELVE_DIGITS)
    if number[6] not in _FIRST_YEARS:
        raise ImpossibleIin(IinReason.CENTURY)
    born = _birth_date(number)
    if _check_digit(number[:11]) != number[11]:
        raise ImpossibleIin(IinReason.CHECK_DIGIT)
    return Iin(number, born, Sex.MALE if int(number[6]) % 2 else Sex.FEMALE)


def make_iin(born: date, sex: Sex, *, serial: int) -> str | None:
    """Write the IIN with that serial number, or None when the state would leave it out.

    Both weight series give 10 for about one serial in a hundred: there is no such number.

    Raises:
        ValueError: the sex is neither female nor male, the year not in 1800–2099, or the serial
            has more than four digits.
    """
    if sex not in (Sex.FEMALE, Sex.MALE) or not 1800 <= born.year <= 2099:
        raise ValueError("an IIN needs female or male and a year from 1800 to 2099")
    if not 0 <= serial < _SERIALS:
        raise ValueError("the serial number has four digits")
    century = born.year // 100 - 18
    body = f"{born:%y%m%d}{2 * century + (1 if sex is Sex.MALE else 2)}{serial:04}"
    digit = _check_digit(body)
    return body + digit if digit else None


def draw_iin(born: date, sex: Sex, *, randbelow: Callable[[int], int] = secrets.randbelow) -> str:
    """Invent an IIN for somebody who does not exist."""
    while True:
        number = make_iin(born, sex, serial=randbelow(_SERIALS))
        if number:
            return number


def _birth_date(number: str) -> date:
    try:
        return date(_FIRST_YEARS[number[6]] + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        raise ImpossibleIin(IinReason.NO_SUCH_DAY) from None


def _check_digit(body: str) -> str | None:
    digit = _weigh(body, _FIRST_WEIGHTS)
    if digit == 10:
        digit = _weigh(body, _SECOND_WEIGHTS)
    return str(digit) if digit < 10 else None


def _weigh(body: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
