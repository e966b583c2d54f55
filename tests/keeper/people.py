"""Invented people, as the vault sends them to be sealed."""

from __future__ import annotations

from typing import Any

from panah.engines.identity import (
    Document,
    DocumentKind,
    Identity,
    IndividualNumber,
    PartialDate,
    Sex,
    WrittenName,
    draw_number,
)

NAMES = (
    ("Кравцова", "Мария", "Андреевна"),
    ("Әбдірахманова", "Жанар", "Серікқызы"),
    ("Ó Dálaigh", "Siobhán", ""),
    ("گلزاده", "پریسا", ""),
    ("Йўлдошев", "Отабек", "Рустам ўғли"),
    ("Þorvaldsdóttir", "Sigríður", ""),
)


def a_person(place: int = 0, *, born: str = "1996-03-14", **more: Any) -> Identity:
    """Somebody; the place chooses the name and the document number."""
    family, given, patronymic = NAMES[place % len(NAMES)]
    values = {
        "sex": Sex.FEMALE,
        "nationality": "RUS",
        "document": Document(DocumentKind.PASSPORT, f"75{place:07}", "RUS"),
        "phone": f"+7701{place:07}",
    }
    return Identity(
        name=WrittenName(family=family, given=given, patronymic=patronymic),
        birth_date=PartialDate.parse(born) if born else None,
        **(values | more),
    )


def to_seal(count: int, *, withheld: bool = False) -> list[tuple[IndividualNumber, Identity, bool]]:
    """So many people with their numbers."""
    return [(draw_number(), a_person(place), withheld) for place in range(count)]
