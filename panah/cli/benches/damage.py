"""People in two spellings, one of them with a birth date as offices and memories damage it."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from panah.engines.identity import Identity, PartialDate, Sex, WrittenName


class Damage(StrEnum):
    """What became of a birth date."""

    EXACT = "exact"
    YEAR_ONLY = "year_only"
    DAY_MONTH_EXCHANGED = "day_month_exchanged"
    YEAR_OFF = "year_off_by_one"
    DAY_OFF = "day_off_by_one"
    UNKNOWN = "unknown"


SHARES = {
    Damage.EXACT: 0.55,
    Damage.YEAR_ONLY: 0.15,
    Damage.DAY_MONTH_EXCHANGED: 0.10,
    Damage.YEAR_OFF: 0.08,
    Damage.DAY_OFF: 0.07,
    Damage.UNKNOWN: 0.05,
}
"""How often each happens."""

_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}


@dataclass(frozen=True, slots=True, repr=False)
class Twice:
    """One person as registered, and as they arrive again; `damage` says what the date suffered."""

    known: Identity
    again: Identity
    damage: Damage


class UnusablePeople(Exception):
    """The file of people cannot be read; the message says why and in which line."""


def people_twice(path: Path, *, seed: int) -> list[Twice]:
    """Everyone in a file whose birth date is a date: known in the native spelling, back in English.

    Whoever stands there several times, by the column `qid`, is taken once, as first written.

    Raises:
        UnusablePeople: no such file, or a line that is not what it should be.
    """
    draw = random.Random(seed)  # noqa: S311 - damage is drawn alike in every run
    people: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(_rows(path)):
        if _has_birth_date(row):
            people.setdefault(row.get("qid") or f"line {number}", row)
    return [_twice(row, draw) for row in people.values()]


def damaged(born: date, draw: random.Random) -> tuple[PartialDate | None, Damage]:
    """A birth date as it comes back, and what became of it."""
    kind = draw.choices(list(SHARES), list(SHARES.values()))[0]
    if kind is Damage.UNKNOWN:
        return None, kind
    if kind is Damage.YEAR_ONLY:
        return PartialDate(born.year, 1, 1), kind
    changed = _changed(born, kind, draw)
    # 25 March has no other reading: it comes back as it was.
    return PartialDate.of(changed), kind if changed != born else Damage.EXACT


def _changed(born: date, kind: Damage, draw: random.Random) -> date:
    step = draw.choice((-1, 1))
    try:
        if kind is Damage.DAY_MONTH_EXCHANGED:
            return born.replace(month=born.day, day=born.month)
        if kind is Damage.YEAR_OFF:
            return born.replace(year=born.year + step)
    except ValueError:
        return born
    return born + timedelta(days=step) if kind is Damage.DAY_OFF else born


def _twice(row: dict[str, Any], draw: random.Random) -> Twice:
    born = date.fromisoformat(row["dob"][:10])
    sex = _SEXES.get(row.get("sex") or "", Sex.UNKNOWN)
    comes_back, damage = damaged(born, draw)
    known = Identity(WrittenName(full=row["native"]), sex, PartialDate.of(born))
    again = Identity(WrittenName(full=row["en"]), sex, comes_back)
    return Twice(known, again, damage)


def _has_birth_date(row: dict[str, Any]) -> bool:
    try:
        date.fromisoformat((row.get("dob") or "")[:10])
    except ValueError:
        return False
    return bool(row.get("native") and row.get("en"))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield _row(line, number)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UnusablePeople(f"{path}: {type(error).__name__}") from None


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise UnusablePeople(f"line {number} is no JSON object")
    return row
