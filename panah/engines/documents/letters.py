"""Letters of one script written with another, as passports do it. The tables are data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Table(StrEnum):
    """Tables for writing Cyrillic names in Latin letters."""

    RUSSIAN_ICAO = "russian_icao"
    RUSSIAN_2010 = "russian_2010"
    RUSSIAN_1997 = "russian_1997"
    KAZAKH = "kazakh"


class NotInTable(ValueError):
    """A letter is not in the table of the Russian internal passport."""


def transliterate(text: str, table: Table) -> str:
    """Write a Cyrillic text in Latin letters; what the table does not know stays as it is.

    Capitals stay capitals: `Щукина` becomes `Shchukina`, `ЩУКИНА` becomes `SHCHUKINA`.
    """
    letters = read_table(table)["letters"]
    return "".join(
        _in_case_of(letter, letters.get(letter.upper(), letter), following=text[place + 1 :][:1])
        for place, letter in enumerate(text)
    )


def encode_russian(name: str) -> str:
    """Write a Cyrillic name in the code of the Russian internal passport.

    Raises:
        NotInTable: a letter is not Russian.
    """
    code = read_table("russian_internal_passport")["letters"]
    spaced = "".join(letter if letter.isalnum() else " " for letter in name.upper())
    try:
        return "<".join("".join(code[letter] for letter in word) for word in spaced.split())
    except KeyError as missing:
        raise NotInTable(f"U+{ord(missing.args[0]):04X} is not a Russian letter") from None


def decode_russian(coded: str) -> str:
    """Write a name from a Russian internal passport in Cyrillic; unknown characters stay."""
    return "".join(_russian_letters().get(character, character) for character in coded)


def patronymic_words() -> frozenset[str]:
    """Words such as ОГЛЫ that belong to the patronymic before them."""
    return frozenset(read_table("russian_internal_passport")["patronymic_words"])


def latin_marks() -> Mapping[str, str]:
    """Latin letters with marks and how ICAO advises to write them with A–Z."""
    marks: Mapping[str, str] = read_table("latin_marks")["letters"]
    return marks


@cache
def read_table(name: str) -> dict[str, Any]:
    """Read a table of `tables/`."""
    text = files(__package__).joinpath("tables", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _russian_letters() -> dict[str, str]:
    code = read_table("russian_internal_passport")["letters"]
    return {sign: letter for letter, sign in code.items()}


def _in_case_of(letter: str, latin: str, *, following: str) -> str:
    if letter == latin:
        return letter
    if letter.islower():
        return latin.lower()
    return latin.capitalize() if following.islower() else latin
